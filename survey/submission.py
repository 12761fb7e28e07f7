"""The one place where a token and an answer meet.

They meet for the length of one function: the token leaves a mark, the answer
leaves a sealed response, and nothing that is stored joins the two.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import rfc8785

from questionnaires import answers as answering
from questionnaires import loader
from questionnaires.model import Questionnaire
from survey import sealing
from survey.database import Session
from survey.manifest import Group, Manifest
from survey.responses import store
from survey.tokens import board, codes


class CodeRefusedError(Exception):
    """The code does not open a form; the kinds below say what to tell its holder."""


class UnknownCodeError(CodeRefusedError):
    """No survey of ours has printed this code."""


class UsedCodeError(CodeRefusedError):
    """An answer was already counted with this code."""


class SurveyNotOpenError(CodeRefusedError):
    """The survey takes answers from a later day on."""


class SurveyClosedError(CodeRefusedError):
    """The survey takes no more answers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a good code opens: the form, and the group that it speaks for."""

    manifest: Manifest
    questionnaire: Questionnaire
    group: Group
    board_key: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The leaf that will stand on the bulletin, and our signed promise of it."""

    leaf: bytes
    promise: bytes


def look_up(session: Session, code: str, *, today: date) -> Entry:
    """Return what a code opens. Looking spends nothing."""
    entry, slip = _find(session, code)
    if slip.spent:
        raise UsedCodeError
    if today < entry.manifest.answers_open:
        raise SurveyNotOpenError
    if today > entry.manifest.closes:
        raise SurveyClosedError
    return entry


def submit(
    session: Session, code: str, answers: dict[str, object], *, today: date
) -> Receipt:
    """Spend a code and keep the sealed answer: both, or neither."""
    entry = look_up(session, code, today=today)
    plaintext = rfc8785.dumps(answering.check(entry.questionnaire, answers))
    response = _sealed(entry, plaintext)
    try:
        store.spend_and_keep(session, _slip_hash(code), response)
    except store.SlipSpentError as error:
        raise UsedCodeError from error
    except store.SurveyClosedError as error:
        raise SurveyClosedError from error
    return Receipt(response.leaf, board.sign_promise(entry.board_key, response.leaf))


def _slip_hash(code: str) -> bytes:
    try:
        return codes.slip_hash(codes.parse(code))
    except codes.CodeError as error:
        raise UnknownCodeError from error


def _find(session: Session, code: str) -> tuple[Entry, store.Slip]:
    try:
        slip = store.look_up(session, _slip_hash(code))
    except store.UnknownSlipError as error:
        raise UnknownCodeError from error
    found = store.board(session, slip.survey)
    if found.closed:
        raise SurveyClosedError
    manifest = _manifest(found.manifest)
    group = manifest.group(slip.key_id)
    entry = Entry(manifest, _questionnaire(found.questionnaire), group, found.board_key)
    return entry, slip


@lru_cache(maxsize=64)
def _manifest(document: bytes) -> Manifest:
    return Manifest.from_json(document)


@lru_cache(maxsize=64)
def _questionnaire(source: bytes) -> Questionnaire:
    return loader.read(source)


def _sealed(entry: Entry, plaintext: bytes) -> store.SealedResponse:
    manifest, key_id = entry.manifest, entry.group.key_id
    nonce = secrets.token_bytes(32)
    sealed = sealing.seal(
        plaintext,
        manifest.sealing_keys,
        info=sealing.answer_info(manifest.digest, key_id),
        bucket=manifest.bucket,
    )
    leaf = sealing.leaf(key_id, nonce, sealed)
    return store.SealedResponse(key_id=key_id, leaf=leaf, nonce=nonce, sealed=sealed)
