"""How many citizens have answered at a service point by the end of each day, in tens.

Only whole tens are kept, and only of citizens: how many civil servants answer on a day
is noted nowhere. A single answer moves no figure here that somebody could point at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase

TEN = 10


class CitizenDayRow(RegistryBase):
    """The tens of answers that a group of citizens had on a day.

    A row reveals that at least so many had answered there by then.
    """

    __tablename__ = "citizen_day"

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    survey_group: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    tens: Mapped[int]


@dataclass(frozen=True, slots=True)
class Risen:
    """By how many answers, in tens, a group grew on a day."""

    day: date
    group: str
    answers: int


def note(session: Session, survey: str, counts: Mapping[str, int], day: date) -> None:
    """Keep how far the groups of a survey are on a day; a later look replaces it."""
    for group, answers in counts.items():
        if answers >= TEN:
            session.merge(
                CitizenDayRow(
                    survey=survey, survey_group=group, day=day, tens=answers // TEN
                )
            )
    session.flush()


def risen(session: Session, survey: str) -> Sequence[Risen]:
    """Return the days on which groups grew, newest first."""
    chosen = select(CitizenDayRow).where(CitizenDayRow.survey == survey)
    before: dict[str, int] = {}
    found = []
    for row in session.scalars(chosen.order_by(CitizenDayRow.day)):
        more = row.tens - before.get(row.survey_group, 0)
        if more > 0:
            found.append(Risen(row.day, row.survey_group, more * TEN))
            before[row.survey_group] = row.tens
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.group))
