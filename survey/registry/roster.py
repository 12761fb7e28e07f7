"""Takes organisations and their services from a file that an officer keeps in Excel.

A file holds a table of organisations, a table of services, or both as two sheets.
All faults are told together, each with its cell; nothing is entered if any is wrong.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from questionnaires.faults import Fault, FaultsError, fault
from survey.registry import history, organisations, roster_rows, spreadsheet
from survey.registry.organisations import Organisation
from survey.registry.roster_rows import Service


class RosterError(FaultsError):
    """The file has faults; nothing of it was entered."""


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file says: organisations and services, each with the cell that says it."""

    organisations: tuple[tuple[str, Organisation], ...]
    services: tuple[tuple[str, Service], ...]


def read(source: bytes | Path, filename: str, *, known: Collection[str] = ()) -> Roster:
    """Read a file. `known` are organisations entered before, which it may name."""
    content = source.read_bytes() if isinstance(source, Path) else source
    try:
        tables = spreadsheet.tables(content, filename)
    except spreadsheet.SpreadsheetError as error:
        raise RosterError(error.faults) from error
    reading = roster_rows.Reading()
    for table in tables:
        reading.add(table)
    if not reading.found_a_table:
        reading.faults.append(roster_rows.no_table(filename))
    roster = Roster(tuple(reading.organisations), tuple(reading.services))
    faults = [*reading.faults, *_faults_between(roster, {*known, *reading.named})]
    if faults:
        raise RosterError(faults)
    return roster


def load(session: Session, roster: Roster) -> None:
    """Enter a roster: new organisations are added, known ones brought up to date."""
    existing = {body.name for body in organisations.organisations(session)}
    named = {body.name for _, body in roster.organisations}
    faults = [*_faults_between(roster, existing | named), *_former(session, roster)]
    if faults:
        raise RosterError(faults)
    organisations.enter(session, [body for _, body in roster.organisations])
    for _, service in roster.services:
        organisations.enter_service(
            session, service.organisation, service.point, service.name
        )


def _faults_between(roster: Roster, known: Collection[str]) -> Iterator[Fault]:
    named = [
        *((place, body.parent) for place, body in roster.organisations if body.parent),
        *((place, service.organisation) for place, service in roster.services),
    ]
    for place, name in named:
        if name not in known:
            yield fault(
                place,
                f"«{name}» гэсэн байгууллага жагсаалтад алга. Нэрийг адил бичих, "
                "эсвэл байгууллагын мөрийг нэмнэ үү.",
                f"There is no organisation '{name}'. Write its name in the same way, "
                "or add a row for it.",
            )
    yield from _circles(roster)


def _former(session: Session, roster: Roster) -> Iterator[Fault]:
    """Yield the rows whose name an organisation had once, and has no more."""
    there = {one.number: one for one in organisations.entries(session)}
    known = history.names(session)
    for place, body in roster.organisations:
        entry = there.get(known.get(body.name, 0))
        if entry is None or (entry.retired is None and entry.body.name == body.name):
            continue
        yield (
            _gone(place, body.name)
            if entry.retired
            else _renamed(place, body.name, entry.body.name)
        )


def _gone(place: str, name: str) -> Fault:
    return fault(
        place,
        f"«{name}» байгууллагыг бүртгэлээс хассан байна. Энэ мөрийг устгана уу, эсвэл "
        "байгууллагыг хуудаснаас нь сэргээнэ үү.",
        f"'{name}' was retired. Delete this row, or take the organisation up again on "
        "its page.",
    )


def _renamed(place: str, name: str, now: str) -> Fault:
    return fault(
        place,
        f"«{name}» одоо «{now}» нэртэй. Шинэ нэрийг нь бичнэ үү.",
        f"'{name}' is called '{now}' now. Write its new name.",
    )


def _circles(roster: Roster) -> Iterator[Fault]:
    parents = {body.name: body.parent for _, body in roster.organisations}
    for place, body in roster.organisations:
        seen = {body.name}
        above = body.parent
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == body.name:
            yield fault(
                place,
                f"«{body.name}» өөрийнхөө дээд байгууллага болж байна.",
                f"'{body.name}' stands above itself.",
            )
