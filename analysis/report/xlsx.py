"""Renders a release as an Excel workbook: numbers as numbers, charts that Excel draws.

Every text is written as a text, so nothing in it becomes a formula or a link.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeAlias

import xlsxwriter

from analysis.charts import telling
from analysis.disclosure import Published
from analysis.report import gridding, xlsx_charts, xlsx_texts
from analysis.report.grids import (
    COUNT,
    DECIMAL,
    REASON,
    SCORE,
    SHARE,
    TEXT,
    Grid,
    Heading,
    Row,
    withheld_in,
)
from analysis.report.model import Report
from analysis.report.texts import in_properties, writable
from analysis.results import Results
from analysis.wording import Words, words

Sheet: TypeAlias = Any
Format: TypeAlias = Any

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_NUMBERS = {
    COUNT: "#,##0",
    SCORE: "0.0",
    SHARE: "0%",
    DECIMAL: "0.00",
}
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_A4 = 9


def render(published: Published[Results], report: Report) -> bytes:
    """Return the workbook of a release, in the language of its report."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        book.set_properties(
            {
                "title": in_properties(report.title),
                "subject": in_properties(report.subtitle),
                "author": in_properties(report.head.organisation),
                "comments": in_properties(
                    f"{report.sample} {report.statement}".strip()
                ),
                "created": _MADE.replace(tzinfo=None),
            }
        )
        told = words(report.language)
        formats = _formats(book)
        xlsx_texts.summary(_sheet(book, told.say("Summary")), report, formats)
        for grid in gridding.build(published, (report.language,)):
            sheet = _sheet(book, grid.title)
            _fill(sheet, grid, formats, told)
            xlsx_charts.insert(book, sheet, grid, told)
        for name in ("recommendations", "plan", "done", "directions", "method"):
            xlsx_texts.section(book, report, name, formats)
    return written.getvalue()


def _formats(book: Sheet) -> dict[str, Format]:
    look = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    made = {
        kind: book.add_format({**look, "num_format": shown})
        for kind, shown in _NUMBERS.items()
    }
    head = {"bold": True, "text_wrap": True, "bg_color": "#F2F5F7", "bottom": 1}
    return {
        **made,
        TEXT: book.add_format({**look, "text_wrap": True}),
        REASON: book.add_format(
            {**look, "text_wrap": True, "italic": True, "font_color": "#43525E"}
        ),
        "head": book.add_format({**look, **head, "valign": "bottom"}),
        "title": book.add_format({**look, "bold": True, "font_size": 14}),
        "strong": book.add_format({**look, "bold": True, "text_wrap": True}),
    }


def _sheet(book: Sheet, title: str) -> Sheet:
    sheet = book.add_worksheet(title)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(1)
    return sheet


def _fill(sheet: Sheet, grid: Grid, formats: dict[str, Format], told: Words) -> None:
    headings = grid.headings
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, heading.width)
        sheet.write_string(0, column, writable(heading.title), formats["head"])
    for place, row in enumerate(grid.rows, start=1):
        _row(sheet, place, (headings, row), formats, told)
    sheet.freeze_panes(1, _frozen(headings))
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(grid.rows), len(headings) - 1)


def _row(
    sheet: Sheet,
    place: int,
    told_by: tuple[Sequence[Heading], Row],
    formats: dict[str, Format],
    told: Words,
) -> None:
    headings, row = told_by
    withheld = withheld_in(row)
    texts = (
        (v, h.width) for v, h in zip(row, headings, strict=True) if isinstance(v, str)
    )
    sheet.set_row(place, xlsx_texts.height(texts))
    for column, (heading, value) in enumerate(zip(headings, row, strict=True)):
        if isinstance(value, int | float):
            sheet.write_number(place, column, value, formats[heading.kind])
        elif isinstance(value, str):
            sheet.write_string(place, column, writable(value), formats[TEXT])
        elif withheld is not None:
            reason = heading.kind == REASON
            shown = telling.reason(told, withheld) if reason else telling.NOTHING
            sheet.write_string(place, column, shown, formats[REASON])


def _frozen(headings: Sequence[Heading]) -> int:
    """Return how many columns name the row: they stay in sight."""
    texts = [heading.kind == TEXT for heading in headings]
    return texts.index(False) if False in texts else 1
