"""From the rows of a sheet to organisations and services, with a fault per bad cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.faults import Fault, fault
from survey.registry.organisations import Organisation
from survey.registry.spreadsheet import Row, Table

_LONGEST_NAME = 200
_HEADINGS = {
    "organisation": ("байгууллага", "байгууллагын нэр", "organization", "organisation"),
    "type": ("төрөл", "байгууллагын төрөл", "type"),
    "headcount": (
        "орон тоо",
        "албан хаагчийн тоо",
        "ажилтны тоо",
        "staff",
        "headcount",
    ),
    "parent": ("дээд байгууллага", "харьяалах байгууллага", "parent"),
    "point": ("үйлчилгээний цэг", "үйлчлэх цэг", "service point"),
    "service": ("үйлчилгээ", "үйлчилгээний нэр", "service"),
}
_FIELDS = {heading: name for name, known in _HEADINGS.items() for heading in known}
_BODIES = ("organisation", "type", "headcount")
_SERVICES = ("organisation", "point", "service")
_TOTALS = frozenset({"нийт", "дүн", "нийт дүн", "бүгд", "total", "sum", "all"})


@dataclass(frozen=True, slots=True)
class Service:
    """A service that an organisation gives at one of its service points."""

    organisation: str
    point: str
    name: str


@dataclass(slots=True)
class Reading:
    """What was understood of a file so far, and all its faults."""

    organisations: list[tuple[str, Organisation]] = field(default_factory=list)
    services: list[tuple[str, Service]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    found_a_table: bool = False

    def add(self, table: Table) -> None:
        """Read a sheet, if its first row has headings that we know."""
        columns = _columns(table)
        if not columns:
            return
        self.found_a_table = True
        expected = _SERVICES if {"point", "service"} & columns.keys() else _BODIES
        missing = [name for name in expected if name not in columns]
        if missing:
            self.faults.append(_missing_headings(table, missing))
            return
        for row in table.rows[1:]:
            line = _Line(table, row, columns, self.faults)
            if expected is _BODIES:
                self._add_organisation(line)
            else:
                self._add_service(line)

    def _add_organisation(self, line: "_Line") -> None:
        name = line.name("organisation")
        if name.casefold() in _TOTALS:
            line.wrong("organisation", *_TOTAL_ROW)
        elif name and name in {body.name for _, body in self.organisations}:
            line.wrong(
                "organisation",
                f"«{name}» хоёр удаа бичигдсэн байна. Нэг мөрийг нь устгана уу.",
                f"'{name}' stands here twice. Delete one of the rows.",
            )
        self.named.add(name)
        body = Organisation(
            name=name,
            type=line.name("type"),
            headcount=line.people("headcount"),
            parent=line.text("parent") or None,
        )
        place = line.place("parent" if body.parent else "organisation")
        self.organisations.append((place, body))

    def _add_service(self, line: "_Line") -> None:
        names = [line.name(column) for column in _SERVICES]
        if all(names):
            self.services.append((line.place("organisation"), Service(*names)))


_TOTAL_ROW = (
    "Энэ бол нийлбэр мөр бололтой. Байгууллага биш мөрийг устгана уу.",
    "This looks like a sum. Delete the rows that are no organisation.",
)


def no_table(filename: str) -> Fault:
    """Return the fault of a file in which no table was found."""
    return fault(
        filename,
        "Хүснэгт олдсонгүй. Эхний мөрөнд «Байгууллага», «Төрөл», «Орон тоо» гэсэн, "
        "эсвэл «Байгууллага», «Үйлчилгээний цэг», «Үйлчилгээ» гэсэн гарчиг бичнэ үү.",
        "No table was found. Write the headings 'Organisation', 'Type', 'Headcount', "
        "or 'Organisation', 'Service point', 'Service' into the first row.",
    )


@dataclass(frozen=True, slots=True)
class _Line:
    table: Table
    row: Row
    columns: Mapping[str, int]
    faults: list[Fault]

    def place(self, column: str) -> str:
        """Return the address of a cell."""
        return self.table.place(self.row.number, self.columns[column])

    def wrong(self, column: str, mn: str, en: str) -> None:
        """Note a fault of a cell."""
        self.faults.append(fault(self.place(column), mn, en))

    def text(self, column: str) -> str:
        """Return what a cell says; an absent column says nothing."""
        cell = self.columns.get(column, len(self.row.cells))
        return self.row.cells[cell] if cell < len(self.row.cells) else ""

    def name(self, column: str) -> str:
        """Return a name, and note a fault if there is none or it is too long."""
        text = self.text(column)
        if not text:
            heading = _HEADINGS[column]
            self.wrong(
                column,
                f"«{heading[0].capitalize()}» нүд хоосон байна.",
                f"The cell under '{heading[-1].capitalize()}' is empty.",
            )
        if len(text) > _LONGEST_NAME:
            self.wrong(
                column,
                f"Нэр {_LONGEST_NAME} тэмдэгтээс урт байна.",
                f"A name has at most {_LONGEST_NAME} characters.",
            )
        return text

    def people(self, column: str) -> int:
        """Return a number of people, and note a fault if it is none."""
        text = self.text(column)
        if re.fullmatch(r"[0-9]{1,6}", text):
            return int(text)
        self.wrong(
            column,
            f"«{text}» биш, албан хаагчдын тоог бүхэл тоогоор бичнэ үү.",
            f"Write the number of civil servants as a whole number, not '{text}'.",
        )
        return 0


def _columns(table: Table) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(table.rows[0].cells if table.rows else ()):
        name = _FIELDS.get(cell.casefold().rstrip(" .:*"))
        if name:
            found.setdefault(name, column)
    return found


def _missing_headings(table: Table, missing: list[str]) -> Fault:
    mongolian = ", ".join(f"«{_HEADINGS[name][0].capitalize()}»" for name in missing)
    english = ", ".join(f"'{_HEADINGS[name][-1].capitalize()}'" for name in missing)
    return fault(
        table.place(table.rows[0].number, 0),
        f"Гарчгийн мөрөнд дараах багана дутуу байна: {mongolian}.",
        f"The row of headings lacks: {english}.",
    )
