"""Letters that wait to be mailed, or were: to whom, how far, and never what code.

A letter with an invitation is kept sealed, and only until the mail server has
accepted it. All letters of a survey, with their addresses, are deleted when it closes.
Nothing here can be joined with a claim.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase

INVITATION = 0
LOST = 0


class Post(StrEnum):
    """How far a letter has come."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class UnknownLetterError(Exception):
    """There is no such letter that was refused."""


class LetterRow(RegistryBase):
    """A letter to somebody. A row reveals who was written to, and whether it went out.

    `edition` is 0 for the invitation and counts reminders after it; `due` is the
    moment before which it is not tried again; `reply` is what the mail server said, or
    LOST for a letter that was refused because the key to its code is gone.
    """

    __tablename__ = "letter"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 SQLAlchemy's form

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    address: Mapped[str] = mapped_column(primary_key=True)
    survey_group: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int]
    due: Mapped[str]
    reply: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that waits; `sealed` is empty where it holds no code."""

    survey: str
    edition: int
    address: str
    group: str
    sealed: bytes = b""
    tries: int = 0
    reply: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """How many letters of one edition to one group stand where."""

    edition: int
    group: str
    waiting: int
    sent: int
    refused: int


def enter(session: Session, letters: Sequence[Letter]) -> None:
    """Let letters wait to be sent; they are kept by address and in no other order."""
    rows = [
        {
            "survey": letter.survey,
            "edition": letter.edition,
            "address": letter.address,
            "survey_group": letter.group,
            "state": Post.WAITING.value,
            "tries": 0,
            "due": "",
            "reply": 0,
            "sealed": letter.sealed,
        }
        for letter in sorted(letters, key=lambda one: one.address)
    ]
    if rows:
        session.execute(insert(LetterRow), rows)


def waiting(session: Session, *, now: datetime, most: int) -> Sequence[Letter]:
    """Return some of the letters whose turn it is."""
    chosen = select(LetterRow).where(
        LetterRow.state == Post.WAITING.value, LetterRow.due <= _text(now)
    )
    return [_letter(row) for row in session.scalars(chosen.limit(most))]


def accepted(session: Session, letter: Letter) -> None:
    """Note that the mail server has a letter, and delete what it held."""
    _change(session, letter, state=Post.SENT.value, sealed=b"")


def refused(session: Session, letter: Letter, reply: int) -> None:
    """Note that the address was refused for good; the letter waits for another."""
    _change(session, letter, state=Post.REFUSED.value, reply=reply)


def delayed(session: Session, letter: Letter, reply: int, *, due: datetime) -> None:
    """Note that a letter is tried again from a moment on."""
    _change(session, letter, tries=letter.tries + 1, reply=reply, due=_text(due))


def readdress(session: Session, survey: str, old: str, new: str) -> None:
    """Give a refused invitation another address; it waits again."""
    changed = session.execute(
        update(LetterRow)
        .where(
            LetterRow.survey == survey,
            LetterRow.edition == INVITATION,
            LetterRow.address == old,
            LetterRow.state == Post.REFUSED.value,
            LetterRow.sealed != b"",
        )
        .values(address=new, state=Post.WAITING.value, tries=0, due="", reply=0)
        .returning(LetterRow.address)
    ).all()
    if not changed:
        raise UnknownLetterError("No letter to this address was refused.")


def of_edition(session: Session, survey: str, edition: int) -> Sequence[Letter]:
    """Return all letters of one edition."""
    chosen = select(LetterRow).where(
        LetterRow.survey == survey, LetterRow.edition == edition
    )
    return [_letter(row) for row in session.scalars(chosen)]


def refusals(session: Session, survey: str) -> Sequence[Letter]:
    """Return the invitations that wait for another address, by address."""
    chosen = select(LetterRow).where(
        LetterRow.survey == survey,
        LetterRow.edition == INVITATION,
        LetterRow.state == Post.REFUSED.value,
        LetterRow.sealed != b"",
    )
    rows = session.scalars(chosen.order_by(LetterRow.address))
    return [_letter(row) for row in rows]


def counts(session: Session, survey: str) -> Sequence[Count]:
    """Return how many letters stand where, by edition and group."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    places = (LetterRow.edition, LetterRow.survey_group)
    chosen = (
        select(*places, LetterRow.state, func.count())
        .where(LetterRow.survey == survey)
        .group_by(*places, LetterRow.state)
        .order_by(*places)
    )
    for edition, group, state, number in session.execute(chosen):
        found.setdefault((edition, group), {})[state] = number
    return list(_counts(found))


def without_codes(session: Session) -> Sequence[str]:
    """Return the surveys whose letters are known, and none of them holds a code."""
    left = select(LetterRow.survey).where(LetterRow.sealed != b"")
    chosen = select(LetterRow.survey).where(LetterRow.survey.not_in(left))
    return list(session.scalars(chosen.distinct()))


def surveys(session: Session) -> frozenset[str]:
    """Return the surveys of which letters are kept."""
    return frozenset(session.scalars(select(LetterRow.survey).distinct()))


def forget(session: Session, survey: str) -> None:
    """Delete all letters of a survey: nothing more is sent, and no address is kept."""
    session.execute(delete(LetterRow).where(LetterRow.survey == survey))


def _counts(found: dict[tuple[int, str], dict[str, int]]) -> Iterator[Count]:
    for (edition, group), numbers in found.items():
        told = (numbers.get(state.value, 0) for state in Post)
        yield Count(edition, group, *told)


def _letter(row: LetterRow) -> Letter:
    return Letter(
        survey=row.survey,
        edition=row.edition,
        address=row.address,
        group=row.survey_group,
        sealed=row.sealed,
        tries=row.tries,
        reply=row.reply,
    )


def _change(session: Session, letter: Letter, **values: object) -> None:
    session.execute(
        update(LetterRow)
        .where(
            LetterRow.survey == letter.survey,
            LetterRow.edition == letter.edition,
            LetterRow.address == letter.address,
        )
        .values(values)
    )


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
