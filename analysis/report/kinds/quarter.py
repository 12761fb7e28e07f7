"""The quarterly report: the surveys of a quarter, what people wrote, what was done."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.charts import telling
from analysis.charts.model import Column, Table
from analysis.charts.organisations import index_title
from analysis.disclosure import Published, rounded
from analysis.figures import Cell, Withheld
from analysis.report.framing import Cover, framed
from analysis.report.kinds import implementation
from analysis.report.kinds.implementation import Implementation
from analysis.report.model import Block, Paragraph, Report, Section
from analysis.results import Results
from analysis.wording import Words, number, percent, words


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter: the surveys released in it, and the state of measures at its end."""

    year: int
    number: int
    surveys: tuple[Published[Results], ...]
    implementation: Implementation


def build(told: Quarter, *, language: str) -> Report:
    """Return the quarterly report in one language."""
    said = words(language)
    shown = [rounded(one).value for one in told.surveys]
    summary, *rest = implementation.sections(told.implementation, said)
    sections = (
        summary,
        Section("surveys", said.say("Surveys"), tuple(_surveys(shown, said))),
        *_themes(shown, said),
        *rest,
    )
    cover = Cover(
        said.say(
            "Report on quarter {number} of {year}",
            number=said.place(told.number),
            year=told.year,
        ),
        told.implementation.title,
        told.implementation.letterhead,
        sample=told.implementation.sample or any(one.facts.sample for one in shown),
    )
    return framed(language, cover, sections)


def _surveys(shown: list[Results], said: Words) -> Iterator[Block]:
    say = said.say
    if not shown:
        yield Paragraph(say("No survey was released in this quarter."))
        return
    yield Table(
        name="surveys",
        caption=say("Surveys released in this quarter"),
        columns=(
            Column(say("Survey"), width=3),
            Column(say("Dates"), width=2.2),
            Column(say("Answers"), numeric=True),
            Column(say("Coverage"), numeric=True),
        ),
        rows=tuple(_survey(one, said) for one in shown),
    )
    rows = tuple(row for one in shown for row in _indices(one, said))
    if rows:
        table = Table(
            name="indices",
            caption=say("Indices on 0–100"),
            columns=(
                Column(say("Survey"), width=3),
                Column(say("Index"), width=2.6),
                Column(say("Mean"), numeric=True),
                Column(say("Interval (95%)"), numeric=True, width=1.4),
            ),
            rows=rows,
        )
        yield telling.without_intervals(table, said)


def _survey(results: Results, said: Words) -> tuple[str, ...]:
    facts = results.facts
    share = telling.NOTHING
    if facts.headcount:
        share = percent(results.answers / facts.headcount)
    return (
        facts.title.to(said.language),
        f"{said.date(facts.opened)} – {said.date(facts.closed)}",
        number(results.answers),
        share,
    )


def _indices(results: Results, said: Words) -> Iterator[tuple[str, ...]]:
    for name, index in results.indices.items():
        cell = index.overall
        if isinstance(cell, Cell) and cell.mean is not None:
            yield (
                results.facts.title.to(said.language),
                index_title(name, said),
                telling.score(cell.mean),
                telling.interval(cell.low, cell.high),
            )


def _themes(shown: list[Results], said: Words) -> Iterator[Section]:
    tables = tuple(
        Table(
            name="themes",
            caption=results.facts.title.to(said.language),
            columns=(
                Column(said.say("Theme"), width=3.6),
                Column(said.say("Comments"), numeric=True),
            ),
            rows=rows,
        )
        for results in shown
        if (rows := tuple(_counted(results, said)))
    )
    if tables:
        yield Section("themes", said.say("Comments by theme"), tables)


def _counted(results: Results, said: Words) -> Iterator[tuple[str, ...]]:
    for theme in results.themes.values():
        if not isinstance(theme, Withheld):
            yield theme.title.to(said.language), telling.people(theme)
