"""Sheets of words: the summary, the recommendations, the plan and the notes."""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from analysis.charts.model import Table
from analysis.report.grids import TEXT
from analysis.report.model import (
    Advice,
    Block,
    Paragraph,
    Report,
    Section,
    Steps,
)
from analysis.report.texts import writable

Sheet: TypeAlias = Any
Formats: TypeAlias = Any
_WIDE, _NARROW, _FIRST = 90, 34, 6
_A4 = 9
_LETTER, _LINE, _GAP = 1.05, 13.5, 3


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Return the points that the tallest of some texts needs in its width."""
    lines = (math.ceil(len(text) * _LETTER / width) for text, width in cells)
    return _LINE * max((1, *lines)) + _GAP


def summary(sheet: Sheet, report: Report, formats: Formats) -> None:
    """Write the head of the report and its summary."""
    sheet.set_column(0, 0, _NARROW)
    sheet.set_column(1, 1, _WIDE)
    lines = (
        report.head.organisation,
        report.subtitle,
        report.sample,
        report.statement,
    )
    sheet.write_string(0, 0, writable(report.title), formats["title"])
    row = 1
    for line in filter(None, lines):
        sheet.write_string(row, 0, writable(line))
        row += 1
    _write(sheet, report.sections[0], formats, row + 1)
    sheet.freeze_panes(1, 0)


def section(book: Sheet, report: Report, name: str, formats: Formats) -> None:
    """Write a section of the report into a sheet of its own, if it has one."""
    found = next((part for part in report.sections if part.name == name), None)
    if found is None:
        return
    sheet = book.add_worksheet(found.title[:31])
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    *before, last = found.blocks
    if isinstance(last, Table) and all(isinstance(one, Paragraph) for one in before):
        for row, block in enumerate(before):
            sheet.write_string(row, 0, writable(getattr(block, "text", "")))
        _table(sheet, last, formats, len(before))
        return
    sheet.set_column(0, 0, _NARROW)
    sheet.set_column(1, 1, _WIDE)
    sheet.write_string(0, 0, writable(found.title), formats["title"])
    _write(sheet, found, formats, 2)
    sheet.freeze_panes(1, 0)


def _table(sheet: Sheet, table: Table, formats: Formats, start: int) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _FIRST + 14 * column.width)
        sheet.write_string(start, place, writable(column.title), formats["head"])
    for row, texts in enumerate(table.rows, start=start + 1):
        widths = (_FIRST + 14 * column.width for column in table.columns)
        sheet.set_row(row, height(zip(texts, widths, strict=True)))
        for place, text in enumerate(texts):
            sheet.write_string(row, place, writable(text), formats[TEXT])
    sheet.freeze_panes(start + 1, 0)
    sheet.repeat_rows(start)


def _write(sheet: Sheet, part: Section, formats: Formats, start: int) -> None:
    row = start
    for block in part.blocks:
        for label, text in _lines(block):
            sheet.set_row(row, height(((label, _NARROW), (text, _WIDE))))
            sheet.write_string(row, 0, writable(label), formats["strong"])
            sheet.write_string(row, 1, writable(text), formats[TEXT])
            row += 1


def _lines(block: Block) -> Iterator[tuple[str, str]]:
    """Yield the words of a block as pairs of a label and a text."""
    known = _SPOKEN.get(block.kind)
    if known is None:
        yield "", getattr(block, "text", "")
    else:
        yield from known(block)


def _advised(block: Advice) -> Iterator[tuple[str, str]]:
    first, *rest = block.evidence or ("",)
    yield block.heading, first
    yield from (("", line) for line in rest)
    yield from ((fact.label, fact.value) for fact in block.facts)
    yield "", block.rank


def _stepped(block: Steps) -> Iterator[tuple[str, str]]:
    for place, step in enumerate(block.entries, start=1):
        yield f"{place}. {step.title}", step.reason


def _tabled(block: Table) -> Iterator[tuple[str, str]]:
    yield from ((row[0], " · ".join(row[1:])) for row in block.rows)


_SPOKEN: dict[str, Callable[[Any], Iterable[tuple[str, str]]]] = {
    "facts": lambda block: ((fact.label, fact.value) for fact in block.entries),
    "points": lambda block: (("", entry) for entry in block.entries),
    "subheading": lambda block: [(block.text, "")],
    "chart": lambda block: [(block.title, block.alt)],
    "steps": _stepped,
    "table": _tabled,
    "advice": _advised,
}
