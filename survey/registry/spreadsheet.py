"""Reads the cells of an XLSX or CSV file, and says plainly when it cannot.

It knows cells and where they stand, and nothing of what they mean.
"""

import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.faults import FaultsError, fault

MOST_ROWS = 20_000
_MOST_BYTES = 5_000_000
_MOST_UNPACKED = 60_000_000
_MOST_CELLS = 2_000_000
_BROKEN = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    SyntaxError,
    OSError,
    zlib.error,
)


class SpreadsheetError(FaultsError):
    """The file cannot be read as a table at all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its number as the program that made it shows it, its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, and its rows that hold anything, headings first."""

    name: str
    rows: tuple[Row, ...]

    def place(self, row: int, column: int) -> str:
        """Return the address of a cell as a spreadsheet program writes it."""
        return f"{self.name}!{get_column_letter(column + 1)}{row}"


def tables(source: bytes, filename: str) -> tuple[Table, ...]:
    """Return the sheets of a file; raise SpreadsheetError if it cannot be read."""
    if len(source) > _MOST_BYTES:
        raise _error(filename, "Файл 5 МБ-аас том байна.", "The file exceeds 5 MB.")
    ending = PurePath(filename).suffix.lower()
    if ending == ".xlsx":
        found = _workbook(source, filename)
    elif ending == ".csv":
        found = (_table(filename, enumerate(_lines(source, filename), start=1)),)
    else:
        raise _error(
            filename,
            "Файлыг Excel (.xlsx) эсвэл CSV (.csv) хэлбэрээр хадгална уу.",
            "Save the file as Excel (.xlsx) or CSV (.csv).",
        )
    if any(len(table.rows) > MOST_ROWS for table in found):
        raise _error(
            filename,
            f"Нэг хуудсанд {MOST_ROWS:,} мөрөөс олон байна.",
            f"A sheet has more than {MOST_ROWS:,} rows.",
        )
    return found


def _workbook(source: bytes, filename: str) -> tuple[Table, ...]:
    try:
        with ZipFile(io.BytesIO(source)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > _MOST_UNPACKED:
            raise _error(
                filename,
                "Файлыг задлахад хэт том болж байна.",
                "The file becomes too large when it is unpacked.",
            )
        book = openpyxl.load_workbook(io.BytesIO(source), data_only=True)
    except _BROKEN as error:
        raise _error(
            filename,
            "Файл гэмтсэн, эсвэл Excel файл биш байна. Excel дээр нээж, "
            "дахин .xlsx хэлбэрээр хадгална уу.",
            "The file is damaged or not an Excel file. Open it in Excel and save it "
            "as .xlsx again.",
        ) from error
    for sheet in book.worksheets:
        _require_small(sheet, filename)
    return tuple(
        _table(
            sheet.title,
            (
                (number, [_text(value) for value in row])
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
            ),
        )
        for sheet in book.worksheets
    )


def _require_small(sheet: Worksheet, filename: str) -> None:
    """Refuse a sheet with a cell so far away that reading up to it takes too long."""
    if sheet.max_row * sheet.max_column > _MOST_CELLS:
        last = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
        raise _error(
            f"{filename}: {sheet.title}",
            f"Хуудас {last} нүд хүртэл үргэлжилж байна. Хүснэгтийн доорх, баруун "
            "талын хоосон мөр, баганыг устгаад дахин хадгална уу.",
            f"The sheet reaches to cell {last}. Delete the empty rows and columns "
            "below and beside the table, and save it again.",
        )


def _lines(source: bytes, filename: str) -> list[list[str]]:
    try:
        text = source.decode("utf-8-sig")
        separator = max(",;\t", key=text.partition("\n")[0].count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[_text(value) for value in row] for row in reader]
    except UnicodeDecodeError as error:
        raise _error(
            filename,
            "Файлын кодчилол UTF-8 биш байна. Excel дээр «CSV UTF-8» хэлбэрээр "
            "хадгална уу.",
            "The file is not in UTF-8. Save it in Excel as 'CSV UTF-8'.",
        ) from error
    except csv.Error as error:
        raise _error(
            filename,
            "CSV файлыг унших боломжгүй байна. Excel (.xlsx) хэлбэрээр хадгална уу.",
            "The CSV file cannot be read. Save it as Excel (.xlsx).",
        ) from error


def _table(name: str, rows: Iterator[tuple[int, list[str]]]) -> Table:
    filled = (Row(number, tuple(cells)) for number, cells in rows if any(cells))
    return Table(name, tuple(filled))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _error(filename: str, mn: str, en: str) -> SpreadsheetError:
    return SpreadsheetError([fault(filename, mn, en)])
