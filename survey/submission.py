"""The one place where a token and an answer meet.

They meet for the length of one function. A slip leaves a mark, the answer leaves a
sealed response, and nothing that is stored joins the two. A blind token names nobody
and stands on the board with its answer.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

import rfc8785

from questionnaires import answers as answering
from questionnaires import loader
from questionnaires.model import Questionnaire
from survey import sealing
from survey.database import Session
from survey.manifest import POSTER, Group, Manifest, UnknownGroupError
from survey.refusals import (
    AlreadyCountedError,
    CodeRefusedError,
    ForgedError,
    SurveyClosedError,
    SurveyNotOpenError,
    UnknownCodeError,
    UsedCodeError,
    VoidCodeError,
    WorkRefusedError,
)
from survey.responses import posters, store
from survey.responses.kept import CopiedAnswerError
from survey.responses.store import MisshapenAnswerError, UnknownSurveyError
from survey.sent import BlindAnswer, Genuine, Kept, Receipt, SealedBySender
from survey.tokens import blind_answer, blind_token, board, codes, proof_of_work
from survey.tokens.blind_answer import ForgedAnswerError
from survey.tokens.blind_rsa import ForgedTokenError

__all__ = [
    "AlreadyCountedError",
    "BlindAnswer",
    "CodeRefusedError",
    "CopiedAnswerError",
    "Entry",
    "ForgedError",
    "Genuine",
    "Kept",
    "MisshapenAnswerError",
    "Receipt",
    "SealedBySender",
    "SurveyClosedError",
    "SurveyNotOpenError",
    "UnknownCodeError",
    "UnknownSurveyError",
    "UsedCodeError",
    "VoidCodeError",
    "WorkRefusedError",
    "by_key",
    "form_of",
    "genuine",
    "look_ahead",
    "look_up",
    "open_surveys",
    "sealed_here",
    "submit",
    "submit_blind",
    "submit_by_poster",
    "submit_genuine",
    "submit_sealed",
]

_SPENT = (store.WorkSpentError, store.TokenSpentError)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a good code opens: the form, and the group that it speaks for."""

    manifest: Manifest
    questionnaire: Questionnaire
    group: Group
    board_key: bytes


_ALONE = partial(store.look_up, alone=True)


def look_up(session: Session, code: str, *, today: date) -> Entry:
    """Return what a code opens. Looking spends nothing."""
    entry = look_ahead(session, code, today=today)
    _check_begun(entry, today)
    return entry


def look_ahead(session: Session, code: str, *, today: date) -> Entry:
    """Return what a code opens, or will open on the first day for answers."""
    return _find(session, store.look_up, _slip_hash(code), today)[0]


def form_of(session: Session, survey: str, key_id: bytes, *, today: date) -> Entry:
    """Return the form of a group, which is the same for everybody in it."""
    found = store.board(session, survey)
    if found.closed:
        raise SurveyClosedError
    entry = _entry(found, key_id)
    if today < entry.manifest.answers_open:
        raise SurveyNotOpenError
    if today > entry.manifest.closes:
        raise SurveyClosedError
    return entry


def open_surveys(session: Session, *, today: date) -> list[Manifest]:
    """Return the manifests of the surveys that take answers today, newest first."""
    found = [_manifest(one.manifest) for one in store.boards(session) if not one.closed]
    taking = [one for one in found if one.answers_open <= today <= one.closes]
    return sorted(taking, key=lambda one: (one.opens, one.survey), reverse=True)


def submit(
    session: Session, code: str, answers: dict[str, object], *, today: date
) -> Kept:
    """Spend a code and keep the sealed answer: both, or neither."""
    entry = look_up(session, code, today=today)
    return submit_sealed(session, code, sealed_here(entry, answers), today=today)


def sealed_here(entry: Entry, answers: dict[str, object]) -> SealedBySender:
    """Check the answers of a form without scripts, and seal them as a browser does."""
    plaintext = rfc8785.dumps(answering.check(entry.questionnaire, answers))
    manifest, key_id = entry.manifest, entry.group.key_id
    sealed = sealing.seal(
        plaintext,
        manifest.sealing_keys,
        info=sealing.answer_info(manifest.digest, key_id),
        bucket=manifest.bucket,
    )
    return SealedBySender(key_id, secrets.token_bytes(32), sealed)


def submit_sealed(
    session: Session, code: str, answer: SealedBySender, *, today: date
) -> Kept:
    """Spend a code and keep an answer that we cannot read: both, or neither.

    A code that is spent is told so, also when the same answer comes again: nothing
    that is kept says which answer it was.
    """
    entry, held = _find(session, _ALONE, _slip_hash(code), today)
    _check_begun(entry, today)
    response = answer.response
    try:
        store.spend_held_and_keep(session, held, response)
    except store.SlipSpentError as error:
        raise UsedCodeError from error
    except store.SlipVoidError as error:
        raise VoidCodeError from error
    except store.SurveyClosedError as error:
        raise SurveyClosedError from error
    return Kept(response.leaf, entry.board_key)


