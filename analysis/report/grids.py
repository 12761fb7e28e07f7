"""Grids: the published figures as numbers in rows, for sheets and files of data.

A report says figures in words; a grid holds the same rounded figures as numbers.
Where a figure is withheld the row has the mark in its last place, and no numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from analysis.figures import Cell, Coverage, Estimate, Rate, SensitiveFigure, Withheld

Value: TypeAlias = str | int | float | Withheld | None
Row: TypeAlias = tuple[Value, ...]

TEXT, COUNT, SCORE, SHARE, DECIMAL, REASON = (
    "text",
    "count",
    "score",
    "share",
    "decimal",
    "reason",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: its name in files, its title in words, its kind."""

    name: str
    title: str
    kind: str = TEXT
    width: float = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """Figures in rows under headings; the name is that of its sheet and file."""

    name: str
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]


def trimmed(grid: Grid) -> Grid:
    """Return a grid without the columns in which no row holds anything."""
    kept = [
        place
        for place in range(len(grid.headings))
        if any(row[place] is not None for row in grid.rows)
    ]
    return Grid(
        grid.name,
        grid.title,
        tuple(grid.headings[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in grid.rows),
    )


def withheld_in(row: Iterable[Value]) -> Withheld | None:
    """Return the mark of a row whose figures are withheld."""
    return next((value for value in row if isinstance(value, Withheld)), None)


def scores(figure: Cell | Withheld) -> Row:
    """Return n, its upper end, mean, interval and share of positive answers."""
    if isinstance(figure, Withheld):
        return (None,) * 8
    return (
        figure.n,
        figure.n_to,
        figure.mean,
        figure.low,
        figure.high,
        figure.positive,
        figure.positive_low,
        figure.positive_high,
    )


def beside(figure: Cell | Withheld) -> Row:
    """Return the mean by headcount with its interval, and the typical organisation."""
    if isinstance(figure, Withheld):
        return (None,) * 4
    weighted = figure.weighted or Estimate(mean=float("nan"))
    told = (weighted.mean, weighted.low, weighted.high)
    return (*(told if figure.weighted else (None,) * 3), figure.typical)


def rate(figure: Rate | Withheld) -> Row:
    """Return n, its upper end, rate and interval."""
    if isinstance(figure, Withheld):
        return (None,) * 5
    return (figure.n, figure.n_to, figure.rate, figure.low, figure.high)


def estimate(figure: SensitiveFigure | Withheld) -> Row:
    """Return n, its upper end, estimate, interval and method."""
    if isinstance(figure, Withheld):
        return (None,) * 6
    interval = (figure.low, figure.high)
    return (figure.n, figure.n_to, figure.estimate, *interval, figure.method)


def reached(coverage: Coverage) -> Row:
    """Return the answers, the people, and their share as whole percents."""
    if not coverage.eligible:
        return (coverage.answers, None, None)
    share = round(coverage.answers / coverage.eligible, 2)
    return (coverage.answers, coverage.eligible, share)


def mark(figure: object) -> Withheld | None:
    """Return the mark of a withheld figure, for the last place of its row."""
    return figure if isinstance(figure, Withheld) else None
