"""Browsers in which officers are signed in: begun, seen, listed, ended.

A cookie alone is not enough: it names a row here, and without the row it is worth
nothing, even to who copied it.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey.accounts.tables import SessionRow

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
_SEEN_STEP = timedelta(minutes=1)
_BROWSER_LETTERS = 80


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser, as its officer sees it in a list; `label` names it in a form."""

    label: str
    browser: str
    began: datetime
    seen: datetime


def begin(session: Session, officer: int, *, browser: str, now: datetime) -> str:
    """Enter a new browser and return the name that its cookie carries."""
    name = secrets.token_urlsafe(32)
    session.execute(delete(SessionRow).where(SessionRow.began < now - LONGEST))
    session.add(
        SessionRow(
            digest=_digest(name),
            officer=officer,
            browser=browser[:_BROWSER_LETTERS],
            began=now,
            seen=now,
        )
    )
    session.flush()
    return name


def is_alive(session: Session, officer: int, name: str, *, now: datetime) -> bool:
    """Say whether a browser is still signed in, and note that it was seen."""
    row = session.get(SessionRow, _digest(name))
    if row is None or row.officer != officer:
        return False
    if now - row.seen > IDLE or now - row.began > LONGEST:
        return False
    if now - row.seen > _SEEN_STEP:
        session.execute(
            update(SessionRow).where(SessionRow.digest == row.digest).values(seen=now)
        )
    return True


def end(session: Session, name: str) -> None:
    """Sign a browser out by the name that its cookie carries."""
    session.execute(delete(SessionRow).where(SessionRow.digest == _digest(name)))


def end_others(session: Session, officer: int, label: str) -> None:
    """Sign an officer out of every browser but one."""
    for row in session.scalars(select(SessionRow).where(SessionRow.officer == officer)):
        if row.digest.hex() != label:
            session.delete(row)
    session.flush()


def end_labelled(session: Session, officer: int, label: str) -> bool:
    """Sign out one browser of an officer's list; say whether there was one."""
    for row in session.scalars(select(SessionRow).where(SessionRow.officer == officer)):
        if row.digest.hex() == label:
            session.delete(row)
            session.flush()
            return True
    return False


def of(session: Session, officer: int) -> Sequence[SignedIn]:
    """Return all browsers of an officer, the one seen last first."""
    rows = session.scalars(
        select(SessionRow)
        .where(SessionRow.officer == officer)
        .order_by(SessionRow.seen.desc())
    )
    return [SignedIn(r.digest.hex(), r.browser, r.began, r.seen) for r in rows]


def label(name: str) -> str:
    """Return how a browser's cookie is called in the list."""
    return _digest(name).hex()


def _digest(name: str) -> bytes:
    return hashlib.sha256(b"shudarga/1/session" + name.encode()).digest()
