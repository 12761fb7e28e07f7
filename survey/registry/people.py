"""The civil servants to whom invitations are mailed, from a file that an officer keeps.

All faults of a file are told together, each with its cell; nothing is entered if any
is wrong. Nothing here knows an invitation.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from questionnaires.faults import Fault, FaultsError, fault
from survey.registry import history, spreadsheet
from survey.registry.spreadsheet import Row, Table
from survey.registry.tables import PersonRow

_LONGEST = 200
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_HEADINGS = {
    "organisation": ("байгууллага", "байгууллагын нэр", "organization", "organisation"),
    "name": ("нэр", "овог нэр", "ажилтны нэр", "name"),
    "email": ("цахим шуудан", "и-мэйл", "имэйл", "e-mail", "email"),
}
_FIELDS = {heading: name for name, known in _HEADINGS.items() for heading in known}


class PeopleError(FaultsError):
    """The file has faults; nobody of it was entered."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an organisation and an address."""

    organisation: str
    name: str
    email: str


@dataclass(slots=True)
class _Reading:
    known: Collection[str]
    people: list[Person] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def add(self, table: Table) -> None:
        """Read a sheet, if its first row has our headings."""
        columns = _columns(table)
        if len(columns) < len(_HEADINGS):
            return
        for row in table.rows[1:]:
            person = Person(**{n: _cell(row, at) for n, at in columns.items()})
            place = table.place(row.number, columns["organisation"])
            self.faults += _name_faults(place, person, self.known)
            place = table.place(row.number, columns["email"])
            self.faults += _email_faults(place, person, self.places)
            self.places.setdefault(person.email.casefold(), place)
            self.people.append(person)


def read(source: bytes, filename: str, *, known: Collection[str]) -> tuple[Person, ...]:
    """Return the people of a file; `known` are the names of organisations."""
    try:
        sheets = spreadsheet.tables(source, filename)
    except spreadsheet.SpreadsheetError as error:
        raise PeopleError(error.faults) from error
    reading = _Reading(known)
    for sheet in sheets:
        reading.add(sheet)
    if not reading.people:
        reading.faults.append(_nobody(filename))
    if reading.faults:
        raise PeopleError(reading.faults)
    return tuple(reading.people)


def is_address(text: str) -> bool:
    """Say whether a text can be somebody's e-mail address."""
    return len(text) <= _LONGEST and bool(_EMAIL.fullmatch(text))


def enter(session: Session, people: Collection[Person]) -> None:
    """Replace the lists of those organisations that stand in a file."""
    bodies = {person.organisation for person in people}
    addresses = {person.email.casefold() for person in people}
    for column, values in (
        (PersonRow.organisation, bodies),
        (PersonRow.email, addresses),
    ):
        session.execute(delete(PersonRow).where(column.in_(values)))
    rows = [
        {"email": p.email.casefold(), "organisation": p.organisation, "name": p.name}
        for p in people
    ]
    if rows:
        session.execute(insert(PersonRow), sorted(rows, key=lambda r: r["email"]))


def forget(session: Session) -> None:
    """Delete all people; nothing else needs them once the letters are sent."""
    session.execute(delete(PersonRow))


def of(session: Session, organisations: Collection[str]) -> Mapping[str, list[Person]]:
    """Return the people of each of these organisations, by the names given.

    A survey that is open names organisations as they were called when it was opened.
    """
    now = history.names_now(session, organisations)
    chosen = select(PersonRow).where(PersonRow.organisation.in_(set(now.values())))
    listed: dict[str, list[Person]] = {}
    for row in session.scalars(chosen.order_by(PersonRow.email)):
        person = Person(row.organisation, row.name, row.email)
        listed.setdefault(row.organisation, []).append(person)
    return {name: listed.get(now[name], []) for name in organisations}


def call(session: Session, old: str, new: str) -> None:
    """Keep the people of an organisation that has another name now."""
    chosen = update(PersonRow).where(PersonRow.organisation == old)
    session.execute(chosen.values(organisation=new))


def _columns(table: Table) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(table.rows[0].cells if table.rows else ()):
        name = _FIELDS.get(cell.casefold().rstrip(" .:*"))
        if name:
            found.setdefault(name, column)
    return found


def _cell(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _name_faults(place: str, person: Person, known: Collection[str]) -> Iterator[Fault]:
    if person.organisation not in known:
        yield fault(
            place,
            f"«{person.organisation}» гэсэн байгууллага бүртгэлд алга.",
            f"There is no organisation '{person.organisation}' in the registry.",
        )
    if not 0 < len(person.name) <= _LONGEST:
        yield fault(
            place,
            "Энэ мөрөнд хүний нэр алга, эсвэл хэт урт байна.",
            "The name in this row is missing or too long.",
        )


def _email_faults(
    place: str, person: Person, places: Mapping[str, str]
) -> Iterator[Fault]:
    if not is_address(person.email):
        yield fault(
            place,
            "Цахим шуудангийн хаяг буруу байна.",
            "This is not an e-mail address.",
        )
    elif person.email.casefold() in places:
        first = places[person.email.casefold()]
        yield fault(
            place,
            f"Энэ хаяг {first} нүдэнд бас байна. Хүн бүр өөрийн хаягтай байна.",
            f"This address stands in {first} too. Each person has their own.",
        )


def _nobody(filename: str) -> Fault:
    return fault(
        filename,
        "Хүний жагсаалт олдсонгүй. Эхний мөрөнд «Байгууллага», «Нэр», «Цахим шуудан» "
        "гэсэн гарчиг бичнэ үү.",
        "Nobody was found. Write the headings 'Organisation', 'Name', 'E-mail' into "
        "the first row.",
    )
