"""Keeps sealed responses and the marks of spent slips, and never what joins them.

A function takes a session and does not commit: whoever opened the transaction ends
it, and acknowledges an answer only afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from survey.manifest import BLIND, Manifest
from survey.responses import groups, order, places, rows, taken
from survey.responses.groups import Group, Slip
from survey.responses.kept import (
    Board,
    MisshapenAnswerError,
    SealedResponse,
    SlipSpentError,
    SlipVoidError,
    SurveyClosedError,
    TokenSpentError,
    TooManySlipsError,
    UnknownSlipError,
    UnknownSurveyError,
    WorkSpentError,
)
from survey.responses.places import NoRoomError
from survey.responses.tables import (
    BoardRow,
    GroupRow,
    PosterMarkRow,
    ResponseRow,
    SlipRow,
    SpentRow,
)

__all__ = [
    "Board",
    "MisshapenAnswerError",
    "NoRoomError",
    "SealedResponse",
    "Slip",
    "SlipSpentError",
    "SlipVoidError",
    "SurveyClosedError",
    "TokenSpentError",
    "TooManySlipsError",
    "UnknownSlipError",
    "UnknownSurveyError",
    "WorkSpentError",
    "answers_per_group",
    "board",
    "boards",
    "close",
    "documents",
    "look_up",
    "prepare",
    "purge",
    "sealed_responses",
    "spend_and_keep",
    "spend_held_and_keep",
    "spend_token_and_keep",
    "spend_work_and_keep",
    "survey_of",
    "was_kept",
]
_NO_MARKS: Mapping[bytes, bytes] = MappingProxyType({})
_SPENT = SpentRow.metadata.tables["spent_slips"]
# Statements that every answer needs are built once; building costs more than running.
_IS_CLOSED = select(BoardRow.closed).where(BoardRow.survey == bindparam("survey"))
_SPEND = (
    update(_SPENT)
    .where(
        _SPENT.c.group_number == bindparam("chosen"),
        _SPENT.c.marks == bindparam("before"),
    )
    .values(marks=bindparam("after"))
)
_MARKED = select(PosterMarkRow.group_number).where(
    PosterMarkRow.mark == bindparam("mark")
)
_MARK = insert(PosterMarkRow.metadata.tables["poster_mark"])
_SPENT_MARK = select(ResponseRow.leaf).where(
    ResponseRow.place.between(bindparam("first"), bindparam("last")),
    ResponseRow.taken,
    ResponseRow.nonce == bindparam("mark"),
)


def prepare(
    session: Session,
    board: Board,
    slips: Mapping[bytes, Sequence[bytes]],
    batch_marks: Mapping[bytes, bytes] = _NO_MARKS,
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
    for made in groups.of_survey(session, manifest.survey):
        places.check_room(session, made)
        if made.staff:
            places.fill(session, made)
    rows.print_slips(session, slips, batch_marks)


def look_up(session: Session, slip: bytes, *, alone: bool = False) -> Slip:
    """Return what a slip belongs to. Looking spends nothing.

    With `alone`, nobody else can change it before the end of the transaction.
    """
    found = groups.by_slip(session, slip, alone=alone)
    if found is None:
        raise UnknownSlipError
    return found


def board(session: Session, survey: str) -> Board:
    """Return the documents of a survey, and whether it is closed."""
    closed = session.scalar(_IS_CLOSED, {"survey": survey})
    if closed is None:
        raise UnknownSurveyError
    return replace(documents(session, survey), closed=closed)


def boards(session: Session) -> list[Board]:
    """Return the documents of all surveys, open and closed."""
    names = session.scalars(select(BoardRow.survey).order_by(BoardRow.survey))
    return [board(session, name) for name in names.all()]


def documents(session: Session, survey: str) -> Board:
    """Return the documents of a survey that is there; `closed` says nothing.

    They are read once per database, as soon as they cannot change any more.
    """
    kept: dict[str, Board] = session.info.setdefault("kept", {})
    if survey in kept:
        return kept[survey]
    row = session.get_one(BoardRow, survey)
    found = Board(row.manifest, row.questionnaire, row.board_key)
    return found if row.closed else kept.setdefault(survey, found)


def survey_of(session: Session, key_id: bytes) -> str:
    """Return the survey of a group; raise UnknownSurveyError if none has it."""
    found = groups.by_key(session, key_id)
    if found is None:
        raise UnknownSurveyError
    return found.survey


def spend_and_keep(session: Session, slip: bytes, answer: SealedResponse) -> None:
    """Mark a slip as spent and keep an answer: both in this transaction, or neither."""
    spend_held_and_keep(session, look_up(session, slip, alone=True), answer)


def spend_held_and_keep(session: Session, held: Slip, answer: SealedResponse) -> None:
    """Do so with a slip that was already looked up alone, in this transaction."""
    if held.closed:
        raise SurveyClosedError
    _check_shape(held.group, answer)
    if held.void:
        raise SlipVoidError
    if held.spent:
        raise SlipSpentError
    marks = {"before": held.marks, "after": held.marks_when_spent}
    spent = session.connection().execute(_SPEND, {"chosen": held.group.number, **marks})
    if spent.rowcount != 1:
        raise SlipSpentError
    places.put(session, held.group, answer.parts)
    order.hide_last_change(session, held.group)


def spend_work_and_keep(session: Session, mark: bytes, answer: SealedResponse) -> None:
    """Keep an answer by poster and the mark of the work that was done for it, once.

    The same answer with the same work changes nothing. Raises WorkSpentError.
    """
    group = _alone(session, answer)
    _check(session, group, answer)
    spent = {"mark": mark, "group_number": group.number}
    if session.connection().scalar(_MARKED, spent) is not None:
        if _is_kept(session, group, answer):
            return
        raise WorkSpentError
    session.connection().execute(_MARK, spent)
    places.put(session, group, answer.parts)


def spend_token_and_keep(session: Session, answer: SealedResponse) -> None:
    """Keep an answer with a blind token, whose mark in its row is the spent token.

    The same answer again changes nothing, also after closing: a lost reply heals.
    """
    group = _alone(session, answer)
    if _is_kept(session, group, answer):
        return
    _check(session, group, answer)
    places.put(session, group, answer.parts)
    order.hide_last_change(session, group)


def was_kept(session: Session, answer: SealedResponse) -> bool:
    """Say whether this very answer was kept; raise TokenSpentError if another was."""
    return _is_kept(session, _alone(session, answer), answer)


def close(session: Session, survey: str) -> None:
    """Take no more answers, drop the free places and sort what came by leaf."""
    board(session, survey)
    locked = groups.of_survey(session, survey, alone=True)
    session.execute(
        update(BoardRow).where(BoardRow.survey == survey).values(closed=True)
    )
    for group in locked:
        # The work for answers by poster is over; its marks stand in order of arrival.
        marks = delete(PosterMarkRow).where(PosterMarkRow.group_number == group.number)
        session.execute(marks)
        order.sort_by_leaf(session, group)
        order.hide_last_change(session, group)


def sealed_responses(session: Session, survey: str) -> list[SealedResponse]:
    """Return all sealed responses of a survey, sorted by leaf.

    They may need much memory; `taken` reads some at a time.
    """
    return list(taken.responses(session, taken.by_leaf(session, survey)))


def answers_per_group(session: Session, survey: str) -> dict[bytes, int]:
    """Return how many answers each group of a survey has, by group key id."""
    count = select(func.count()).select_from(ResponseRow).where(ResponseRow.taken)
    return {
        group.key_id: session.scalar(count.where(places.belongs(group))) or 0
        for group in groups.of_survey(session, survey)
    }


def purge(session: Session, survey: str) -> None:
    """Delete answers, slips, groups and the signing key; public documents stay."""
    for group in groups.of_survey(session, survey, alone=True):
        session.execute(delete(ResponseRow).where(places.belongs(group)))
        for table in (SlipRow, SpentRow, PosterMarkRow):
            session.execute(delete(table).where(table.group_number == group.number))
    session.execute(delete(GroupRow).where(GroupRow.survey == survey))
    session.execute(delete(BoardRow).where(BoardRow.survey == survey))


def _alone(session: Session, answer: SealedResponse) -> Group:
    found = groups.by_key(session, answer.key_id, alone=True)
    if found is None:
        raise UnknownSurveyError
    return found


def _is_kept(session: Session, group: Group, answer: SealedResponse) -> bool:
    first, last = places.span(group)
    asked = {"first": first, "last": last, "mark": answer.nonce}
    kept = session.connection().scalar(_SPENT_MARK, asked)
    if kept not in {None, answer.leaf}:
        raise TokenSpentError
    return kept is not None


def _check(session: Session, group: Group, answer: SealedResponse) -> None:
    """Check an answer once nobody else can close the survey any more."""
    closed = session.connection().scalar(_IS_CLOSED, {"survey": group.survey})
    if closed is None:
        raise UnknownSurveyError
    if closed:
        raise SurveyClosedError
    _check_shape(group, answer)


def _check_shape(group: Group, answer: SealedResponse) -> None:
    given = (answer.key_id, len(answer.sealed), len(answer.proof))
    if given != (group.key_id, group.sealed_length, group.proof_length):
        raise MisshapenAnswerError
