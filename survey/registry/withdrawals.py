"""Published results that were taken back: on which day, and why.

What was released stays as it was, and is shown no more. Results are released once per
survey, so nothing takes the place of those that were withdrawn.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry import surveys
from survey.registry.lifecycle import State
from survey.registry.tables import RegistryBase

_PUBLIC = {State.PUBLISHED, State.PURGED}


class WithdrawnError(Exception):
    """The results of this survey were withdrawn."""


class NotPublicError(Exception):
    """Only results that are public can be withdrawn, once."""


class WithdrawalRow(RegistryBase):
    """A survey whose results are shown no more. A row reveals the reason given."""

    __tablename__ = "withdrawal"

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    day: Mapped[date]
    reason: Mapped[str]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When and why the results of a survey were taken back."""

    survey: str
    day: date
    reason: str


def withdraw(session: Session, withdrawal: Withdrawal) -> None:
    """Take the public results of a survey back, for good."""
    survey = surveys.find(session, withdrawal.survey)
    if survey.state not in _PUBLIC or of(session, survey.name) is not None:
        raise NotPublicError("Only results that are public can be withdrawn, once.")
    session.add(
        WithdrawalRow(
            survey=withdrawal.survey, day=withdrawal.day, reason=withdrawal.reason
        )
    )
    session.flush()


def of(session: Session, survey: str) -> Withdrawal | None:
    """Return the withdrawal of a survey's results, if there was one."""
    row = session.get(WithdrawalRow, survey)
    return Withdrawal(row.survey, row.day, row.reason) if row else None


def every(session: Session) -> dict[str, Withdrawal]:
    """Return all withdrawals by survey."""
    rows = session.scalars(select(WithdrawalRow))
    return {row.survey: Withdrawal(row.survey, row.day, row.reason) for row in rows}


def require_shown(session: Session, survey: str) -> None:
    """Raise WithdrawnError if the results of a survey were withdrawn."""
    if of(session, survey) is not None:
        raise WithdrawnError("The results of this survey were withdrawn.")
