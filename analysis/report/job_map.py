"""A map of jobs and services to be filled in, beside the workload that was measured.

The plan asks which job serves which service with what load. The survey knows how heavy
people find their work; who does what is known only to the organisation.
"""

from collections.abc import Iterator

from analysis.charts import telling
from analysis.charts.model import Column, Table
from analysis.disclosure import Published
from analysis.figures import Cell, Withheld
from analysis.report.model import Block, Paragraph, Section
from analysis.results import ORGANISATION, Results
from analysis.wording import Words, alphabetical

WORKLOAD = "workload"
_BLANK_ROWS = 8


def sections(
    published: Published[Results], words: Words, *, organisation: str | None = None
) -> Iterator[Section]:
    """Yield the map if workload was measured: of one organisation, or of all."""
    measured = published.value.indicators.get(WORKLOAD)
    if measured is None:
        return
    cells = measured.by.get(ORGANISATION, {})
    say = words.say
    start = Paragraph(
        say(
            "The survey measured how balanced people find their workload (0–100; 100 "
            "is the best). Write beside it which job serves which service, with how "
            "many people and what load, and hold the two against each other."
        )
    )
    title = say("Map of jobs and services")
    if organisation is None:
        rows = tuple(
            (name, _told(cells[name], words), *[""] * 5) for name in alphabetical(cells)
        )
        blocks: tuple[Block, ...] = (start, _table(rows, say("Organisation"), words))
    else:
        own = Paragraph(
            say(
                "Measured workload: {here}; all who answered: {all}.",
                here=_told(cells.get(organisation), words),
                all=_told(measured.overall, words),
            )
        )
        blank = tuple((str(n), *[""] * 6) for n in range(1, _BLANK_ROWS + 1))
        blocks = (start, own, _table(blank, say("No."), words))
    yield Section("jobs", title, blocks, wide=True)


def _told(figure: Cell | Withheld | None, words: Words) -> str:
    if isinstance(figure, Withheld):
        return telling.reason(words, figure)
    if figure is None or figure.mean is None:
        return telling.NOTHING
    return telling.with_interval(figure)


def _table(rows: tuple[tuple[str, ...], ...], first: str, words: Words) -> Table:
    say = words.say
    second = say("Measured workload")
    if rows and not rows[0][1]:
        second = say("Job or unit")
    titles = (
        (first, 2.6 if rows and rows[0][1] else 0.4),
        (second, 1.8),
        (say("Services that it serves"), 2.4),
        (say("People in the job"), 1.0),
        (say("Applications a month"), 1.1),
        (say("Hours a month"), 1.0),
        (say("What should change"), 2.2),
    )
    return Table(
        name="jobs",
        caption=say("Jobs and services, to be filled in"),
        columns=tuple(Column(title, width=width) for title, width in titles),
        rows=rows,
    )
