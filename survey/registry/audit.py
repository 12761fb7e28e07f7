"""The audit log: every act in the console, chained so that no line can be changed.

Each line holds the digest of the line before it, and the head holds the newest
digest. Who changes, removes or reorders a line breaks the chain. Who cuts lines off its
end, or rewrites all of it, leaves a chain that is whole: that is found by digests that
were noted elsewhere, by an auditor or by `survey.witness`. A line says who did what to
which thing at what moment. It never holds an answer, a code, a token or an address
of a network.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

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
    INSTALLATION_EXAMINED = "installation_examined"
    ORGANISATIONS_ENTERED = "organisations_entered"
    ORGANISATIONS_EXPORTED = "organisations_exported"
    ORGANISATION_ADDED = "organisation_added"
    ORGANISATION_CHANGED = "organisation_changed"
    ORGANISATION_MERGED = "organisation_merged"
    ORGANISATION_RETIRED = "organisation_retired"
    ORGANISATION_REVIVED = "organisation_revived"
    SURVEY_DRAFTED = "survey_drafted"
    SURVEY_PREPARED = "survey_prepared"
    SURVEY_REHEARSED = "survey_rehearsed"
    DRAFT_DISCARDED = "draft_discarded"
    KEY_ENTERED = "key_entered"
    KEY_PROVED = "key_proved"
    KEY_REMOVED = "key_removed"
    KEY_RENEWED = "key_renewed"
    SLIPS_FETCHED = "slips_fetched"
    SLIPS_PRINTED = "slips_printed"
    SURVEY_OPENED = "survey_opened"
    SLIPS_HANDED_OUT = "slips_handed_out"
    SLIPS_RETURNED = "slips_returned"
    BATCH_VOIDED = "batch_voided"
    BATCH_KEPT = "batch_kept"
    BATCH_PRINTED_AGAIN = "batch_printed_again"
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
    COVERAGE_EXPORTED = "coverage_exported"
    TOKEN_KEYS_DESTROYED = "token_keys_destroyed"  # noqa: S105 a word of the log
    TOKEN_KEYS_MISSING = "token_keys_missing"  # noqa: S105 a word of the log
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


class Broken(StrEnum):
    """What somebody did to the log."""

    MISSING = "missing"
    CHANGED = "changed"
    CUT = "cut"
    UNKNOWN = "unknown"


_SAID = {
    Broken.MISSING: "Line {line} of the audit log is missing.",
    Broken.CHANGED: "Line {line} of the audit log was changed.",
    Broken.CUT: "Lines at the end of the audit log are missing, from line {line} on.",
    Broken.UNKNOWN: "The digest that was noted is not in the audit log.",
}


class BrokenLogError(Exception):
    """The log is not what was written: it says how, and names the first wrong line."""

    def __init__(self, kind: Broken, line: int = 0) -> None:
        """Say what was done, and to which line."""
        self.kind, self.line = kind, line
        super().__init__(_SAID[kind].format(line=line))


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


class _Act(Protocol):
    """A line with all its columns, however it was read."""

    number: int
    moment: str
    actor: str
    act: str
    about: str
    previous: bytes
    digest: bytes


_WHOLE = select(
    ActRow.number,
    ActRow.moment,
    ActRow.actor,
    ActRow.act,
    ActRow.about,
    ActRow.previous,
    ActRow.digest,
).order_by(ActRow.number)


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
    row = session.get(HeadRow, _HEAD, populate_existing=True)
    return Head(row.acts, row.digest) if row else Head(0, START)


def verify(
    session: Session, *, noted: bytes | None = None, seen: Collection[Head] = ()
) -> Head:
    """Check the whole chain; raise BrokenLogError at its first fault.

    `noted` is a digest that somebody wrote down earlier, `seen` are earlier heads:
    all of them must be in the chain.
    """
    known = _by_line(seen)
    last = Head(0, START)
    found = noted in {None, START}
    for row in session.execute(_WHOLE):
        last = _following(row, last)
        found = found or last.digest == noted
        if known.get(last.acts, {last.digest}) != {last.digest}:
            raise BrokenLogError(Broken.CHANGED, last.acts)
    _require_end(last, max(known, default=0), head(session))
    if not found:
        raise BrokenLogError(Broken.UNKNOWN)
    return last


def _by_line(seen: Collection[Head]) -> dict[int, set[bytes]]:
    known: dict[int, set[bytes]] = {}
    for one in seen:
        known.setdefault(one.acts, set()).add(one.digest)
    return known


def _require_end(last: Head, furthest: int, newest: Head) -> None:
    if max(furthest, newest.acts) > last.acts:
        raise BrokenLogError(Broken.CUT, last.acts + 1)
    if newest != last:
        raise BrokenLogError(Broken.CHANGED, newest.acts)


def _following(row: _Act, before: Head) -> Head:
    """Return the head after one more line; raise BrokenLogError if it does not fit."""
    number = before.acts + 1
    if row.number != number:
        raise BrokenLogError(Broken.MISSING, number)
    if row.previous != before.digest or row.digest != _digest(row):
        raise BrokenLogError(Broken.CHANGED, number)
    return Head(number, row.digest)


def _digest(row: _Act) -> bytes:
    fields = [row.number, row.moment, row.actor, row.act, row.about, row.previous.hex()]
    written = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"shudarga/1/act" + written.encode()).digest()
