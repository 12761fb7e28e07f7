"""The report of one organisation: its own figures beside those of all who answered.

It never shows another organisation's figures, and no rank.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis import findings, recommendations
from analysis.charts import telling
from analysis.disclosure import Published, rounded
from analysis.figures import Cell
from analysis.recommendations import Recommendation
from analysis.report import advice, job_map, method, summary
from analysis.report.framing import Cover, framed
from analysis.report.kinds import part as parts
from analysis.report.kinds.part import Part
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import (
    Block,
    Fact,
    Facts,
    Notice,
    Paragraph,
    Points,
    Report,
    Section,
    Subheading,
)
from analysis.results import ORGANISATION, Results
from analysis.wording import alphabetical, number, words


class UnknownOrganisationError(LookupError):
    """The release knows no such organisation."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What all organisations' reports of a release rest on, computed once."""

    shown: Published[Results]
    proposed: tuple[Recommendation, ...]
    letterhead: Letterhead

    @property
    def organisations(self) -> list[str]:
        """Return the organisations in the order of the alphabet."""
        return alphabetical(self.shown.value.organisations)


def basis(published: Published[Results], letterhead: Letterhead = DISTRICT) -> Basis:
    """Return what the reports of all organisations rest on."""
    found = findings.find(published)
    proposed = recommendations.recommend(published, found)
    return Basis(rounded(published), proposed, letterhead)


def build(known: Basis, organisation: str, *, language: str) -> Report:
    """Return the report of one organisation."""
    results = known.shown.value
    if organisation not in results.organisations:
        raise UnknownOrganisationError("The release knows no such organisation.")
    told = words(language)
    part = Part(results, ORGANISATION, organisation, told)
    own = _own(part, known.proposed)
    sections = (
        _summary(part, own),
        method.section(known.shown, known.letterhead, told),
        _scores(part),
        *_experience(part),
        _items(part),
        advice.plan(own, told),
        *job_map.sections(known.shown, told, organisation=organisation),
    )
    title = results.facts.title.to(language)
    cover = Cover(
        organisation,
        told.say("Report of the organisation: {title}", title=title),
        known.letterhead,
        sample=results.facts.sample,
    )
    return framed(language, cover, sections)


def _summary(part: Part, proposed: Sequence[Recommendation]) -> Section:
    say = part.words.say
    blocks: tuple[Block, ...] = (
        Facts(tuple(_coverage(part))),
        parts.scores(part, "indices", say("Indices: the group and all")),
        *_told_apart(part),
        Subheading(say("What to do first")),
        summary.first(proposed, part.words),
        Notice(
            say(
                "A score is no verdict on an organisation or on anybody in it. Nobody "
                "may try to find out who answered what. Figures of fewer than {floor} "
                "people are not shown.",
                floor=number(part.results.facts.cell_floor),
            )
        ),
    )
    return Section("summary", say("Summary"), blocks)


def _coverage(part: Part) -> Iterator[Fact]:
    """Yield how many answered, and of how many, where that is known."""
    say, coverage = part.words.say, part.results.organisations[part.cell]
    if coverage.eligible is not None:
        yield Fact(say("Invited"), number(coverage.eligible))
    yield Fact(say("Answers"), number(coverage.answers))
    if coverage.eligible is not None:
        yield Fact(say("Coverage"), telling.share(telling.coverage_share(coverage)))


def _told_apart(part: Part) -> Iterator[Block]:
    """Yield what differs from the rest of the district by more than chance."""
    say = part.words.say
    for kind, title in (
        ("below", say("Lower than in the rest of the district")),
        ("above", say("Higher than in the rest of the district")),
    ):
        listed = tuple(_told(part, kind))
        if listed:
            yield Subheading(title)
            yield Points(listed)
    if not any(_told(part, kind) for kind in ("below", "above")):
        yield Paragraph(
            say("No result can be told apart from the rest of the district.")
        )


def _told(part: Part, kind: str) -> list[str]:
    told = []
    for block in ("indices", "indicators"):
        for name, title in part.titles(block):
            result = getattr(part.results, block)[name]
            own = part.own(result.by)
            if isinstance(own, Cell) and _stands(part, name) == kind:
                told.append(f"{title}: {telling.with_interval(own)}")
    return told


def _stands(part: Part, name: str) -> str:
    """Return the class of the organisation, if means may be compared at all."""
    ranking = part.results.ranking.get(name)
    if ranking is None or not ranking.comparable:
        return ""
    found = ranking.organisations.get(part.cell)
    return found.standing if found else ""


def _scores(part: Part) -> Section:
    say = part.words.say
    drawn = parts.chart(part)
    caption = say("Indicators: the group and all")
    block: Block = drawn or parts.scores(part, "indicators", caption)
    return Section("scores", say("Indicators"), (block,))


def _experience(part: Part) -> Iterator[Section]:
    if part.results.experience:
        yield Section("experience", part.words.say("Experience"), (parts.rates(part),))


def _own(part: Part, proposed: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    """Return the measures about which the organisation is below the rest, else all."""
    own = tuple(
        one
        for one in proposed
        if any(_stands(part, name) == "below" for _, name in one.subjects)
    )
    return own or tuple(proposed)


def _items(part: Part) -> Section:
    say = part.words.say
    table = parts.scores(part, "items", say("Questions: the group and all"))
    return Section("items", say("Results of all questions"), (table,))
