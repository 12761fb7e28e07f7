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
from analysis.report.model import Block, Paragraph, Points, Report, Section
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
    done = implementation.sections(told.implementation, said)
    sections = (
        Section("surveys", said.say("Surveys"), tuple(_surveys(shown, said))),
        *_themes(shown, said),
        *done,
    )
    cover = Cover(
        told.implementation.title,
        said.say(
            "Report on quarter {number} of {year}",
            number=told.number,
            year=told.year,
        ),
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
    listed = tuple(line for one in shown for line in _indices(one, said))
    if listed:
        yield Points(listed)


def _survey(results: Results, said: Words) -> tuple[str, ...]:
    facts = results.facts
    share = telling.NOTHING
    if facts.headcount:
        share = percent(results.answers / facts.headcount)
    return (
        facts.title.to(said.language),
        f"{said.day(facts.opened)} – {said.day(facts.closed)}",
        number(results.answers),
        share,
    )


def _indices(results: Results, said: Words) -> Iterator[str]:
    for name, index in results.indices.items():
        cell = index.overall
        if isinstance(cell, Cell) and cell.mean is not None:
            yield said.say(
                "{title}: {mean} ({interval})",
                title=index_title(name, said),
                mean=telling.score(cell.mean),
                interval=telling.interval(cell.low, cell.high),
            )


def _themes(shown: list[Results], said: Words) -> Iterator[Section]:
    rows = tuple(
        (
            results.facts.title.to(said.language),
            theme.title.to(said.language),
            f"{theme.n}–{theme.n_to}" if theme.n_to else number(theme.n),
        )
        for results in shown
        for theme in results.themes.values()
        if not isinstance(theme, Withheld)
    )
    if rows:
        table = Table(
            name="themes",
            caption=said.say("What people wrote about"),
            columns=(
                Column(said.say("Survey"), width=2),
                Column(said.say("Theme"), width=3),
                Column(said.say("People"), numeric=True),
            ),
            rows=rows,
        )
        yield Section("themes", said.say("Comments by theme"), (table,))
