"""Reads files of answers and of headcounts, and names every fault in them."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.sheets import Sheet
from questionnaires.answers import AnswersError, check
from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.model import Item, Questionnaire


class AnswersFileError(FaultsError):
    """A file that cannot be used; each fault names its row and column."""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: its header, and its rows with the numbers of their lines."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_csv(
    questionnaire: Questionnaire,
    path: Path,
    *,
    group: str | None,
    missing_codes: Mapping[str, str],
) -> list[Sheet]:
    """Read a CSV file: a column per item, empty = not answered, `|` joins choices.

    Columns that are no items are passed over if every item has its column.
    """
    table = table_of(path)
    faults = list(_header_faults(questionnaire, table.header, group))
    if faults:
        raise AnswersFileError(faults)
    if not table.rows:
        raise AnswersFileError([_no_rows_fault(path)])
    sheets = []
    for line, cells in table.rows:
        row = dict(zip(table.header, cells, strict=True))
        answers = _answers(questionnaire, row, missing_codes)
        faults += _row_faults(questionnaire, line, row, answers)
        sheets.append(Sheet(answers, row[group].strip() if group else ""))
    if faults:
        raise AnswersFileError(faults)
    return sheets


def read_headcounts(path: Path) -> dict[str, int]:
    """Read a CSV file with the columns `group` and `eligible`."""
    table = table_of(path)
    if not {"group", "eligible"} <= set(table.header):
        raise AnswersFileError(
            [
                fault(
                    path.name,
                    "«group» ба «eligible» гэсэн хоёр багана байх ёстой.",
                    "The columns group and eligible are expected.",
                )
            ]
        )
    faults, headcounts = [], {}
    for line, cells in table.rows:
        row = dict(zip(table.header, cells, strict=True))
        name, count = row["group"].strip(), row["eligible"].strip()
        if not count.isdecimal() or int(count) < 1 or name in headcounts or not name:
            faults.append(_headcount_fault(line))
        else:
            headcounts[name] = int(count)
    if faults:
        raise AnswersFileError(faults)
    return headcounts


def table_of(path: Path) -> Table:
    """Return the header and the numbered rows of a CSV file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AnswersFileError([_unreadable(path)]) from error
    except UnicodeDecodeError as error:
        raise AnswersFileError([_encoding_fault(path, error)]) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, tuple(row)) for row in reader if row]
    except csv.Error as error:
        raise AnswersFileError([_csv_fault(path, reader.line_num)]) from error
    if not rows:
        raise AnswersFileError([_empty_fault(path)])
    header = tuple(name.strip() for name in rows[0][1])
    uneven = [line for line, row in rows[1:] if len(row) != len(header)]
    if uneven:
        raise AnswersFileError(_uneven_fault(line, len(header)) for line in uneven)
    return Table(header, tuple(rows[1:]))


def _header_faults(
    questionnaire: Questionnaire, header: Sequence[str], group: str | None
) -> Iterator[Fault]:
    items = {item.name for item in questionnaire.items}
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield fault(
            f"1, {name}", "Энэ багана давхардсан байна.", "This column stands twice."
        )
    if group is not None and group not in header:
        yield fault(
            "1",
            f"«{group}» гэсэн бүлгийн багана алга.",
            f"The group column {group!r} is not there.",
        )
    strangers = sorted(set(header) - items - {group or ""})
    absent = [item.name for item in questionnaire.items if item.name not in header]
    if absent and (strangers or len(absent) == len(items)):
        yield fault(
            "1",
            f"Дараах асуултын багана алга: {', '.join(absent)}. "
            f"Танигдаагүй багана: {', '.join(strangers) or '—'}.",
            f"These items have no column: {', '.join(absent)}. "
            f"Columns not known: {', '.join(strangers) or '—'}.",
        )


def _answers(
    questionnaire: Questionnaire, row: Mapping[str, str], codes: Mapping[str, str]
) -> dict[str, object]:
    return {
        item.name: _answer(item, row[item.name].strip(), codes)
        for item in questionnaire.items
        if row.get(item.name, "").strip()
    }


def _answer(item: Item, cell: str, codes: Mapping[str, str]) -> object:
    if item.type == "text":
        return cell
    options = {str(option.value): option.value for option in item.options}
    missing = {code.code for code in item.missing}
    if item.type == "choices" and cell not in missing and cell not in codes:
        return [options.get(part.strip(), part.strip()) for part in cell.split("|")]
    if cell in options:
        return options[cell]
    code = codes.get(cell, cell)
    return {"missing": code} if code in missing else cell


def _row_faults(
    questionnaire: Questionnaire,
    line: int,
    row: Mapping[str, str],
    answers: Mapping[str, object],
) -> Iterator[Fault]:
    try:
        check(questionnaire, answers)
    except AnswersError as error:
        for found in error.faults:
            cell = row.get(found.place, "")[:40]
            yield fault(
                f"{line}, {found.place}",
                f"«{cell}»: {found.text.to('mn')}",
                f"{cell!r}: {found.text.to('en')}",
            )


def _unreadable(path: Path) -> Fault:
    return fault(path.name, "Файлыг уншиж чадсангүй.", "The file cannot be read.")


def _encoding_fault(path: Path, error: UnicodeDecodeError) -> Fault:
    line = error.object[: error.start].count(b"\n") + 1
    return fault(
        f"{path.name}, {line}",
        "Файл UTF-8 кодчилолтой биш байна. «CSV UTF-8» хэлбэрээр хадгална уу.",
        "The file is not UTF-8. Save it as CSV UTF-8.",
    )


def _csv_fault(path: Path, line: int) -> Fault:
    return fault(
        f"{path.name}, {line}",
        "CSV мөр эвдэрсэн байна: хашилтыг шалгана уу.",
        "The row is not valid CSV: look at its quotation marks.",
    )


def _empty_fault(path: Path) -> Fault:
    return fault(path.name, "Файл хоосон байна.", "The file is empty.")


def _no_rows_fault(path: Path) -> Fault:
    return fault(
        f"{path.name}, 2",
        "Гарчгийн доор нэг ч хариулт алга.",
        "There are no answers below the headings.",
    )


def _uneven_fault(line: int, columns: int) -> Fault:
    return fault(
        str(line),
        f"Энэ мөрөнд {columns} нүд байх ёстой.",
        f"This row should have {columns} cells.",
    )


def _headcount_fault(line: int) -> Fault:
    return fault(
        f"{line}, eligible",
        "Бүлэг бүр нэг удаа, хүний тоо нь 1-ээс багагүй бүхэл тоо байна.",
        "Each group stands once, and its number of people is a whole number from 1.",
    )
