"""What an answer's way into the store must know of its group, read in one question.

Statements that every answer needs are built once: building costs more than running.
Whoever changes answers is alone until the transaction ends, on PostgreSQL as on SQLite:
several answers share a commit, and locks of single groups, taken in the order in which
answers come, would let two commits wait for each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, bindparam, event, select, text
from sqlalchemy.orm import Session, SessionTransaction

from survey.responses.tables import BoardRow, GroupRow, SlipRow, SpentRow

UNSPENT, SPENT, VOID = range(3)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a survey, as its row says."""

    number: int
    survey: str
    key_id: bytes
    eligible: int
    staff: bool
    sealed_length: int
    proof_length: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A printed slip: its group and number there, and whether answering is over.

    `marks` are those of all slips of the group, as they stood when this was read.
    """

    group: Group
    number: int
    marks: bytes
    closed: bool

    @property
    def spent(self) -> bool:
        """Say whether the slip was spent."""
        return self.marks[self.number] == SPENT

    @property
    def void(self) -> bool:
        """Say whether the slip was voided: nobody can answer with it."""
        return self.marks[self.number] == VOID

    @property
    def marks_when_spent(self) -> bytes:
        """Return the marks of the group with this slip spent."""
        return marked(self.marks, [self.number], SPENT)

    @property
    def survey(self) -> str:
        """Return the survey that the slip was printed for."""
        return self.group.survey

    @property
    def key_id(self) -> bytes:
        """Return the key id of the slip's group."""
        return self.group.key_id


def marked(marks: bytes, numbers: Iterable[int], mark: int) -> bytes:
    """Return the marks of a group with those of some slips changed."""
    changed = bytearray(marks)
    for number in numbers:
        changed[number] = mark
    return bytes(changed)


_COLUMNS = tuple(getattr(GroupRow, field.name) for field in fields(Group))
_GROUPS = select(*_COLUMNS)
_BY_SLIP = (
    select(*_COLUMNS, SlipRow.number, SpentRow.marks, BoardRow.closed)
    .join(SlipRow, SlipRow.group_number == GroupRow.number)
    .join(SpentRow, SpentRow.group_number == GroupRow.number)
    .join(BoardRow, BoardRow.survey == GroupRow.survey)
    .where(SlipRow.slip == bindparam("chosen"))
)
_BY_KEY = (
    select(*_COLUMNS, BoardRow.closed)
    .join(BoardRow, BoardRow.survey == GroupRow.survey)
    .where(GroupRow.key_id == bindparam("chosen"))
)
_SINCE = "the transaction that is alone"
_ALONE = text("LOCK TABLE answering_group IN SHARE ROW EXCLUSIVE MODE")


def by_slip(session: Session, slip: bytes, *, alone: bool = False) -> Slip | None:
    """Return what a slip belongs to; `alone` lets nobody else change answers."""
    row = _one(session, _BY_SLIP, slip, alone=alone)
    return Slip(Group(*row[:-3]), *row[-3:]) if row else None


def by_key(session: Session, key_id: bytes, *, alone: bool = False) -> Group | None:
    """Return the group with a key id; `alone` lets nobody else change answers.

    What a group's row says never changes once answers are taken, so it is read once
    per database; whether the survey takes them is asked elsewhere.
    """
    known: dict[bytes, Group] = session.info.setdefault("groups", {})
    if key_id in known:
        if alone:
            _be_alone(session)
        return known[key_id]
    row = _one(session, _BY_KEY, key_id, alone=alone)
    if row is None:
        return None
    found, closed = Group(*row[:-1]), row[-1]
    return found if closed else known.setdefault(key_id, found)


def of_survey(session: Session, survey: str, *, alone: bool = False) -> list[Group]:
    """Return the groups of a survey in their order."""
    if alone:
        _be_alone(session)
    chosen = _GROUPS.where(GroupRow.survey == survey).order_by(GroupRow.number)
    return [Group(*row) for row in session.execute(chosen)]


def _be_alone(session: Session) -> None:
    """Wait until nobody else changes answers; SQLite does so when a transaction begins.

    What is read afterwards is what the one before has left.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    now = session.get_transaction()
    if now is None or session.info.get(_SINCE) is not now:
        session.connection().execute(_ALONE)
        session.info[_SINCE] = session.get_transaction()


def _one(
    session: Session,
    statement: Select[tuple[Any, ...]],
    chosen: bytes,
    *,
    alone: bool,
) -> tuple[Any, ...] | None:
    if alone:
        _be_alone(session)
    rows = session.connection().execute(statement, {"chosen": chosen})
    found = rows.one_or_none()
    return tuple(found) if found else None


def _forget_being_alone(session: Session, _undone: SessionTransaction) -> None:
    """Ask again after a rollback, which also gives back what a savepoint locked."""
    session.info.pop(_SINCE, None)


event.listen(Session, "after_soft_rollback", _forget_being_alone)
