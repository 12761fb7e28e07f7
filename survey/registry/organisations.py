"""The organisations of the district as a tree, and the services that they give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from survey.registry.tables import OrganisationRow, ServicePointRow, ServiceRow


class UnknownOrganisationError(Exception):
    """There is no such organisation."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body with its number of civil servants; `parent` names the one above it."""

    name: str
    type: str
    headcount: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation by the number that it keeps; `retired` is since when it is not.

    Its number stays when its name changes.
    """

    number: int
    body: Organisation
    retired: date | None = None


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """A place of an organisation where citizens receive services."""

    organisation: str
    name: str
    services: tuple[str, ...]


def entries(session: Session) -> tuple[Entry, ...]:
    """Return every organisation that there is or was, in the order of entry."""
    above = aliased(OrganisationRow)
    rows = session.execute(
        select(OrganisationRow, above.name)
        .outerjoin(above, above.number == OrganisationRow.parent)
        .order_by(OrganisationRow.number)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Entry(
            row.number,
            Organisation(row.name, row.type, row.headcount, parent),
            row.retired,
        )
        for row, parent in rows
    )


def organisations(session: Session) -> tuple[Organisation, ...]:
    """Return all organisations that there are, in the order of entry."""
    return tuple(one.body for one in entries(session) if one.retired is None)


def find(session: Session, number: int) -> Entry:
    """Return an organisation by its number, retired or not."""
    for one in entries(session):
        if one.number == number:
            return one
    raise UnknownOrganisationError(f"There is no organisation {number}.")


def under(all_of_them: Sequence[Organisation], name: str) -> tuple[Organisation, ...]:
    """Return the organisations below one in the tree, in the order given."""
    found = {name}
    size = 0
    while len(found) > size:
        size = len(found)
        found |= {body.name for body in all_of_them if body.parent in found}
    return tuple(b for b in all_of_them if b.name in found and b.name != name)


def service_points(session: Session) -> tuple[ServicePoint, ...]:
    """Return the service points of all that there are, in the order of entry."""
    rows = session.execute(
        select(OrganisationRow.name, ServicePointRow.name, ServiceRow.name)
        .join(ServicePointRow, ServicePointRow.organisation == OrganisationRow.number)
        .join(ServiceRow, ServiceRow.service_point == ServicePointRow.number)
        .where(OrganisationRow.retired.is_(None))
        .order_by(ServicePointRow.number, ServiceRow.number)
    )
    points: dict[tuple[str, str], list[str]] = {}
    for organisation, point, service in rows:
        points.setdefault((organisation, point), []).append(service)
    return tuple(ServicePoint(*key, tuple(names)) for key, names in points.items())


def enter(session: Session, bodies: Sequence[Organisation]) -> None:
    """Add new organisations and bring known ones, found by name, up to date."""
    rows = _rows(session)
    for body in bodies:
        row = rows.setdefault(body.name, OrganisationRow(name=body.name))
        row.type, row.headcount = body.type, body.headcount
        session.add(row)
    session.flush()
    for body in bodies:
        rows[body.name].parent = rows[body.parent].number if body.parent else None
    session.flush()


def enter_service(session: Session, organisation: str, point: str, name: str) -> None:
    """Add a service at a service point of an organisation, unless it is known."""
    body = _rows(session)[organisation].number
    here = session.scalar(
        select(ServicePointRow).where(
            ServicePointRow.organisation == body, ServicePointRow.name == point
        )
    ) or ServicePointRow(organisation=body, name=point)
    session.add(here)
    session.flush()
    known = select(ServiceRow.number).where(
        ServiceRow.service_point == here.number, ServiceRow.name == name
    )
    if session.scalar(known) is None:
        session.add(ServiceRow(service_point=here.number, name=name))
        session.flush()


def change(session: Session, number: int, body: Organisation) -> None:
    """Give an organisation another name, place, type or number of people."""
    row = session.get_one(OrganisationRow, number)
    row.name, row.type, row.headcount = body.name, body.type, body.headcount
    row.parent = _rows(session)[body.parent].number if body.parent else None
    session.flush()


def retire(session: Session, number: int, day: date) -> None:
    """Keep an organisation as one that was; those below it move one place up."""
    row = session.get_one(OrganisationRow, number)
    _move_up(session, row, row.parent)
    row.retired = day
    session.flush()


def revive(session: Session, number: int) -> None:
    """Let an organisation be again, at the top of the tree if nothing is above it."""
    row = session.get_one(OrganisationRow, number)
    above = session.get(OrganisationRow, row.parent) if row.parent else None
    row.retired = None
    row.parent = above.number if above and above.retired is None else None
    session.flush()


def take_in(session: Session, number: int, into: int, day: date) -> None:
    """Merge an organisation into another: its people, service points, those below."""
    row = session.get_one(OrganisationRow, number)
    whole = session.get_one(OrganisationRow, into)
    whole.headcount, row.headcount = whole.headcount + row.headcount, 0
    for point in service_points(session):
        if point.organisation == row.name:
            for service in point.services:
                enter_service(session, whole.name, point.name, service)
    _move_up(session, row, whole.number)
    row.retired = day
    session.flush()


def _move_up(session: Session, row: OrganisationRow, parent: int | None) -> None:
    below = update(OrganisationRow).where(OrganisationRow.parent == row.number)
    session.execute(below.values(parent=parent))


def _rows(session: Session) -> dict[str, OrganisationRow]:
    return {row.name: row for row in session.scalars(select(OrganisationRow))}
