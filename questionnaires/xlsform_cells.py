"""Reads the sheets of an XLSForm workbook as rows of named cells with their numbers."""

import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, LargeZipFile, ZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.faults import Fault, FaultsError, fault

MOST_ROWS = 5_000
_MOST_COLUMNS = 200
_MOST_BYTES, _MOST_UNPACKED = 5_000_000, 60_000_000
_BROKEN = (
    BadZipFile, LargeZipFile, InvalidFileException, ParseError, zlib.error, KeyError,
    IndexError, TypeError, ValueError, AttributeError, SyntaxError, OSError, EOFError,
    NotImplementedError, RuntimeError, OverflowError, MemoryError,
)  # fmt: skip

Value = str | int | float | bool


class XLSFormError(FaultsError):
    """A workbook that is no questionnaire; each fault names its sheet and row."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that holds anything: its sheet, its number, its cells by heading."""

    sheet: str
    number: int
    cells: Mapping[str, Value]

    @property
    def place(self) -> str:
        """Return where the row stands, as a person finds it."""
        return f"{self.sheet}, row {self.number}"

    def text(self, heading: str) -> str:
        """Return a cell as text, empty where there is none."""
        return str(self.cells.get(heading, "")).strip()

    def wrong(self, mn: str, en: str) -> Fault:
        """Return a fault of this row."""
        return fault(self.place, mn, en)


def sheets(source: bytes) -> dict[str, list[Line]]:
    """Return all rows of all sheets by name; raise XLSFormError if none can be read."""
    book = _workbook(source)
    found: dict[str, list[Line]] = {}
    for sheet in book.worksheets:
        name = sheet.title.strip().lower()
        if sheet.max_row > MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
            mn = f"{MOST_ROWS:,} мөр, {_MOST_COLUMNS} баганаас хэтэрсэн байна."
            en = f"There are more than {MOST_ROWS:,} rows or {_MOST_COLUMNS} columns."
            raise XLSFormError([fault(name, mn, en)])
        found[name] = list(_lines(name, sheet))
    return found


def _workbook(source: bytes) -> openpyxl.Workbook:
    if len(source) > _MOST_BYTES:
        raise _unread("Файл 5 МБ-аас том байна.", "The file exceeds 5 MB.")
    try:
        with ZipFile(io.BytesIO(source)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > _MOST_UNPACKED:
            raise _unread("Файл задлахад хэт том.", "The file unpacks to too much.")
        return openpyxl.load_workbook(io.BytesIO(source), data_only=True)
    except _BROKEN as error:
        raise _unread(
            "Файл гэмтсэн, эсвэл Excel (.xlsx) файл биш байна.",
            "The file is damaged, or not an Excel file (.xlsx).",
        ) from error


def _unread(mn: str, en: str) -> XLSFormError:
    return XLSFormError([fault("xlsx", mn, en)])


def _lines(name: str, sheet: Worksheet) -> Iterator[Line]:
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    headings: list[str] = []
    for number, row in rows:
        cells = [_cell(value) for value in row]
        if not any(cell != "" for cell in cells):
            continue
        if not headings:
            headings = [str(cell).strip() for cell in cells]
            continue
        named = zip(headings, cells, strict=False)
        yield Line(name, number, {h: cell for h, cell in named if h and cell != ""})


def _cell(value: object) -> Value:
    """Return a cell as a plain value; a whole number is one, however it is kept."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool | int | float):
        return value
    text = "" if value is None else str(value)
    return text if text.strip() else ""
