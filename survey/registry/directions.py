"""Directions of the IAAC, and evidence: what stands behind measures as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.registry.measure_tables import DirectionRow, EvidenceRow, MeasureRow
from survey.registry.measures import DONE


class DirectionExistsError(Exception):
    """A direction with this number is entered already."""


class UnknownFileError(Exception):
    """No such file is entered."""


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction of the IAAC; `number` is 0 before it is entered."""

    reference: str
    issued: date
    text: str
    file_name: str
    file_digest: bytes
    number: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves a measure; `number` is 0 before it is entered."""

    measure: int
    name: str
    digest: bytes
    size: int
    entered: date
    number: int = 0


@dataclass(frozen=True, slots=True)
class Implementation:
    """The headline indicator: directions given, and those carried out in full."""

    given: int
    done: int


def enter(session: Session, direction: Direction) -> int:
    """Enter a direction and return its number."""
    known = select(DirectionRow.number).where(
        DirectionRow.reference == direction.reference
    )
    if session.scalar(known) is not None:
        raise DirectionExistsError("A direction with this number is entered already.")
    row = DirectionRow(
        reference=direction.reference,
        issued=direction.issued,
        text=direction.text,
        file_name=direction.file_name,
        file_digest=direction.file_digest,
    )
    session.add(row)
    session.flush()
    return row.number


def every(session: Session) -> Sequence[Direction]:
    """Return all directions, the newest first."""
    order = (DirectionRow.issued.desc(), DirectionRow.number)
    return [
        _direction(row)
        for row in session.scalars(select(DirectionRow).order_by(*order))
    ]


def find(session: Session, number: int) -> Direction:
    """Return a direction; raise UnknownFileError where there is none."""
    row = session.get(DirectionRow, number)
    if row is None:
        raise UnknownFileError("There is no such direction.")
    return _direction(row)


def implementation(session: Session) -> Implementation:
    """Count the directions, and those all of whose measures are done."""
    lowest = session.execute(
        select(func.min(MeasureRow.percent))
        .where(MeasureRow.direction.is_not(None))
        .group_by(MeasureRow.direction)
    ).scalars()
    given = session.scalar(select(func.count()).select_from(DirectionRow)) or 0
    return Implementation(given, sum(percent == DONE for percent in lowest))


def add_evidence(session: Session, evidence: Evidence) -> None:
    """Enter a file as evidence of a measure."""
    session.add(
        EvidenceRow(
            measure=evidence.measure,
            name=evidence.name,
            digest=evidence.digest,
            size=evidence.size,
            entered=evidence.entered,
        )
    )
    session.flush()


def evidence(session: Session, measure: int) -> Sequence[Evidence]:
    """Return the evidence of a measure in the order of entry."""
    rows = session.scalars(
        select(EvidenceRow)
        .where(EvidenceRow.measure == measure)
        .order_by(EvidenceRow.number)
    )
    return [
        Evidence(r.measure, r.name, r.digest, r.size, r.entered, r.number) for r in rows
    ]


def _direction(row: DirectionRow) -> Direction:
    return Direction(
        row.reference,
        row.issued,
        row.text,
        row.file_name,
        row.file_digest,
        row.number,
    )
