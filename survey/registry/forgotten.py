"""Tells what of the registry was destroyed for good, so that no backup keeps it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.registry import surveys
from survey.registry.audit import Act, ActRow
from survey.registry.lifecycle import State


def names(session: Session) -> frozenset[str]:
    """Name each survey whose answers are destroyed, and the list of people by its day.

    The list can be entered again: what counts is when it was deleted last.
    """
    forgot = ActRow.act == Act.PEOPLE_FORGOTTEN.value
    last = session.scalar(select(func.max(ActRow.moment)).where(forgot))
    people = (f"{Act.PEOPLE_FORGOTTEN} {last}",) if last else ()
    return frozenset((*people, *surveys.names(session, State.PURGED)))
