"""The sheet on which a person reviews comments: its columns, written as a file.

Texts stand in it masked, in the order of their keys. A text that begins like a formula
is kept a text, so that no spreadsheet runs it.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from analysis.comments import lexicon
from analysis.comments.model import MaskedComment
from questionnaires.faults import FaultsError, fault
from questionnaires.model import Questionnaire

HEADINGS = {
    "key": "Түлхүүр",
    "item": "Асуулт",
    "comment": "Санал",
    "masked": "Далдалсан",
    "themes": "Сэдэв",
    "release": "Гаргах эсэх",
    "example": "Жишээ болгох эсэх",
    "reviewer": "Хянасан хүн",
    "day": "Хянасан өдөр",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ENDINGS = (".xlsx", ".csv")
_WIDTHS = {"comment": 90, "themes": 30, "item": 30, "key": 18}


class SheetError(FaultsError):
    """A file that cannot be written or read as a review sheet."""


def ending_fault(path: Path) -> SheetError:
    """Return the error for a file that is neither Excel nor CSV."""
    mn = "Файлын нэр .xlsx эсвэл .csv гэж төгсөх ёстой."
    return SheetError([fault(path.name, mn, "The file must be .xlsx or .csv.")])


def heading(column: str) -> str:
    """Return a column's heading: Mongolian for people, its name for the programme."""
    return f"{HEADINGS[column]} ({column})"


def write(
    comments: Iterable[MaskedComment], questionnaire: Questionnaire, path: Path
) -> None:
    """Write the sheet of masked comments as Excel or CSV."""
    rows = [_row(comment, questionnaire) for comment in comments]
    if path.suffix == ".xlsx":
        _workbook(rows).save(path)
    elif path.suffix == ".csv":
        path.write_bytes(_csv(rows))
    else:
        raise ending_fault(path)


def _row(comment: MaskedComment, questionnaire: Questionnaire) -> list[str]:
    told = {
        "key": comment.key,
        "item": questionnaire.item(comment.item).text.to("mn"),
        "comment": comment.text,
        "masked": ", ".join(comment.kinds),
        "themes": ", ".join(comment.themes),
    }
    return [told.get(column, "") for column in HEADINGS]


def _csv(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(heading, HEADINGS))
    for row in rows:
        writer.writerow(f"'{c}" if c.startswith(FORMULA) else c for c in row)
    return text.getvalue().encode("utf-8-sig")


def _workbook(rows: Iterable[list[str]]) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "comments"
    sheet.freeze_panes = "A2"
    for place, column in enumerate(HEADINGS, start=1):
        sheet.cell(1, place, heading(column)).font = Font(bold=True)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column, 16)
    for line, row in enumerate(rows, start=2):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(line, place)
            cell.value = text
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _list_themes(book)
    return book


def _list_themes(book: Workbook) -> None:
    """Add a second sheet that says which names of themes may be written."""
    sheet = book.create_sheet("themes")
    for name, title in lexicon.packaged().titles.items():
        sheet.append([name, title.to("mn"), title.to("en")])
