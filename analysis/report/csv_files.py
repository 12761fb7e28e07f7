"""Writes grids as CSV files that Excel reads in Mongolian and runs nothing of.

The files begin with a byte order mark. A text that a spreadsheet would take for a
formula gets an apostrophe in front; numbers are written as they are, with a point.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from analysis.figures import Withheld
from analysis.report.grids import Grid, Value
from analysis.report.texts import writable

ENCODING = "utf-8-sig"
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(grid: Grid) -> bytes:
    """Return a grid as a CSV file, with the names of its columns at its head."""
    heads = [heading.name for heading in grid.headings]
    return table(heads, ([_cell(value) for value in row] for row in grid.rows))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of finished cells as a CSV file."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(heads)
    writer.writerows(rows)
    return written.getvalue().encode(ENCODING)


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = writable(text)
    starts = text.lstrip(" \u00a0").startswith(_STARTERS) or text.startswith(_STARTERS)
    return f"'{text}" if starts else text


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Withheld):
        told = f"{value.withheld} ({value.band})" if value.band else value.withheld
        return safe(told)
    return safe(value) if isinstance(value, str) else str(value)
