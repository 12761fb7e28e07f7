"""Charts that Excel draws itself from the numbers of a sheet."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from analysis.report.grids import Grid, Row
from analysis.report.texts import writable
from analysis.wording import Words

Book: TypeAlias = Any
Sheet: TypeAlias = Any

_DRAWN = {
    "coverage": ("organisation", "coverage", 1.0),
    "indices": ("title", "mean", 100.0),
    "indicators": ("title", "mean", 100.0),
    "experience": ("title", "rate", None),
    "drivers": ("title", "shapley", None),
}
_COLOUR = "#1F5F8B"
_WIDTH, _ROW, _MARGIN = 720, 30, 120


def insert(book: Book, sheet: Sheet, grid: Grid, words: Words) -> None:
    """Draw a grid that has a chart as bars with their intervals, below its rows."""
    if grid.name not in _DRAWN:
        return
    label, figure, most = _DRAWN[grid.name]
    names = [heading.name for heading in grid.headings]
    if figure not in names:
        return
    titled = f"{label}_{words.language}" if label == "title" else label
    first, second = names.index(titled), names.index(figure)
    last = sum(1 for row in grid.rows if "cut" not in names or "" in row)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": writable(grid.headings[second].title),
            "categories": [sheet.get_name(), 1, first, last, first],
            "values": [sheet.get_name(), 1, second, last, second],
            "fill": {"color": _COLOUR},
            "gap": 60,
            "data_labels": {"value": True},
            **_intervals(grid.rows[:last], names, second),
        }
    )
    chart.set_title({"name": writable(grid.title), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"min": 0, **({"max": most} if most else {})})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": _WIDTH, "height": _MARGIN + _ROW * last})
    told = words.say(
        "Bar chart of the numbers in this sheet: {title}", title=grid.title
    )
    sheet.insert_chart(len(grid.rows) + 2, 0, chart, {"description": writable(told)})


def _intervals(rows: Sequence[Row], names: list[str], place: int) -> dict[str, object]:
    """Return the error bars that reach from each figure to its interval's ends."""
    if not {"low", "high"} <= set(names):
        return {}
    low, high = names.index("low"), names.index("high")
    reach = [(row[place], row[low], row[high]) for row in rows]
    minus, plus = [], []
    for figure, lower, upper in reach:
        known = all(isinstance(n, int | float) for n in (figure, lower, upper))
        minus.append(_distance(figure, lower) if known else 0)
        plus.append(_distance(upper, figure) if known else 0)
    bars = {"type": "custom", "plus_values": plus, "minus_values": minus}
    return {"x_error_bars": bars}


def _distance(upper: object, lower: object) -> float:
    if not isinstance(upper, int | float) or not isinstance(lower, int | float):
        return 0.0
    return abs(upper - lower)
