"""The report that hangs at a service point: what citizens said, in plain words."""

from collections.abc import Iterable, Iterator

from analysis import findings, recommendations
from analysis.charts import telling
from analysis.disclosure import Published, rounded
from analysis.figures import Cell, Withheld
from analysis.report.framing import Cover, framed
from analysis.report.kinds import part as parts
from analysis.report.kinds.part import Part
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import (
    Block,
    Notice,
    Paragraph,
    Points,
    Report,
    Section,
    Step,
    Steps,
    Subheading,
)
from analysis.results import Results
from analysis.wording import Words, alphabetical, words

SERVICE = "service"
_MOST_MEASURES = 3


class UnknownServiceError(LookupError):
    """The release has no figures by this service."""


def services(published: Published[Results]) -> list[str]:
    """Return the services by which a release has figures."""
    results = published.value
    blocks = (results.indices, results.indicators, results.items)
    names = {
        name
        for block in blocks
        for result in block.values()
        for name in result.by.get(SERVICE, {})
    }
    return alphabetical(names)


def build(
    published: Published[Results],
    service: str,
    *,
    language: str,
    letterhead: Letterhead = DISTRICT,
) -> Report:
    """Return the report of one service for those who use it."""
    if service not in services(published):
        raise UnknownServiceError("The release has no figures by this service.")
    told = words(language)
    part = Part(rounded(published).value, SERVICE, service, told)
    facts = part.results.facts
    sections = (_said(part, _measures(published, told)), _figures(part))
    cover = Cover(
        part.title,
        told.say("What citizens said: {title}", title=facts.title.to(language)),
        letterhead,
        sample=facts.sample,
    )
    return framed(language, cover, sections)


def _said(part: Part, measures: Iterable[Block]) -> Section:
    say = part.words.say
    facts = part.results.facts
    blocks: tuple[Block, ...] = (
        Paragraph(_asked(part)),
        Points(tuple(_scores(part))),
        *measures,
        Notice(
            say(
                "Citizens who chose to answer are not a random sample of all citizens. "
                "Figures of fewer than {floor} people are not shown. Report "
                "corruption to the IAAC's hotline 110.",
                floor=facts.cell_floor,
            )
        ),
    )
    return Section("summary", say("What citizens said"), blocks)


def _asked(part: Part) -> str:
    say, facts = part.words.say, part.results.facts
    opened, closed = part.words.day(facts.opened), part.words.day(facts.closed)
    if part.margin:
        return say(
            "Citizens were asked from {opened} to {closed}. Scores run from 0 to "
            "100, and 100 is the best. After each score stands its interval (95%).",
            opened=opened,
            closed=closed,
        )
    return say(
        "Citizens were asked from {opened} to {closed}. Scores run from 0 to 100, and "
        "100 is the best.",
        opened=opened,
        closed=closed,
    )


def _scores(part: Part) -> Iterator[str]:
    for name, title in part.titles("indicators"):
        own = part.own(part.results.indicators[name].by)
        if isinstance(own, Cell) and own.mean is not None:
            yield f"{title}: {telling.with_interval(own)}"
        elif isinstance(own, Withheld):
            yield f"{title}: {telling.reason(part.words, own)}"


def _figures(part: Part) -> Section:
    say = part.words.say
    caption = say("Indicators: the group and all")
    drawn = parts.chart(part) or parts.scores(part, "indicators", caption)
    questions = parts.scores(part, "items", say("Questions: the group and all"))
    return Section("scores", say("In figures"), (drawn, questions))


def _measures(published: Published[Results], told: Words) -> Iterator[Block]:
    found = findings.find(published)
    proposed = recommendations.recommend(published, found)[:_MOST_MEASURES]
    yield Subheading(told.say("What is proposed"))
    if not proposed:
        yield Paragraph(told.say("No measure is proposed."))
        return
    yield Paragraph(
        told.say(
            "These measures are proposed from all answers of the district. The "
            "district decides on them and reports what was done."
        )
    )
    yield Steps(
        tuple(
            Step(
                one.planned.measure.to(told.language),
                told.say(
                    "When: {timing}. Who: {body}.",
                    timing=one.planned.timing.to(told.language),
                    body=one.planned.body.to(told.language),
                ),
            )
            for one in proposed
        )
    )
