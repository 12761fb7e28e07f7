"""What an answer's way into the store must know of its group, read in one question.

Statements that every answer needs are built once: building costs more than running.
"""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from survey.responses.tables import BoardRow, GroupRow, SlipRow


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
    """A printed slip: its group, and whether it was spent or answering is over."""

    group: Group
    spent: bool
    closed: bool

    @property
    def survey(self) -> str:
        """Return the survey that the slip was printed for."""
        return self.group.survey

    @property
    def key_id(self) -> bytes:
        """Return the key id of the slip's group."""
        return self.group.key_id


_COLUMNS = tuple(getattr(GroupRow, field.name) for field in fields(Group))
_GROUPS = select(*_COLUMNS)
_BY_SLIP = (
    select(*_COLUMNS, SlipRow.spent, BoardRow.closed)
    .join(SlipRow, SlipRow.group_number == GroupRow.number)
    .join(BoardRow, BoardRow.survey == GroupRow.survey)
    .where(SlipRow.slip == bindparam("chosen"))
)
_BY_KEY = _GROUPS.where(GroupRow.key_id == bindparam("chosen"))
_BY_SLIP_ALONE = _BY_SLIP.with_for_update(of=GroupRow)
_BY_KEY_ALONE = _BY_KEY.with_for_update(of=GroupRow)


def by_slip(session: Session, slip: bytes, *, alone: bool = False) -> Slip | None:
    """Return what a slip belongs to; `alone` lets nobody else change the group.

    Whoever waited to be alone knows the group, but not whether it was closed meanwhile.
    """
    statement = _BY_SLIP_ALONE if alone else _BY_SLIP
    row = _one(session, statement, slip)
    return Slip(Group(*row[:-2]), row[-2], row[-1]) if row else None


def by_key(session: Session, key_id: bytes, *, alone: bool = False) -> Group | None:
    """Return the group with a key id; `alone` lets nobody else change it."""
    row = _one(session, _BY_KEY_ALONE if alone else _BY_KEY, key_id)
    return Group(*row) if row else None


def of_survey(session: Session, survey: str, *, alone: bool = False) -> list[Group]:
    """Return the groups of a survey in their order."""
    chosen = _GROUPS.where(GroupRow.survey == survey).order_by(GroupRow.number)
    locked = chosen.with_for_update() if alone else chosen
    return [Group(*row) for row in session.execute(locked)]


def _one(
    session: Session, statement: Select[tuple[Any, ...]], chosen: bytes
) -> tuple[Any, ...] | None:
    rows = session.connection().execute(statement, {"chosen": chosen})
    found = rows.one_or_none()
    return tuple(found) if found else None
