"""Holds a new board back until the registry has opened its survey too.

A board that is held back takes no answers, and so promises nothing. It is told from
a closed one by its bulletin, which only a closing makes.
"""

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from survey.responses import groups, store
from survey.responses.tables import BoardRow, BulletinRow


class AnsweredError(Exception):
    """The board has answers, which were promised to be counted."""


def hold_back(session: Session, survey: str) -> None:
    """Let a board that was just made take no answers yet."""
    session.execute(
        update(BoardRow).where(BoardRow.survey == survey).values(closed=True)
    )


def begin(session: Session, survey: str) -> bool:
    """Let a board that was held back take answers; return whether it was."""
    waiting = update(BoardRow).where(BoardRow.survey == survey, _held_back())
    begun = waiting.values(closed=False).returning(BoardRow.survey)
    return session.scalar(begun) is not None


def held_back(session: Session) -> tuple[str, ...]:
    """Return the surveys whose boards are held back."""
    chosen = select(BoardRow.survey).where(_held_back())
    return tuple(session.scalars(chosen.order_by(BoardRow.survey)))


def discard(session: Session, survey: str) -> bytes | None:
    """Delete the board of an opening that was cut short; return its manifest.

    Raises AnsweredError, and deletes nothing, if somebody has answered.
    """
    found = session.get(BoardRow, survey)
    if found is None:
        return None
    groups.of_survey(session, survey, alone=True)
    if any(store.answers_per_group(session, survey).values()):
        raise AnsweredError
    manifest = found.manifest
    store.purge(session, survey)
    session.expunge(found)
    session.info["kept"].pop(survey, None)
    session.info["groups"].clear()
    return manifest


def _held_back() -> ColumnElement[bool]:
    bulletin = exists().where(BulletinRow.survey == BoardRow.survey)
    return BoardRow.closed & ~bulletin
