"""Writes one table of a report as a CSV or an Excel file: what is shown, and no more.

A cell that is a number or a percentage alone is a number in Excel; intervals and words
stay texts. Nothing in it becomes a formula or a link.
"""

import re
from collections.abc import Callable, Mapping
from io import BytesIO

import xlsxwriter

from analysis.charts.model import Table
from analysis.report import csv_files
from analysis.report.texts import in_properties, writable

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_NUMBER = re.compile(r"[+−-]?([0-9]{1,3}(,[0-9]{3})*|[0-9]+)(\.[0-9]+)?%?")
_WIDEST, _PER_WIDTH = 60, 14


def csv(table: Table) -> bytes:
    """Return a table as a CSV file that Excel reads in Mongolian."""
    heads = [csv_files.safe(column.title) for column in table.columns]
    return csv_files.table(heads, ([_plain(c) for c in row] for row in table.rows))


def xlsx(table: Table) -> bytes:
    """Return a table as an Excel workbook of one sheet."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        book.set_properties({"title": in_properties(table.caption)})
        look = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        head = book.add_format({**look, "bold": True, "text_wrap": True, "bottom": 1})
        text = book.add_format({**look, "text_wrap": True})
        share = book.add_format({**look, "num_format": "0%"})
        sheet = book.add_worksheet()
        for place, column in enumerate(table.columns):
            width = min(column.width * _PER_WIDTH, _WIDEST)
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, writable(column.title), head)
        for line, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row):
                number = _number(cell) if table.columns[place].numeric else None
                if number is None:
                    sheet.write_string(line, place, writable(cell), text)
                else:
                    shown = share if cell.endswith("%") else text
                    sheet.write_number(line, place, number, shown)
        sheet.freeze_panes(1, 1)
    return written.getvalue()


WRITERS: Mapping[str, Callable[[Table], bytes]] = {"csv": csv, "xlsx": xlsx}


def _number(cell: str) -> float | None:
    """Return the number that a cell is, and nothing else; a percentage as a share."""
    if not _NUMBER.fullmatch(cell):
        return None
    value = float(cell.rstrip("%").replace(",", "").replace("−", "-"))
    return value / 100 if cell.endswith("%") else value


def _plain(cell: str) -> str:
    """Return a cell as CSV holds it: a number with a point and an ordinary minus."""
    if _NUMBER.fullmatch(cell):
        return cell.replace(",", "").replace("−", "-")
    return csv_files.safe(cell)
