"""Takes answers that a browser sealed: JSON both ways, no cookie and no page.

A code and a token come in the body and never in an address. Nothing here can read an
answer, and what is refused is told in one word.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from http import HTTPStatus

from flask import Blueprint, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from survey import submission
from survey.commits import SharedCommits
from survey.database import Session, StorageUnavailableError, reading
from survey.patience import again
from survey.responses.store import NoRoomError
from survey.submission import BlindAnswer, Genuine, Kept, SealedBySender
from survey.web import strict_json
from survey.web.services import answer_commits, services
from survey.web.strict_json import UnreadableJsonError, unpacked

Work = Callable[..., Kept]

blueprint = Blueprint("answers_api", __name__)

_BY_SLIP = frozenset({"code", "key_id", "nonce", "sealed"})
_BY_POSTER = frozenset({"key_id", "nonce", "sealed", "work"})
_BY_TOKEN = frozenset({"key_id", "prepared", "signature", "answer_signature", "sealed"})
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BY_STATUS = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.TOO_MANY_REQUESTS: "many",
    HTTPStatus.INTERNAL_SERVER_ERROR: "broken",
}

REFUSALS: strict_json.Refusals = {
    UnreadableJsonError: ("unreadable", HTTPStatus.BAD_REQUEST),
    submission.MisshapenAnswerError: ("unreadable", HTTPStatus.BAD_REQUEST),
    submission.CopiedAnswerError: ("copied", HTTPStatus.BAD_REQUEST),
    submission.ForgedError: ("forged", HTTPStatus.FORBIDDEN),
    submission.UnknownCodeError: ("unknown", HTTPStatus.NOT_FOUND),
    submission.UnknownSurveyError: ("unknown", HTTPStatus.NOT_FOUND),
    submission.UsedCodeError: ("counted", HTTPStatus.CONFLICT),
    submission.VoidCodeError: ("void", HTTPStatus.LOCKED),
    submission.AlreadyCountedError: ("counted", HTTPStatus.CONFLICT),
    submission.SurveyClosedError: ("closed", HTTPStatus.GONE),
    submission.SurveyNotOpenError: ("early", HTTPStatus.TOO_EARLY),
    NoRoomError: ("busy", HTTPStatus.SERVICE_UNAVAILABLE),
    StorageUnavailableError: ("busy", HTTPStatus.SERVICE_UNAVAILABLE),
    submission.WorkRefusedError: ("work", HTTPStatus.FORBIDDEN),
}
strict_json.refuse(blueprint, REFUSALS)


@blueprint.post("/answers/look")
def look() -> Response:
    """Say which survey and group a code is for, and spend nothing."""
    code = strict_json.read(request, {"code"})["code"]
    used = services()
    with reading(used.databases.responses) as session:
        entry = submission.look_ahead(session, code, today=used.clock())
    return jsonify(
        survey=entry.manifest.survey,
        key_id=entry.group.key_id.hex(),
        digest=entry.manifest.digest.hex(),
        answers_open=entry.manifest.answers_open.isoformat(),
    )


@blueprint.post("/answers")
def answer() -> Response:
    """Keep a sealed answer with its slip or token, and return the receipt."""
    if request.mimetype != strict_json.TYPE:
        raise UnreadableJsonError
    kept = keep(request.get_data(), answer_commits(), today=services().clock())
    return Response(kept, content_type=strict_json.TYPE)


def keep(body: bytes, commits: SharedCommits, *, today: date) -> bytes:
    """Keep the answer in the body of a request, and return the receipt as JSON."""
    given = strict_json.loaded(body)
    prepare = _PREPARED.get(frozenset(given))
    if prepare is None:
        raise UnreadableJsonError
    work = partial(prepare(given, commits), today=today)
    receipt = again(partial(commits.run, work)).receipt
    promise = strict_json.packed(receipt.promise)
    told = {"leaf": receipt.leaf.hex(), "promise": promise}
    return json.dumps(told, separators=(",", ":")).encode()


def _with_slip(given: Mapping[str, str], _commits: SharedCommits) -> Work:
    return partial(_by_slip, given["code"], _sealed(given))


def _by_slip(
    code: str, sealed: SealedBySender, session: Session, *, today: date
) -> Kept:
    return submission.submit_sealed(session, code, sealed, today=today)


def _with_work(given: Mapping[str, str], _commits: SharedCommits) -> Work:
    return partial(_by_work, given["work"], _sealed(given), int(time.time()))


def _by_work(
    work: str, sealed: SealedBySender, now: int, session: Session, *, today: date
) -> Kept:
    return submission.submit_by_poster(session, sealed, work, today=today, now=now)


def _with_token(given: Mapping[str, str], commits: SharedCommits) -> Work:
    """Look at both signatures before the turn, in which everybody else waits."""
    blind = BlindAnswer(
        key_id=digest(given["key_id"]),
        prepared=unpacked(given["prepared"]),
        signature=unpacked(given["signature"]),
        answer_signature=unpacked(given["answer_signature"]),
        sealed=unpacked(given["sealed"]),
    )
    looked = partial(submission.genuine, answer=blind)
    return partial(_by_token, again(partial(commits.look, looked)))


def _by_token(blind: Genuine, session: Session, *, today: date) -> Kept:
    return submission.submit_genuine(session, blind, today=today)


def _sealed(given: Mapping[str, str]) -> SealedBySender:
    return SealedBySender(
        key_id=digest(given["key_id"]),
        nonce=digest(given["nonce"]),
        sealed=unpacked(given["sealed"]),
    )


_PREPARED: Mapping[
    frozenset[str], Callable[[Mapping[str, str], SharedCommits], Work]
] = {
    _BY_SLIP: _with_slip,
    _BY_POSTER: _with_work,
    _BY_TOKEN: _with_token,
}


def digest(text: str) -> bytes:
    """Return the 32 bytes that a text names in lower-case hexadecimal."""
    if not _DIGEST.fullmatch(text):
        raise UnreadableJsonError
    return bytes.fromhex(text)


@blueprint.errorhandler(HTTPException)
def _refuse_other(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    return strict_json.refusal(_BY_STATUS.get(status, "unreadable"), status)
