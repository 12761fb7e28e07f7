"""Keeps sealed responses and the marks of spent slips, and never what joins them.

A function takes a session and does not commit: whoever opened the transaction ends
it, and acknowledges an answer only afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from survey import sealing
from survey.manifest import Manifest
from survey.responses import order, places
from survey.responses.places import NoRoomError
from survey.responses.tables import BoardRow, GroupRow, ResponseRow, SlipRow

__all__ = [
    "Board",
    "MisshapenAnswerError",
    "NoRoomError",
    "SealedResponse",
    "Slip",
    "SlipSpentError",
    "SurveyClosedError",
    "TooManySlipsError",
    "UnknownSlipError",
    "UnknownSurveyError",
    "answers_per_group",
    "board",
    "close",
    "look_up",
    "prepare",
    "purge",
    "sealed_responses",
    "spend_and_keep",
]


class UnknownSlipError(Exception):
    """No survey of ours has printed this slip."""


class UnknownSurveyError(Exception):
    """No survey of this name takes or took answers here."""


class SlipSpentError(Exception):
    """The slip was spent before."""


class SurveyClosedError(Exception):
    """The survey takes no more answers."""


class TooManySlipsError(Exception):
    """A staff group has more slips than people; someone could answer twice."""


class MisshapenAnswerError(Exception):
    """The sealed answer is of another group or size than the slip's group."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the collector knows of a survey: public documents and its signing key."""

    manifest: bytes
    questionnaire: bytes
    board_key: bytes
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A printed slip: its survey, its group, and whether it was spent."""

    survey: str
    key_id: bytes
    spent: bool


@dataclass(frozen=True, slots=True)
class SealedResponse:
    """A sealed answer with its leaf on the bulletin."""

    key_id: bytes
    leaf: bytes
    nonce: bytes
    sealed: bytes


def prepare(
    session: Session, board: Board, slips: Mapping[bytes, Sequence[bytes]]
) -> None:
    """Make all rows of a survey at its opening; `slips` are hashes by group key id."""
    manifest = Manifest.from_json(board.manifest)
    for group in manifest.groups:
        if manifest.staff and len(slips.get(group.key_id, ())) > group.eligible:
            raise TooManySlipsError
    session.add(
        BoardRow(
            survey=manifest.survey,
            manifest=board.manifest,
            questionnaire=board.questionnaire,
            board_key=board.board_key,
            closed=board.closed,
        )
    )
    session.flush()
    for row in _new_groups(session, manifest):
        session.add(row)
        session.flush()
        if row.staff:
            places.fill(session, row)
    _print(session, slips)


def look_up(session: Session, slip: bytes) -> Slip:
    """Return what a slip belongs to. Looking spends nothing."""
    found = session.execute(
        select(GroupRow.survey, GroupRow.key_id, SlipRow.spent)
        .join(SlipRow, SlipRow.group_number == GroupRow.number)
        .where(SlipRow.slip == slip)
    ).one_or_none()
    if found is None:
        raise UnknownSlipError
    return Slip(*found)


def board(session: Session, survey: str) -> Board:
    """Return the documents of a survey, and whether it is closed."""
    row = session.get(BoardRow, survey, populate_existing=True)
    if row is None:
        raise UnknownSurveyError
    return Board(row.manifest, row.questionnaire, row.board_key, row.closed)


def spend_and_keep(session: Session, slip: bytes, answer: SealedResponse) -> None:
    """Mark a slip as spent and keep an answer: both in this transaction, or neither."""
    group = _lock_group(session, slip)
    closed = select(BoardRow.closed).where(BoardRow.survey == group.survey)
    if session.scalar(closed):
        raise SurveyClosedError
    if (answer.key_id, len(answer.sealed)) != (group.key_id, group.sealed_length):
        raise MisshapenAnswerError
    _spend(session, slip)
    _keep(session, group, answer)
    order.hide_last_change(session, group)


def close(session: Session, survey: str) -> None:
    """Take no more answers, drop the free places and sort what came by leaf."""
    board(session, survey)
    groups = _groups(session, survey, lock=True)
    session.execute(
        update(BoardRow).where(BoardRow.survey == survey).values(closed=True)
    )
    for group in groups:
        order.sort_by_leaf(session, group)
        order.hide_last_change(session, group)


def sealed_responses(session: Session, survey: str) -> list[SealedResponse]:
    """Return the sealed responses of a survey, sorted by leaf."""
    found = [
        SealedResponse(group.key_id, row.leaf, row.nonce, row.sealed)
        for group in _groups(session, survey)
        for row in session.execute(
            select(ResponseRow.leaf, ResponseRow.nonce, ResponseRow.sealed).where(
                places.belongs(group), ResponseRow.taken
            )
        )
    ]
    return sorted(found, key=lambda response: response.leaf)


def answers_per_group(session: Session, survey: str) -> dict[bytes, int]:
    """Return how many answers each group of a survey has, by group key id."""
    count = select(func.count()).select_from(ResponseRow).where(ResponseRow.taken)
    return {
        group.key_id: session.scalar(count.where(places.belongs(group))) or 0
        for group in _groups(session, survey)
    }


def purge(session: Session, survey: str) -> None:
    """Delete answers, slips, groups and the signing key; public documents stay."""
    for group in _groups(session, survey, lock=True):
        session.execute(delete(ResponseRow).where(places.belongs(group)))
        session.execute(delete(SlipRow).where(SlipRow.group_number == group.number))
    session.execute(delete(GroupRow).where(GroupRow.survey == survey))
    session.execute(delete(BoardRow).where(BoardRow.survey == survey))


def _new_groups(session: Session, manifest: Manifest) -> list[GroupRow]:
    last = session.scalar(select(func.max(GroupRow.number))) or 0
    length = sealing.sealed_length(manifest.bucket, len(manifest.sealing_keys))
    return [
        GroupRow(
            number=number,
            survey=manifest.survey,
            key_id=group.key_id,
            eligible=group.eligible,
            staff=manifest.staff,
            sealed_length=length,
        )
        for number, group in enumerate(manifest.groups, start=last + 1)
    ]


def _print(session: Session, slips: Mapping[bytes, Sequence[bytes]]) -> None:
    numbers = {
        row.key_id: row.number
        for row in session.execute(select(GroupRow.key_id, GroupRow.number))
    }
    rows = sorted(
        (slip, numbers[key_id]) for key_id, hashes in slips.items() for slip in hashes
    )
    values = [{"slip": s, "group_number": n, "spent": False} for s, n in rows]
    if values:
        session.execute(insert(SlipRow), values)


def _lock_group(session: Session, slip: bytes) -> GroupRow:
    number = session.scalar(select(SlipRow.group_number).where(SlipRow.slip == slip))
    if number is None:
        raise UnknownSlipError
    return session.scalars(
        select(GroupRow).where(GroupRow.number == number).with_for_update()
    ).one()


def _groups(session: Session, survey: str, *, lock: bool = False) -> list[GroupRow]:
    chosen = select(GroupRow).where(GroupRow.survey == survey).order_by(GroupRow.number)
    return list(session.scalars(chosen.with_for_update() if lock else chosen))


def _spend(session: Session, slip: bytes) -> None:
    spent = (
        update(SlipRow)
        .where(SlipRow.slip == slip, ~SlipRow.spent)
        .values(spent=True)
        .returning(SlipRow.slip)
    )
    if session.scalar(spent) is None:
        raise SlipSpentError


def _keep(session: Session, group: GroupRow, answer: SealedResponse) -> None:
    place = places.draw(session, group)
    values = {
        "taken": True,
        "leaf": answer.leaf,
        "nonce": answer.nonce,
        "sealed": answer.sealed,
    }
    if group.staff:
        here = ResponseRow.place == place
        session.execute(update(ResponseRow).where(here).values(values))
    else:
        session.execute(insert(ResponseRow).values(place=place, **values))
