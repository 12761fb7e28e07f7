"""Writes a roster as the Excel file that an officer would fill in."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

ORGANISATION_HEADINGS = (
    "Байгууллага",
    "Төрөл",
    "Албан хаагчийн тоо",
    "Дээд байгууллага",
)
PEOPLE_HEADINGS = ("Байгууллага", "Нэр", "Цахим шуудан")
SERVICE_HEADINGS = ("Байгууллага", "Үйлчилгээний цэг", "Үйлчилгээ")


def workbook(
    organisations: Sequence[tuple[str, str, int] | tuple[str, str, int, str]],
    services: Sequence[tuple[str, str, str]],
) -> bytes:
    """Return an XLSX file with a sheet of organisations and a sheet of services."""
    return _written(
        ("Байгууллага", ORGANISATION_HEADINGS, organisations),
        ("Үйлчилгээ", SERVICE_HEADINGS, services),
    )


def people(rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return an XLSX file of those to whom invitations are mailed."""
    return _written(("Хүмүүс", PEOPLE_HEADINGS, rows))


def _written(
    *sheets: tuple[str, tuple[str, ...], Iterable[tuple[str | int, ...]]],
) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, headings, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.append(headings)
        for row in rows:
            sheet.append(row)
        _as_text(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _as_text(sheet: Worksheet) -> None:
    """Let a name that begins with = be a name, not a formula."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
