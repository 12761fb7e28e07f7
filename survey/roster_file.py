"""Writes a roster as the Excel file that an officer would fill in."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

ORGANISATION_HEADINGS = ("Байгууллага", "Төрөл", "Албан хаагчийн тоо")
SERVICE_HEADINGS = ("Байгууллага", "Үйлчилгээний цэг", "Үйлчилгээ")


def workbook(
    organisations: Sequence[tuple[str, str, int]],
    services: Sequence[tuple[str, str, str]],
) -> bytes:
    """Return an XLSX file with a sheet of organisations and a sheet of services."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, headings, rows in (
        ("Байгууллага", ORGANISATION_HEADINGS, organisations),
        ("Үйлчилгээ", SERVICE_HEADINGS, services),
    ):
        sheet = book.create_sheet(title)
        sheet.append(headings)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
