"""The steps of preparing a survey, and which of them officers have settled.

A step can be settled again and again until the survey is opened; nothing is fixed
before. Rows name no officer: who did what stands in the audit log.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase

CELL_FLOOR = 10
RESPONSE = 60


class Step(StrEnum):
    """What is decided before a survey is opened, in this order."""

    QUESTIONNAIRE = "questionnaire"
    GROUPS = "groups"
    CHANNELS = "channels"
    DAYS = "days"
    KEYS = "keys"
    TEXTS = "texts"
    REHEARSAL = "rehearsal"
    OPENING = "opening"


class SettledRow(RegistryBase):
    """A step of a draft that somebody settled. A row reveals nothing of a person."""

    __tablename__ = "survey_step"

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)


class ExpectationRow(RegistryBase):
    """The floor of results that a draft asks for, and how many answers it expects."""

    __tablename__ = "survey_expectation"

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    cell_floor: Mapped[int]
    response: Mapped[int]


@dataclass(frozen=True, slots=True)
class Expectation:
    """From how many answers on results are shown, and how many per cent answer."""

    cell_floor: int = CELL_FLOOR
    response: int = RESPONSE


def settle(session: Session, survey: str, *steps: Step) -> None:
    """Note that steps are settled."""
    unsettle(session, survey, *steps)
    session.add_all(SettledRow(survey=survey, step=step.value) for step in steps)
    session.flush()


def unsettle(session: Session, survey: str, *steps: Step) -> None:
    """Note that steps must be looked at again."""
    words = [step.value for step in steps]
    chosen = delete(SettledRow).where(SettledRow.survey == survey)
    session.execute(chosen.where(SettledRow.step.in_(words)))


def settled(session: Session, survey: str) -> Collection[Step]:
    """Return the steps of a draft that are settled."""
    chosen = select(SettledRow.step).where(SettledRow.survey == survey)
    return frozenset(Step(word) for word in session.scalars(chosen))


def expect(session: Session, survey: str, expectation: Expectation) -> None:
    """Keep what a draft expects."""
    session.merge(
        ExpectationRow(
            survey=survey,
            cell_floor=expectation.cell_floor,
            response=expectation.response,
        )
    )
    session.flush()


def expectation(session: Session, survey: str) -> Expectation:
    """Return what a draft expects, or what every draft does."""
    row = session.get(ExpectationRow, survey, populate_existing=True)
    return Expectation(row.cell_floor, row.response) if row else Expectation()


def forget(session: Session, survey: str) -> None:
    """Forget everything about a draft that is thrown away."""
    for table in (SettledRow, ExpectationRow):
        session.execute(delete(table).where(table.survey == survey))
