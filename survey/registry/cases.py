"""Known cases that take points off an index, as an officer entered them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Float, ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase


class CaseTakenError(Exception):
    """The document takes points off this index already."""


class UnknownCaseError(Exception):
    """There is no such case."""


class DeductionRow(RegistryBase):
    """A case with the document that proves it. A row names no person."""

    __tablename__ = "deduction"
    __table_args__ = (UniqueConstraint("survey", "index_name", "document"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"))
    index_name: Mapped[str]
    kind: Mapped[str]
    points: Mapped[float] = mapped_column(Float)
    document: Mapped[str]
    decided_by: Mapped[str]
    decided_on: Mapped[date]
    reason_mn: Mapped[str]
    reason_en: Mapped[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A case: for which index, of which kind, who decided when, and why."""

    index: str
    kind: str
    points: float
    document: str
    decided_by: str
    decided_on: date
    reason_mn: str
    reason_en: str
    number: int = 0


def enter(session: Session, survey: str, case: Case) -> None:
    """Enter a case; one document takes points off an index once."""
    taken = any(
        (one.index, one.document) == (case.index, case.document)
        for one in of(session, survey)
    )
    if taken:
        raise CaseTakenError("This document takes points off this index already.")
    session.add(
        DeductionRow(
            survey=survey,
            index_name=case.index,
            kind=case.kind,
            points=case.points,
            document=case.document,
            decided_by=case.decided_by,
            decided_on=case.decided_on,
            reason_mn=case.reason_mn,
            reason_en=case.reason_en,
        )
    )
    session.flush()


def remove(session: Session, survey: str, number: int) -> None:
    """Take a case out again, before the results are published."""
    removed = session.execute(
        delete(DeductionRow)
        .where(DeductionRow.survey == survey, DeductionRow.number == number)
        .returning(DeductionRow.number)
    ).all()
    if not removed:
        raise UnknownCaseError("There is no such case.")


def of(session: Session, survey: str) -> Sequence[Case]:
    """Return the cases of a survey in the order in which they were entered."""
    chosen = select(DeductionRow).where(DeductionRow.survey == survey)
    return [
        Case(
            index=row.index_name,
            kind=row.kind,
            points=row.points,
            document=row.document,
            decided_by=row.decided_by,
            decided_on=row.decided_on,
            reason_mn=row.reason_mn,
            reason_en=row.reason_en,
            number=row.number,
        )
        for row in session.scalars(chosen.order_by(DeductionRow.number))
    ]
