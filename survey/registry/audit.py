"""The audit log: every act in the console, chained so that no line can be changed.

Each line holds the digest of the line before it, and the head holds the newest
digest. Who changes, removes or reorders a line breaks the chain; who rewrites all of
it changes the head, which an auditor has written down. A line says who did what to
which thing at what moment. It never holds an answer, a code, a token or an address
of a network.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase

START = bytes(32)
_HEAD = 1
_LONGEST = 300


class Act(StrEnum):
    """What somebody did: the words of the log."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_SET = "password_set"  # noqa: S105 a word of the log, no password
    SECOND_FACTOR_SET = "second_factor_set"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    LETTERS_CHOSEN = "letters_chosen"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_CLOSED = "account_closed"
    SET_UP_LINK_MADE = "set_up_link_made"
    ORGANISATIONS_ENTERED = "organisations_entered"
    ORGANISATIONS_EXPORTED = "organisations_exported"
    SURVEY_DRAFTED = "survey_drafted"
    KEY_ENTERED = "key_entered"
    KEY_REMOVED = "key_removed"
    SLIPS_FETCHED = "slips_fetched"
    SLIPS_PRINTED = "slips_printed"
    SURVEY_OPENED = "survey_opened"
    SLIPS_HANDED_OUT = "slips_handed_out"
    PEOPLE_ENTERED = "people_entered"
    PEOPLE_FORGOTTEN = "people_forgotten"
    LETTERS_PREPARED = "letters_prepared"
    LETTER_READDRESSED = "letter_readdressed"
    REMINDERS_SENT = "reminders_sent"
    REPORTS_ASKED = "reports_asked"
    COMMENTS_KEPT = "comments_kept"
    COMMENTS_REVIEWED = "comments_reviewed"
    CASE_ENTERED = "case_entered"
    CASE_REMOVED = "case_removed"
    TOKEN_KEYS_DESTROYED = "token_keys_destroyed"  # noqa: S105 a word of the log
    SURVEY_CLOSED = "survey_closed"
    SURVEY_TALLIED = "survey_tallied"
    SURVEY_PUBLISHED = "survey_published"
    SURVEY_WITHDRAWN = "survey_withdrawn"
    REPORT_FETCHED = "report_fetched"
    MICRODATA_ASKED = "microdata_asked"
    MICRODATA_FETCHED = "microdata_fetched"
    DIGESTS_SENT = "digests_sent"
    DIGESTS_TURNED = "digests_turned"
    SURVEY_PURGED = "survey_purged"
    RECOMMENDATION_DECIDED = "recommendation_decided"
    DIRECTION_ENTERED = "direction_entered"
    MEASURE_ENTERED = "measure_entered"
    MEASURE_CHANGED = "measure_changed"
    MEASURE_DROPPED = "measure_dropped"
    EVIDENCE_ENTERED = "evidence_entered"


class BrokenLogError(Exception):
    """The log is not what was written: the message names the first wrong line."""


class ActRow(RegistryBase):
    """One act. A row reveals which account did what to which thing, and when."""

    __tablename__ = "audit_act"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    moment: Mapped[str]
    actor: Mapped[str]
    act: Mapped[str]
    about: Mapped[str]
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class HeadRow(RegistryBase):
    """The newest line's number and digest, in one row that every act updates."""

    __tablename__ = "audit_head"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    acts: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log as it is read."""

    number: int
    moment: datetime
    actor: str
    act: str
    about: str


@dataclass(frozen=True, slots=True)
class Head:
    """How many acts there are, and the digest of the last."""

    acts: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, and the moment: what every act has in common."""

    actor: str
    moment: datetime


def record(session: Session, deed: Deed, act: Act, about: str = "") -> None:
    """Write an act as the last line, in the transaction of the act itself."""
    # The update takes the lock of the head's row: two acts cannot follow one line.
    number, previous = session.execute(
        update(HeadRow)
        .where(HeadRow.number == _HEAD)
        .values(acts=HeadRow.acts + 1)
        .returning(HeadRow.acts, HeadRow.digest)
    ).one()
    row = ActRow(
        number=number,
        moment=deed.moment.isoformat(timespec="seconds"),
        actor=deed.actor,
        act=act.value,
        about=about[:_LONGEST],
        previous=previous,
    )
    row.digest = _digest(row)
    session.add(row)
    session.execute(
        update(HeadRow).where(HeadRow.number == _HEAD).values(digest=row.digest)
    )
    session.flush()


def lines(session: Session, *, before: int | None = None, most: int) -> Sequence[Line]:
    """Return the newest lines, or those before one, newest first."""
    chosen = select(ActRow).order_by(ActRow.number.desc()).limit(most)
    if before is not None:
        chosen = chosen.where(ActRow.number < before)
    return [
        Line(
            row.number,
            datetime.fromisoformat(row.moment),
            row.actor,
            row.act,
            row.about,
        )
        for row in session.scalars(chosen)
    ]


def head(session: Session) -> Head:
    """Return how many acts there are, and the digest of the last, unchecked."""
    row = session.get_one(HeadRow, _HEAD, populate_existing=True)
    return Head(row.acts, row.digest)


def verify(session: Session, *, noted: bytes | None = None) -> Head:
    """Check the whole chain; raise BrokenLogError at its first fault.

    `noted` is a digest that somebody wrote down earlier: it must be in the chain.
    """
    digest, acts, seen = START, 0, noted in {None, START}
    for row in session.scalars(select(ActRow).order_by(ActRow.number)):
        acts += 1
        if row.number != acts:
            raise BrokenLogError(f"Line {acts} of the audit log is missing.")
        if row.previous != digest or row.digest != _digest(row):
            raise BrokenLogError(f"Line {acts} of the audit log was changed.")
        digest = row.digest
        seen = seen or digest == noted
    if head(session) != Head(acts, digest):
        raise BrokenLogError("Lines at the end of the audit log are missing.")
    if not seen:
        raise BrokenLogError("The digest that was noted is not in the audit log.")
    return Head(acts, digest)


def _digest(row: ActRow) -> bytes:
    fields = [row.number, row.moment, row.actor, row.act, row.about, row.previous.hex()]
    written = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"shudarga/1/act" + written.encode()).digest()
