"""Measures: rows of the plan with their source, owner, due quarter and progress."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey.quarters import Quarter, quarter_of
from survey.registry.measure_tables import DecisionRow, MeasureRow

DONE = 100
QUARTERS = (1, 2, 3, 4)
# Words of the plan's column for the time, beside "in the Nth quarter".
TIMINGS = ("as_needed", "quarterly", "yearly")


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
    """A row of the plan; `number` is 0 before it is entered.

    It is due in a quarter; `timing` says more where it is one of TIMINGS. `subjects`
    are the figures of `survey` that it aims at. `dropped` is the reason why it is not
    carried out any more.
    """

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
    timing: str = ""
    subjects: tuple[tuple[str, str], ...] = ()
    reported: date | None = None
    dropped: str = ""

    @property
    def due(self) -> Quarter:
        """Return the quarter at whose end it must be done."""
        return Quarter(self.year, self.quarter)

    @property
    def is_running(self) -> bool:
        """Say whether there is still something to do."""
        return self.percent < DONE and not self.dropped

    def is_overdue(self, today: date) -> bool:
        """Say whether its quarter is over and it is not done."""
        return self.is_running and self.due < quarter_of(today)


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


def call(session: Session, old: str, new: str) -> None:
    """Keep the measures of an organisation that has another name now."""
    rows = update(MeasureRow).where(MeasureRow.owner == old)
    session.execute(rows.values(owner=new))


def hand_over(session: Session, old: str, new: str) -> int:
    """Give what an organisation still has to do to another; return how many rows."""
    running = [one for one in every(session) if one.owner == old and one.is_running]
    for one in running:
        change(session, replace(one, owner=new))
    return len(running)


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
    subjects = "+".join(":".join(subject) for subject in measure.subjects)
    return columns | {"source": measure.source.value, "subjects": subjects}


def _row(session: Session, number: int) -> MeasureRow:
    row = session.get(MeasureRow, number, populate_existing=True)
    if row is None:
        raise UnknownMeasureError(f"There is no measure {number}.")
    return row


def _measure(row: MeasureRow) -> Measure:
    columns = {name: getattr(row, name) for name in Measure.__slots__}
    return Measure(
        **columns | {"source": Source(row.source), "subjects": _subjects(row.subjects)}
    )


def _subjects(written: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.partition(":") for pair in written.split("+") if pair)
    return tuple((subject, name) for subject, _, name in pairs)
