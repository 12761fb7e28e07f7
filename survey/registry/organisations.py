"""The organisations of the district as a tree, and the services that they give."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from survey.registry.tables import OrganisationRow, ServicePointRow, ServiceRow


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body with its number of civil servants; `parent` names the one above it."""

    name: str
    type: str
    headcount: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """A place of an organisation where citizens receive services."""

    organisation: str
    name: str
    services: tuple[str, ...]


def organisations(session: Session) -> tuple[Organisation, ...]:
    """Return all organisations in the order in which they were entered."""
    above = aliased(OrganisationRow)
    rows = session.execute(
        select(OrganisationRow, above.name)
        .outerjoin(above, above.number == OrganisationRow.parent)
        .order_by(OrganisationRow.number)
    )
    return tuple(
        Organisation(row.name, row.type, row.headcount, parent) for row, parent in rows
    )


def under(all_of_them: Sequence[Organisation], name: str) -> tuple[Organisation, ...]:
    """Return the organisations below one in the tree, in the order given."""
    found = {name}
    size = 0
    while len(found) > size:
        size = len(found)
        found |= {body.name for body in all_of_them if body.parent in found}
    return tuple(b for b in all_of_them if b.name in found and b.name != name)


def service_points(session: Session) -> tuple[ServicePoint, ...]:
    """Return all service points with their services, in the order of entry."""
    rows = session.execute(
        select(OrganisationRow.name, ServicePointRow.name, ServiceRow.name)
        .join(ServicePointRow, ServicePointRow.organisation == OrganisationRow.number)
        .join(ServiceRow, ServiceRow.service_point == ServicePointRow.number)
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


def _rows(session: Session) -> dict[str, OrganisationRow]:
    return {row.name: row for row in session.scalars(select(OrganisationRow))}
