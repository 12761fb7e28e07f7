"""Measures: rows of the plan with their source, owner, due quarter and progress."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.registry.measure_tables import DecisionRow, MeasureRow

DONE = 100
QUARTERS = (1, 2, 3, 4)
_MONTHS = 3


class Source(StrEnum):
    """Where a measure comes from."""

    DIRECTION = "direction"
    RECOMMENDATION = "recommendation"
    ORGANISATION = "organisation"


class UnknownMeasureError(Exception):
    """There is no such measure."""


class DecidedError(Exception):
    """The recommendation was decided already."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the plan; `number` is 0 before it is entered."""

    source: Source
    text: str
    success: str
    level: str
    owner: str
    year: int
    quarter: int
    percent: int = 0
    survey: str | None = None
    direction: int | None = None
    number: int = 0

    def is_overdue(self, today: date) -> bool:
        """Say whether its quarter is over and it is not done."""
        current = (today.year, (today.month - 1) // _MONTHS + 1)
        return self.percent < DONE and (self.year, self.quarter) < current


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a recommendation: a measure, or the reason for none."""

    recommendation: str
    measure: int | None
    reason: str


def enter(session: Session, measure: Measure) -> Measure:
    """Enter a new measure and return it with its number."""
    row = MeasureRow(**_columns(measure))
    session.add(row)
    session.flush()
    return replace(measure, number=row.number)


def change(session: Session, measure: Measure) -> None:
    """Bring a measure up to date."""
    row = _row(session, measure.number)
    for name, value in _columns(measure).items():
        setattr(row, name, value)
    session.flush()


def find(session: Session, number: int) -> Measure:
    """Return a measure; raise UnknownMeasureError where there is none."""
    return _measure(_row(session, number))


def every(session: Session) -> Sequence[Measure]:
    """Return all measures, those due first."""
    order = (MeasureRow.year, MeasureRow.quarter, MeasureRow.number)
    return [
        _measure(row) for row in session.scalars(select(MeasureRow).order_by(*order))
    ]


def accept(
    session: Session, survey: str, recommendation: str, measure: Measure
) -> Measure:
    """Turn a recommendation into a measure, once."""
    _require_undecided(session, survey, recommendation)
    entered = enter(session, measure)
    _decide(session, survey, Decision(recommendation, entered.number, ""))
    return entered


def reject(session: Session, survey: str, recommendation: str, reason: str) -> None:
    """Decide that nothing follows from a recommendation, and say why, once."""
    _require_undecided(session, survey, recommendation)
    _decide(session, survey, Decision(recommendation, None, reason))


def decisions(session: Session, survey: str) -> dict[str, Decision]:
    """Return what was decided so far on the recommendations of a survey."""
    rows = session.scalars(select(DecisionRow).where(DecisionRow.survey == survey))
    return {
        r.recommendation: Decision(r.recommendation, r.measure, r.reason) for r in rows
    }


def _require_undecided(session: Session, survey: str, recommendation: str) -> None:
    if recommendation in decisions(session, survey):
        raise DecidedError("This recommendation was decided already.")


def _decide(session: Session, survey: str, decision: Decision) -> None:
    session.add(DecisionRow(survey=survey, **asdict(decision)))
    session.flush()


def _columns(measure: Measure) -> dict[str, object]:
    columns = asdict(measure)
    del columns["number"]
    return columns | {"source": measure.source.value}


def _row(session: Session, number: int) -> MeasureRow:
    row = session.get(MeasureRow, number, populate_existing=True)
    if row is None:
        raise UnknownMeasureError(f"There is no measure {number}.")
    return row


def _measure(row: MeasureRow) -> Measure:
    names = (name for name in Measure.__slots__ if name != "source")
    return Measure(Source(row.source), **{name: getattr(row, name) for name in names})
