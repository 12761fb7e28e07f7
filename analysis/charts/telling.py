"""Says published figures in words, one way for charts, tables and prose."""

from dataclasses import replace

from analysis.charts.model import Table
from analysis.figures import Cell, Coverage, Rate, SensitiveFigure, Withheld
from analysis.results import ThemeResult
from analysis.wording import Words, number, percent, percent_span, span

NOTHING = "–"


def people(figure: Cell | Rate | SensitiveFigure | ThemeResult) -> str:
    """Return how many people stand behind a figure, as a band where it is one."""
    if figure.n_to is not None and figure.n_to != figure.n:
        return f"{number(figure.n)}–{number(figure.n_to)}"
    return number(figure.n)


def score(value: float | None) -> str:
    """Return a score on 0–100."""
    return NOTHING if value is None else number(value, 1)


def with_interval(cell: Cell) -> str:
    """Return a score with its interval, where it has one."""
    told, between = score(cell.mean), interval(cell.low, cell.high)
    return told if between == NOTHING else f"{told} ({between})"


def mean_head(words: Words, *, margin: bool) -> str:
    """Return the head of a column of means, with intervals or without."""
    return words.say("Mean (interval)") if margin else words.say("Mean")


def share(value: float | None) -> str:
    """Return a share as whole percents."""
    return NOTHING if value is None else percent(value)


def interval(low: float | None, high: float | None) -> str:
    """Return the interval of a score."""
    return NOTHING if low is None or high is None else span(low, high)


def share_interval(low: float | None, high: float | None) -> str:
    """Return the interval of a share."""
    return NOTHING if low is None or high is None else percent_span(low, high)


def without_intervals(table: Table, words: Words) -> Table:
    """Return a table without its column of intervals, where no row has one."""
    heads = [column.title for column in table.columns]
    if words.say("Interval (95%)") not in heads:
        return table
    place = heads.index(words.say("Interval (95%)"))
    if any(row[place] != NOTHING for row in table.rows):
        return table
    rows = tuple((*row[:place], *row[place + 1 :]) for row in table.rows)
    columns = (*table.columns[:place], *table.columns[place + 1 :])
    return replace(table, columns=columns, rows=rows)


def coverage_share(coverage: Coverage) -> float | None:
    """Return which share of the eligible people answered, where that is known."""
    if not coverage.eligible:
        return None
    return coverage.answers / coverage.eligible


def reason(words: Words, withheld: Withheld) -> str:
    """Return why a figure is not shown."""
    told = {
        "complement": words.say("not shown: it would reveal a small group beside it"),
        "alike": words.say("not shown: nearly all gave the same answer"),
        "overlap": words.say("not shown: it would reveal a small group inside it"),
        "audit": words.say("not shown: it could be computed back"),
        "no anchor": words.say("not shown: its control question is missing"),
    }.get(withheld.withheld, words.say("not shown: too few people answered"))
    return f"{told} ({withheld.band})" if withheld.band else told
