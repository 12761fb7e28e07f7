"""Reads a reviewed sheet back, and names every fault with its row.

A comment is released by a person who writes their name beside it. The person may
change the text; what certainly points to somebody is refused even then.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

import openpyxl

from analysis.comments import lexicon, masking
from analysis.comments.model import MaskedComment, ReleasedComment, Review
from analysis.comments.sheet import (
    FORMULA,
    HEADINGS,
    SheetError,
    ending_fault,
    heading,
)
from questionnaires.faults import Fault, fault
from questionnaires.model import TEXT_LIMIT

_YES = {"yes", "y", "1", "x", "+", "тийм", "т", "за", "tiim"}
_NO = {"", "no", "n", "0", "-", "үгүй", "ү", "ugui", "угуй"}

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a reviewed sheet, read as far as it can be."""

    number: int
    row: Row
    comment: MaskedComment | None

    @property
    def themes(self) -> tuple[str, ...]:
        """Return the names of themes in the row."""
        written = self.row.get("themes", "").replace(";", ",").split(",")
        return tuple(dict.fromkeys(part.strip() for part in written if part.strip()))

    @property
    def day(self) -> date | None:
        """Return the day of the review, if one is written."""
        written = self.row.get("day", "")[:10]
        return date.fromisoformat(written) if written else None

    def says_yes(self, column: str) -> bool:
        """Tell whether a column holds a yes."""
        return self.row.get(column, "").casefold() in _YES


def read(path: Path, comments: Sequence[MaskedComment]) -> Review:
    """Return what people decided about these comments, or name all faults."""
    known = {comment.key: comment for comment in comments}
    lines = [_Line(n, row, known.get(row.get("key", ""))) for n, row in _rows(path)]
    faults = [found for line in lines for found in _faults(line)]
    faults += _double_faults(lines)
    if faults:
        raise SheetError(faults)
    days = [line.day for line in lines if line.day is not None]
    signed = {line.row["reviewer"] for line in lines if line.says_yes("release")}
    return Review(
        reviewers=tuple(sorted(signed)),
        day=max(days, default=None),
        themes={line.row["key"]: line.themes for line in lines if line.themes},
        released=tuple(_released(line) for line in lines if line.says_yes("release")),
    )


def _released(line: _Line) -> ReleasedComment:
    item = line.comment.item if line.comment else ""
    return ReleasedComment(
        item, line.row["comment"], line.themes, example=line.says_yes("example")
    )


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    table = _table(path)
    written = [str(name or "").strip() for name in (table[0] if table else ())]
    named = {heading(column): column for column in HEADINGS}
    columns = [named.get(name, name) for name in written]
    missing = [heading(c) for c in HEADINGS if c not in columns and c != "masked"]
    if missing:
        told = ", ".join(missing)
        mn = f"Дараах багана алга: {told}."
        raise SheetError([fault("1", mn, f"These columns are missing: {told}.")])
    for number, cells in enumerate(table[1:], start=2):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield number, dict(zip(columns, texts, strict=False))


def _text(cell: object) -> str:
    text = "" if cell is None else str(cell).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _table(path: Path) -> list[Sequence[object]]:
    if path.suffix == ".csv":
        text = path.read_text(encoding="utf-8-sig")
        separator = max(",;\t", key=text.partition("\n")[0].count)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    if path.suffix != ".xlsx":
        raise ending_fault(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError) as error:
        mn = "Excel файл гэмтсэн байна."
        raise SheetError([fault(path.name, mn, "The file is damaged.")]) from error
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return list(rows)


def _faults(line: _Line) -> Iterator[Fault]:
    if line.comment is None:
        yield fault(
            f"{line.number}, key",
            "Ийм түлхүүртэй санал энэ судалгаанд алга.",
            "No comment of this survey has this key.",
        )
    yield from _word_faults(line)
    yield from _day_faults(line)
    if line.says_yes("release"):
        yield from _release_faults(line)
    elif line.says_yes("example"):
        yield fault(
            f"{line.number}, example",
            "Гаргахыг зөвшөөрөөгүй санал жишээ болохгүй.",
            "A comment that is not released cannot be an example.",
        )


def _word_faults(line: _Line) -> Iterator[Fault]:
    for theme in line.themes:
        if theme not in lexicon.packaged().titles:
            yield fault(
                f"{line.number}, themes",
                f"«{theme}» гэсэн сэдэв алга.",
                f"There is no theme {theme!r}.",
            )
    for column in ("release", "example"):
        if line.row.get(column, "").casefold() not in _YES | _NO:
            yield fault(
                f"{line.number}, {column}",
                "«тийм» эсвэл «үгүй» гэж бичнэ.",
                "Write yes or no.",
            )


def _day_faults(line: _Line) -> Iterator[Fault]:
    try:
        missing = line.day is None and line.says_yes("release")
    except ValueError:
        missing = True
    if missing:
        yield fault(
            f"{line.number}, day",
            "Хянасан өдрийг 2026-10-02 хэлбэрээр бичнэ.",
            "Write the day of the review like 2026-10-02.",
        )


def _release_faults(line: _Line) -> Iterator[Fault]:
    at, text = str(line.number), line.row.get("comment", "")
    if not line.row.get("reviewer", ""):
        yield fault(
            f"{at}, reviewer",
            "Гаргахыг зөвшөөрсөн хүн нэрээ бичнэ.",
            "Whoever releases a comment writes their name.",
        )
    if not text or len(text) > TEXT_LIMIT:
        yield fault(
            f"{at}, comment",
            f"Санал 1–{TEXT_LIMIT} тэмдэгт байна.",
            f"A comment has 1 to {TEXT_LIMIT} letters.",
        )
    kinds = masking.personal(text)
    if kinds:
        told = ", ".join(kinds)
        yield fault(
            f"{at}, comment",
            f"Хувийн мэдээлэл үлджээ: {told}.",
            f"Personal data is still in it: {told}.",
        )


def _double_faults(lines: Sequence[_Line]) -> Iterator[Fault]:
    seen: set[str] = set()
    for line in lines:
        key = line.row.get("key", "")
        if key in seen:
            yield fault(
                f"{line.number}, key",
                "Энэ санал хоёр удаа бичигдсэн байна.",
                "This comment stands twice.",
            )
        seen.add(key)
