"""Tells what of the registry was destroyed for good, so that no backup keeps it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.registry import surveys
from survey.registry.audit import Act, ActRow
from survey.registry.lifecycle import State


def names(session: Session) -> frozenset[str]:
    """Name each survey whose answers are destroyed, and the list of people by its day.

    The list can be entered again: what counts is when it was deleted last.
    """
    forgot = ActRow.act == Act.PEOPLE_FORGOTTEN.value
    acts = select(ActRow.moment).where(forgot).order_by(ActRow.number.desc())
    last = session.scalar(acts.limit(1))  # Its clock may have been set back since.
    people = (f"{Act.PEOPLE_FORGOTTEN} {last}",) if last else ()
    return frozenset((*people, *surveys.names(session, State.PURGED)))
