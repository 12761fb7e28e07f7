"""Reads the small JSON objects that our scripts send, and answers in kind.

What we cannot read we refuse: an object has exactly the keys that are asked for, and
each is a text. A refusal is one word, the same for everybody.
"""

import json
from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus

from flask import Blueprint, Request, jsonify
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from survey import spelling
from survey.spelling import SpellingError, packed

__all__ = [
    "TYPE",
    "Refusals",
    "UnreadableJsonError",
    "loaded",
    "packed",
    "read",
    "refusal",
    "refuse",
    "unpacked",
]

Refusals = Mapping[type[Exception], tuple[str, HTTPStatus]]

TYPE = "application/json"
_UNREADABLE = ("unreadable", HTTPStatus.BAD_REQUEST)
_BY_STATUS = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.TOO_MANY_REQUESTS: "many",
    HTTPStatus.INTERNAL_SERVER_ERROR: "broken",
}


class UnreadableJsonError(Exception):
    """The request does not hold what one of our scripts could have sent."""


def refuse(blueprint: Blueprint, refusals: Refusals) -> None:
    """Let a blueprint answer each of these errors, and every other, with a word."""
    blueprint.register_error_handler(UnreadableJsonError, _replier(*_UNREADABLE))
    for error, (word, status) in refusals.items():
        blueprint.register_error_handler(error, _replier(word, status))
    blueprint.register_error_handler(HTTPException, _refuse_other)


def read(request: Request, keys: Collection[str]) -> Mapping[str, str]:
    """Return the object in a request, if it has these keys and only texts."""
    if request.mimetype != TYPE:
        raise UnreadableJsonError
    found = loaded(request.get_data())
    if found.keys() != set(keys):
        raise UnreadableJsonError
    return found


def loaded(body: bytes) -> Mapping[str, str]:
    """Return the object that a body holds, if it has only texts."""
    try:
        found = json.loads(body, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise UnreadableJsonError from error
    if not isinstance(found, dict):
        raise UnreadableJsonError
    if not all(isinstance(value, str) for value in found.values()):
        raise UnreadableJsonError
    return found


def unpacked(text: str) -> bytes:
    """Return the bytes of a text in base64url without padding."""
    try:
        return spelling.unpacked(text)
    except SpellingError as error:
        raise UnreadableJsonError from error


def refusal(word: str, status: HTTPStatus) -> Response:
    """Return what a script is told when something is refused."""
    response: Response = jsonify(error=word)
    response.status_code = status
    return response


def _replier(word: str, status: HTTPStatus) -> Callable[[Exception], Response]:
    return lambda _error: refusal(word, status)


def _refuse_other(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    return refusal(_BY_STATUS.get(status, _UNREADABLE[0]), status)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnreadableJsonError
    return found
