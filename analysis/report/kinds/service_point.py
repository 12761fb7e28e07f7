"""The report that hangs at a service point: what citizens said, in plain words."""

from collections.abc import Iterable, Iterator, Sequence

from analysis.charts import telling
from analysis.figures import Cell, Withheld
from analysis.recommendations import Recommendation
from analysis.report.framing import Cover, framed
from analysis.report.kinds import part as parts
from analysis.report.kinds.organisation import Basis
from analysis.report.kinds.part import Part
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
from analysis.results import ORGANISATION, Results
from analysis.wording import Words, alphabetical, words

SERVICE = "service"
_CITIZENS = "citizen"
_MOST_MEASURES = 3


class UnknownServiceError(LookupError):
    """The release has no figures by this service or service point."""


def points(results: Results) -> list[str]:
    """Return the service points of a survey of citizens; other surveys have none."""
    if results.questionnaire.kind != _CITIZENS:
        return []
    return alphabetical(results.organisations)


def services(results: Results) -> list[str]:
    """Return the services by which a release has figures."""
    blocks = (results.indices, results.indicators, results.items)
    names = {
        name
        for block in blocks
        for result in block.values()
        for name in result.by.get(SERVICE, {})
    }
    return alphabetical(names)


def build(known: Basis, name: str, *, language: str, cut: str = SERVICE) -> Report:
    """Return the report of a service, or of a service point, for those who use it.

    `cut` says which of both the name is of: `SERVICE` or `ORGANISATION`.
    """
    results = known.shown.value
    places = {SERVICE: services, ORGANISATION: points}[cut](results)
    if name not in places:
        raise UnknownServiceError("The release has no figures by this name.")
    told = words(language)
    part = Part(results, cut, name, told)
    facts = results.facts
    sections = (_said(part, _measures(known.proposed, told)), _figures(part))
    cover = Cover(
        part.title,
        told.say("What citizens said: {title}", title=facts.title.to(language)),
        known.letterhead,
        sample=facts.sample,
    )
    return framed(language, cover, sections)


def _said(part: Part, measures: Iterable[Block]) -> Section:
    say = part.words.say
    facts = part.results.facts
    blocks: tuple[Block, ...] = (
        Paragraph(_asked(part)),
        _told(part),
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


def _told(part: Part) -> Block:
    scores = tuple(_scores(part))
    if scores:
        return Points(scores)
    return Paragraph(part.words.say("Nobody answered here."))


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


def _measures(proposed: Sequence[Recommendation], told: Words) -> Iterator[Block]:
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
            for one in proposed[:_MOST_MEASURES]
        )
    )
