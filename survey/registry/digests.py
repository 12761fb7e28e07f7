"""Summaries of measures that are mailed once a week: to whom, and how far each is.

A row holds no word of a letter: it is written anew from the measures when it is sent.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.letters import Post
from survey.registry.tables import RegistryBase

_PLAN = 1


class DigestPlanRow(RegistryBase):
    """Whether summaries are mailed every week, and the week of the last round."""

    __tablename__ = "digest_plan"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    weekly: Mapped[bool]
    week: Mapped[str]


class DigestRow(RegistryBase):
    """A summary of one week to one account. A row reveals that it was written to.

    `due` is the moment before which it is not tried again.
    """

    __tablename__ = "digest"

    week: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    tries: Mapped[int]
    due: Mapped[str]
    reply: Mapped[int]


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """Whether a round begins by itself each week, and the week of the last round."""

    weekly: bool
    week: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A summary that is being sent by nobody else for some minutes."""

    week: str
    address: str
    tries: int


def week_of(day: date) -> str:
    """Return the name of the week that a day is in."""
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"


def plan(session: Session) -> DigestPlan:
    """Return whether rounds begin by themselves, and the week of the last one."""
    row = session.get_one(DigestPlanRow, _PLAN, populate_existing=True)
    return DigestPlan(row.weekly, row.week)


def set_weekly(session: Session, *, weekly: bool) -> None:
    """Let rounds begin by themselves every week, or only when an officer asks."""
    session.execute(update(DigestPlanRow).values(weekly=weekly))


def begin(session: Session, week: str) -> DigestPlan:
    """Note that a round of a week begins; return what was noted before.

    Nobody else begins one until this transaction ends.
    """
    session.execute(update(DigestPlanRow).values(weekly=DigestPlanRow.weekly))
    before = plan(session)
    session.execute(update(DigestPlanRow).values(week=week))
    return before


def enter(session: Session, week: str, addresses: Collection[str]) -> int:
    """Let the summaries of a week wait that do not wait or went out yet.

    Nothing is kept of other weeks, and what still waited of them is not sent.
    """
    session.execute(delete(DigestRow).where(DigestRow.week != week))
    known = set(session.scalars(select(DigestRow.address)))
    missing = sorted(set(addresses) - known)
    waiting = {"state": Post.WAITING.value, "tries": 0, "due": "", "reply": 0}
    rows = [{"week": week, "address": address, **waiting} for address in missing]
    if rows:
        session.execute(insert(DigestRow), rows)
    return len(rows)


def claim(session: Session, *, now: datetime, until: datetime) -> Claimed | None:
    """Take one summary whose turn it is; until a moment nobody else takes it."""
    chosen = select(DigestRow).where(
        DigestRow.state == Post.WAITING.value, DigestRow.due <= _text(now)
    )
    row = session.scalars(chosen.order_by(DigestRow.week, DigestRow.address)).first()
    if row is None:
        return None
    taken = session.scalar(
        update(DigestRow)
        .where(
            DigestRow.week == row.week,
            DigestRow.address == row.address,
            DigestRow.state == Post.WAITING.value,
            DigestRow.due == row.due,
        )
        .values(due=_text(until))
        .returning(DigestRow.tries)
    )
    return None if taken is None else Claimed(row.week, row.address, taken)


def accepted(session: Session, one: Claimed) -> None:
    """Note that the mail server has a summary, or that there was nothing to say."""
    _change(session, one, state=Post.SENT.value)


def refused(session: Session, one: Claimed, reply: int) -> None:
    """Note that the address was refused; next week it is tried again."""
    _change(session, one, state=Post.REFUSED.value, reply=reply)


def delayed(session: Session, one: Claimed, reply: int, *, due: datetime) -> None:
    """Note that a summary is tried again from a moment on."""
    _change(session, one, tries=one.tries + 1, reply=reply, due=_text(due))


def counts(session: Session, week: str) -> dict[Post, int]:
    """Return how many summaries of a week stand where."""
    found = session.execute(
        select(DigestRow.state, func.count())
        .where(DigestRow.week == week)
        .group_by(DigestRow.state)
    )
    return {Post(state): number for state, number in found}


def refusals(session: Session, week: str) -> Sequence[str]:
    """Return the addresses that the mail server refused in a week."""
    chosen = select(DigestRow.address).where(
        DigestRow.week == week, DigestRow.state == Post.REFUSED.value
    )
    return list(session.scalars(chosen.order_by(DigestRow.address)))


def _change(session: Session, one: Claimed, **values: object) -> None:
    session.execute(
        update(DigestRow)
        .where(DigestRow.week == one.week, DigestRow.address == one.address)
        .values(values)
    )


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
