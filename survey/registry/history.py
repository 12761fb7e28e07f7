"""The history of organisations: what each was like, from which day on, by whose hand.

An organisation is known by its number: names change, and surveys that were opened keep
the names of their day. So every name that one ever had stays its own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry import organisations
from survey.registry.organisations import Entry, Organisation
from survey.registry.tables import RegistryBase


class Kind(StrEnum):
    """How an organisation came to be as it is."""

    ENTERED = "entered"
    ADDED = "added"
    CHANGED = "changed"
    MERGED = "merged"
    RECEIVED = "received"
    RETIRED = "retired"
    REVIVED = "revived"


class ChangeRow(RegistryBase):
    """An organisation as it was entered on a day. A row reveals its size then.

    `other` is the organisation that it was merged into, or that was merged into it.
    """

    __tablename__ = "organisation_change"

    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[int]
    organisation: Mapped[str]
    day: Mapped[date]
    headcount: Mapped[int]
    parent: Mapped[str | None]
    type: Mapped[str]
    kind: Mapped[str]
    actor: Mapped[str]
    other: Mapped[str]


@dataclass(frozen=True, slots=True)
class Change:
    """What an organisation became on a day, what it was before, and who did it."""

    number: int
    entry: int
    day: date
    kind: Kind
    actor: str
    before: Organisation | None
    body: Organisation
    other: str = ""

    @property
    def is_over(self) -> bool:
        """Say whether there was no such organisation after it."""
        return self.kind in {Kind.MERGED, Kind.RETIRED}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes organisations, and on which day."""

    actor: str
    day: date


@dataclass(frozen=True, slots=True)
class Special:
    """A change that is noted in its own words, whether or not anything differs."""

    kind: Kind
    other: str = ""


def note(
    session: Session,
    hand: Hand,
    kind: Kind,
    special: Mapping[int, Special] | None = None,
) -> None:
    """Keep each organisation that is not as it was noted last.

    A parent that has another name now is the same parent.
    """
    last = {change.entry: change for change in changes(session)}
    known = names(session)
    named = special or {}
    for one in organisations.entries(session):
        if one.number in named or not _is_noted(one, last.get(one.number), known):
            how = named.get(one.number, Special(kind))
            session.add(_row(one, hand, how))
    session.flush()


def changes(session: Session) -> Sequence[Change]:
    """Return all that was noted, from first to last."""
    last: dict[int, Organisation] = {}
    found = []
    for row in session.scalars(select(ChangeRow).order_by(ChangeRow.number)):
        body = Organisation(row.organisation, row.type, row.headcount, row.parent)
        found.append(
            Change(
                number=row.number,
                entry=row.body,
                day=row.day,
                kind=Kind(row.kind),
                actor=row.actor,
                before=last.get(row.body),
                body=body,
                other=row.other,
            )
        )
        last[row.body] = body
    return found


def names(session: Session) -> dict[str, int]:
    """Return every name that an organisation has or had, with its number."""
    had = session.execute(
        select(ChangeRow.organisation, ChangeRow.body).order_by(ChangeRow.number)
    )
    now = {one.body.name: one.number for one in organisations.entries(session)}
    return {row.organisation: row.body for row in had} | now


def names_of(session: Session, name: str) -> frozenset[str]:
    """Return the names that the organisation of a name has had, this one included."""
    known = names(session)
    number = known.get(name)
    return frozenset({name, *(n for n, of in known.items() if of == number)})


def names_now(session: Session, given: Collection[str]) -> dict[str, str]:
    """Return what organisations are called now, by the names given."""
    known = names(session)
    now = {one.number: one.body.name for one in organisations.entries(session)}
    return {name: now.get(known.get(name, 0), name) for name in given}


def _is_noted(one: Entry, last: Change | None, known: Mapping[str, int]) -> bool:
    if last is None:
        return False
    was, now = last.body, one.body
    return (
        (was.name, was.type, was.headcount) == (now.name, now.type, now.headcount)
        and known.get(was.parent or "") == known.get(now.parent or "")
        and last.is_over == (one.retired is not None)
    )


def _row(one: Entry, hand: Hand, how: Special) -> ChangeRow:
    return ChangeRow(
        body=one.number,
        organisation=one.body.name,
        day=hand.day,
        headcount=one.body.headcount,
        parent=one.body.parent,
        type=one.body.type,
        kind=how.kind.value,
        actor=hand.actor,
        other=how.other,
    )
