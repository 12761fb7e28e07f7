"""Voids slips before anybody answers with them, and prints others in their place.

A batch is found by its key, which nothing here keeps: the marks of its slips are noise
without it. A group never has more slips that can be used than people.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from survey.responses import groups, rows
from survey.responses.groups import SPENT, UNSPENT, VOID, Group, marked
from survey.responses.kept import SurveyClosedError, UnknownSurveyError
from survey.responses.tables import BoardRow, SlipRow, SpentRow


class UnknownBatchError(Exception):
    """No slip of the survey lies in a batch with this key."""


class BatchUsedError(Exception):
    """A slip of the batch was used or voided already: it was handed out."""


class NoVoidSlipsError(Exception):
    """There are not so many void slips in whose place others could be printed."""


@dataclass(frozen=True, slots=True)
class Voided:
    """What became of slips that were to be voided, in numbers."""

    voided: int = 0
    spent: int = 0
    void: int = 0
    unknown: int = 0


def void_batch(session: Session, survey: str, mark: Callable[[bytes], bytes]) -> int:
    """Void all slips of a batch, if none of them was used, and say how many.

    `mark` returns by the hash of a slip what it bears if it lies in the batch.
    """
    for group in _alone(session, survey):
        found = {
            row.number
            for row in session.scalars(_slips_of(group))
            if row.batch_mark == mark(row.slip)
        }
        if found:
            marks = _marks(session, group)
            if any(marks[number] != UNSPENT for number in found):
                raise BatchUsedError
            _write(session, group, marked(marks, found, VOID))
            return len(found)
    raise UnknownBatchError


def void_slips(session: Session, survey: str, slips: Collection[bytes]) -> Voided:
    """Void slips that came back; those that were used stay used."""
    counted = dict.fromkeys((UNSPENT, SPENT, VOID), 0)
    for group in _alone(session, survey):
        marks = _marks(session, group)
        here = session.scalars(_slips_of(group).where(SlipRow.slip.in_(slips)))
        numbers = [row.number for row in here]
        for number in numbers:
            counted[marks[number]] += 1
        fresh = [number for number in numbers if marks[number] == UNSPENT]
        if fresh:
            _write(session, group, marked(marks, fresh, VOID))
    return Voided(
        voided=counted[UNSPENT],
        spent=counted[SPENT],
        void=counted[VOID],
        unknown=len(slips) - sum(counted.values()),
    )


def print_again(
    session: Session, survey: str, key_id: bytes, batch_marks: Mapping[bytes, bytes]
) -> None:
    """Enter slips in the place of void ones of a group; they are keyed by their hash.

    Raises NoVoidSlipsError where more could be used than were printed at the opening.
    """
    [group] = [one for one in _alone(session, survey) if one.key_id == key_id]
    marks = _marks(session, group)
    usable = sum(mark != VOID for mark in marks)
    complete = len(marks) >= group.eligible
    if not complete or usable + len(batch_marks) > group.eligible:
        raise NoVoidSlipsError
    rows.print_again(session, group.number, marks, batch_marks)


def _alone(session: Session, survey: str) -> list[Group]:
    """Return the groups of an open survey, while nobody else changes answers."""
    found = groups.of_survey(session, survey, alone=True)
    closed = session.scalar(select(BoardRow.closed).where(BoardRow.survey == survey))
    if closed is None:
        raise UnknownSurveyError
    if closed:
        raise SurveyClosedError
    return found


def _slips_of(group: Group) -> Select[SlipRow]:
    return select(SlipRow).where(SlipRow.group_number == group.number)


def _marks(session: Session, group: Group) -> bytes:
    row = session.get(SpentRow, group.number, populate_existing=True)
    return row.marks if row else b""


def _write(session: Session, group: Group, marks: bytes) -> None:
    session.execute(
        update(SpentRow)
        .where(SpentRow.group_number == group.number)
        .values(marks=marks)
    )
