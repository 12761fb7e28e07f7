"""Keeps sealed responses and the marks of spent slips, and never what joins them.

A function takes a session and does not commit: whoever opened the transaction ends
it, and acknowledges an answer only afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from survey.manifest import BLIND, Manifest
from survey.responses import order, places, rows
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
    "TokenSpentError",
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
    "spend_token_and_keep",
    "survey_of",
    "was_kept",
]


_PARTS = ("leaf", "nonce", "sealed", "proof")


class UnknownSlipError(Exception):
    """No survey of ours has printed this slip."""


class UnknownSurveyError(Exception):
    """No survey of this name takes or took answers here."""


class SlipSpentError(Exception):
    """The slip was spent before."""


class TokenSpentError(Exception):
    """The blind token was spent before, with another answer."""


class SurveyClosedError(Exception):
    """The survey takes no more answers."""


class TooManySlipsError(Exception):
    """A group has more slips than people, or slips and invitations at once."""


class MisshapenAnswerError(Exception):
    """The answer is of another group or size than its slip or token."""


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
    """A sealed answer with its leaf on the bulletin.

    With a blind token, `nonce` is the mark of the token and `proof` what shows on the
    board that it was ours; otherwise `proof` is empty.
    """

    key_id: bytes
    leaf: bytes
    nonce: bytes
    sealed: bytes
    proof: bytes = b""

    @property
    def parts(self) -> dict[str, bytes]:
        """Return what is written into a row."""
        return {name: getattr(self, name) for name in _PARTS}


def prepare(
    session: Session, board: Board, slips: Mapping[bytes, Sequence[bytes]]
) -> None:
    """Make all rows of a survey at its opening; `slips` are hashes by group key id."""
    manifest = Manifest.from_json(board.manifest)
    for group in manifest.groups:
        room = 0 if group.channel == BLIND else group.eligible
        limited = manifest.staff or group.channel == BLIND
        if limited and len(slips.get(group.key_id, ())) > room:
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
    for row in rows.of_groups(session, manifest):
        session.add(row)
        session.flush()
        if row.staff:
            places.fill(session, row)
    rows.print_slips(session, slips)


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


def survey_of(session: Session, key_id: bytes) -> str:
    """Return the survey of a group; raise UnknownSurveyError if none has it."""
    name = session.scalar(select(GroupRow.survey).where(GroupRow.key_id == key_id))
    if name is None:
        raise UnknownSurveyError
    return name


def spend_and_keep(session: Session, slip: bytes, answer: SealedResponse) -> None:
    """Mark a slip as spent and keep an answer: both in this transaction, or neither."""
    number = session.scalar(select(SlipRow.group_number).where(SlipRow.slip == slip))
    if number is None:
        raise UnknownSlipError
    group = _lock_group(session, GroupRow.number == number)
    _check(session, group, answer)
    _spend(session, slip)
    places.put(session, group, answer.parts)
    order.hide_last_change(session, group)


def spend_token_and_keep(session: Session, answer: SealedResponse) -> None:
    """Keep an answer with a blind token, whose mark in its row is the spent token.

    The same answer again changes nothing, also after closing: a lost reply heals.
    """
    group = _lock_group(session, GroupRow.key_id == answer.key_id)
    if _is_kept(session, group, answer):
        return
    _check(session, group, answer)
    places.put(session, group, answer.parts)
    order.hide_last_change(session, group)


def was_kept(session: Session, answer: SealedResponse) -> bool:
    """Say whether this very answer was kept; raise TokenSpentError if another was."""
    group = _lock_group(session, GroupRow.key_id == answer.key_id)
    return _is_kept(session, group, answer)


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
        SealedResponse(group.key_id, *row)
        for group in _groups(session, survey)
        for row in session.execute(
            select(*(getattr(ResponseRow, name) for name in _PARTS)).where(
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


def _lock_group(session: Session, chosen: ColumnElement[bool]) -> GroupRow:
    group = session.scalars(select(GroupRow).where(chosen).with_for_update()).first()
    if group is None:
        raise UnknownSurveyError
    return group


def _is_kept(session: Session, group: GroupRow, answer: SealedResponse) -> bool:
    spent = select(ResponseRow.leaf).where(
        places.belongs(group), ResponseRow.taken, ResponseRow.nonce == answer.nonce
    )
    kept = session.scalar(spent)
    if kept not in {None, answer.leaf}:
        raise TokenSpentError
    return kept is not None


def _check(session: Session, group: GroupRow, answer: SealedResponse) -> None:
    closed = select(BoardRow.closed).where(BoardRow.survey == group.survey)
    if session.scalar(closed):
        raise SurveyClosedError
    given = (answer.key_id, len(answer.sealed), len(answer.proof))
    if given != (group.key_id, group.sealed_length, group.proof_length):
        raise MisshapenAnswerError


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