def submit_by_poster(
    session: Session, answer: SealedBySender, work: str, *, today: date, now: int
) -> Kept:
    """Keep an answer by poster that a phone sealed, for work that it has done.

    `now` is in seconds, for the end of a challenge. Raises WorkRefusedError for work
    that was not done, is over, or was used before. The same answer again with the same
    work gets the same receipt: a lost reply heals.
    """
    entry = by_key(session, answer.key_id, today=today)
    if entry.group.channel != POSTER:
        raise UnknownSurveyError
    secret, response = board.challenge_secret(entry.board_key), answer.response
    try:
        mark = proof_of_work.check(work, secret, answer.key_id, now=now)
        posters.keep_once(session, mark, response)
    except (proof_of_work.ProofRefusedError, *_SPENT) as error:
        raise WorkRefusedError from error
    except store.SurveyClosedError as error:
        raise SurveyClosedError from error
    return Kept(response.leaf, entry.board_key)


def by_key(session: Session, key_id: bytes, *, today: date) -> Entry:
    """Return the survey and group of a key id, if answers are taken today."""
    survey = store.survey_of(session, key_id)
    return form_of(session, survey, key_id, today=today)


def submit_blind(session: Session, answer: BlindAnswer, *, today: date) -> Kept:
    """Spend a blind token and keep its answer, once everything about them is checked.

    The same answer again gets the same receipt, also after closing; another answer
    with the token raises AlreadyCountedError. Nothing is kept if anything is raised.
    """
    return submit_genuine(session, genuine(session, answer), today=today)


def genuine(session: Session, answer: BlindAnswer) -> Genuine:
    """Check who signed a token and its answer; whether it is spent is asked later.

    Raises UnknownSurveyError and ForgedError. Needs no turn: what it reads never
    changes.
    """
    kept = store.documents(session, store.survey_of(session, answer.key_id))
    manifest, response = _manifest(kept.manifest), answer.response
    _check_genuine(manifest, answer, response.leaf)
    return Genuine(manifest, kept.board_key, response)


def submit_genuine(session: Session, answer: Genuine, *, today: date) -> Kept:
    """Do what `submit_blind` does, with an answer that was found genuine."""
    manifest, response = answer.manifest, answer.response
    if today < manifest.answers_open:
        raise SurveyNotOpenError
    try:
        if today > manifest.closes and not store.was_kept(session, response):
            raise SurveyClosedError
        store.spend_token_and_keep(session, response)
    except store.TokenSpentError as error:
        raise AlreadyCountedError from error
    except store.SurveyClosedError as error:
        raise SurveyClosedError from error
    return Kept(response.leaf, answer.board_key)


def _check_genuine(manifest: Manifest, answer: BlindAnswer, leaf: bytes) -> None:
    group = manifest.group(answer.key_id)
    if group.token_key is None:
        raise ForgedError
    try:
        blind_token.check(
            answer.token,
            manifest_digest=manifest.digest,
            key_id=group.key_id,
            token_key=group.token_key,
        )
        blind_answer.check(
            blind_token.owner_of(answer.prepared), leaf, answer.answer_signature
        )
    except (ForgedTokenError, ForgedAnswerError) as error:
        raise ForgedError from error


def _slip_hash(code: str) -> bytes:
    try:
        return codes.slip_hash(code)
    except codes.CodeError as error:
        raise UnknownCodeError from error


def _find(
    session: Session,
    look: Callable[[Session, bytes], store.Slip],
    slip: bytes,
    today: date,
) -> tuple[Entry, store.Slip]:
    try:
        found = look(session, slip)
    except store.UnknownSlipError as error:
        raise UnknownCodeError from error
    if found.closed:
        raise SurveyClosedError
    if found.void:
        raise VoidCodeError
    if found.spent:
        raise UsedCodeError
    entry = _entry(store.documents(session, found.survey), found.key_id)
    if today > entry.manifest.closes:
        raise SurveyClosedError
    return entry, found


def _check_begun(entry: Entry, today: date) -> None:
    if today < entry.manifest.answers_open:
        raise SurveyNotOpenError


def _entry(found: store.Board, key_id: bytes) -> Entry:
    manifest = _manifest(found.manifest)
    try:
        group = manifest.group(key_id)
    except UnknownGroupError as error:
        raise UnknownSurveyError from error
    return Entry(manifest, _questionnaire(found.questionnaire), group, found.board_key)


@lru_cache(maxsize=64)
def _manifest(document: bytes) -> Manifest:
    return Manifest.from_json(document)


@lru_cache(maxsize=64)
def _questionnaire(source: bytes) -> Questionnaire:
    return loader.read(source)
