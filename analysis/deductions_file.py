"""Reads the file of deductions that an officer fills in; all faults with their rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.comments import masking
from analysis.deductions import Entered, Rules
from analysis.files import AnswersFileError, table_of
from questionnaires.faults import Fault, fault
from questionnaires.model import Questionnaire, Text

REQUIRED = ("index", "kind", "document", "decided_by", "decided_on", "reason_mn")
OPTIONAL = ("points", "reason_en")


class DeductionsFileError(AnswersFileError):
    """A file of deductions that cannot be used."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the file, and what it is checked against."""

    number: int
    row: Mapping[str, str]
    indices: Sequence[str]
    rules: Rules

    @property
    def points(self) -> float:
        """Return the points entered, or those of the kind of case."""
        written = self.row.get("points", "").replace(",", ".")
        return float(written) if written else self.rules.kinds[self.row["kind"]].points

    @property
    def decided_on(self) -> date:
        """Return the day of the decision."""
        return date.fromisoformat(self.row["decided_on"])

    def entered(self) -> Entered:
        """Return the case as it was entered."""
        return Entered(
            index=self.row["index"],
            kind=self.row["kind"],
            points=self.points,
            document=self.row["document"],
            decided_by=self.row["decided_by"],
            decided_on=self.decided_on,
            reason=self._reason(),
        )

    def _reason(self) -> Text:
        mongolian = self.row["reason_mn"]
        return Text({"mn": mongolian, "en": self.row.get("reason_en") or mongolian})


def read(path: Path, questionnaire: Questionnaire, rules: Rules) -> tuple[Entered, ...]:
    """Return the deductions of a CSV file, or name all its faults."""
    table = table_of(path)
    absent = [name for name in REQUIRED if name not in table.header]
    if absent:
        told = ", ".join(absent)
        mn = f"Дараах багана алга: {told}."
        found = fault("1", mn, f"These columns are missing: {told}.")
        raise DeductionsFileError([found])
    indices = list(dict.fromkeys(i.index for i in questionnaire.indicators))
    lines = [
        _Line(number, _row(table.header, cells), indices, rules)
        for number, cells in table.rows
    ]
    faults = [found for line in lines for found in _faults(line)]
    faults += _double_faults(lines)
    if faults:
        raise DeductionsFileError(faults)
    return tuple(line.entered() for line in lines)


def _row(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _faults(line: _Line) -> Iterator[Fault]:
    at, row = str(line.number), line.row
    for name in ("document", "decided_by", "reason_mn"):
        if not row[name]:
            yield fault(f"{at}, {name}", "Хоосон байна.", "It is empty.")
    yield from _choice_faults(line)
    try:
        line.decided_on.isoformat()
    except ValueError:
        mn = "Өдрийг 2026-10-02 хэлбэрээр бичнэ."
        yield fault(f"{at}, decided_on", mn, "Write the day like 2026-10-02.")
    for name in ("reason_mn", "reason_en"):
        if "name" in masking.mask(row.get(name, "")).kinds:
            mn = "Хүний нэр бичихгүй: тайлан нийтэд гарна."
            yield fault(f"{at}, {name}", mn, "No names: the report is public.")


def _choice_faults(line: _Line) -> Iterator[Fault]:
    at, kinds = str(line.number), line.rules.kinds
    if line.row["index"] not in line.indices:
        told = ", ".join(line.indices)
        yield fault(f"{at}, index", f"Эдгээрийн нэг байна: {told}.", f"One of: {told}.")
    kind = kinds.get(line.row["kind"])
    if kind is None:
        told = ", ".join(kinds)
        yield fault(f"{at}, kind", f"Эдгээрийн нэг байна: {told}.", f"One of: {told}.")
        return
    try:
        good = 0 < line.points <= kind.points
    except ValueError:
        good = False
    if not good:
        yield fault(
            f"{at}, points",
            f"0-ээс их тоо байна. Дээд тал нь {kind.points:g}.",
            f"A number above 0 and at most {kind.points:g}.",
        )


def _double_faults(lines: Sequence[_Line]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for line in lines:
        case = (line.row["index"], line.row["document"])
        if case in seen:
            yield fault(
                f"{line.number}, document",
                "Энэ баримт бичгээр энэ индексээс аль хэдийн хассан байна.",
                "This document already takes points off this index.",
            )
        seen.add(case)
