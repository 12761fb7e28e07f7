"""Answers at the door what comes by the thousand: sealed answers, and public pages.

Flask takes most of a millisecond for a request. A sealed answer needs nothing of it;
a public page is the same for everybody and stays good for one second, so that nobody
reads it longer than that after a survey was closed. All else goes inside.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from survey.commits import SharedCommits
from survey.web import answers_api, headers, strict_json

GOOD_FOR_SECONDS = 1.0
_PLACES = 160
_LARGEST_PAGE = 512 * 1024
_LARGEST_ANSWER = 256 * 1024
_ANSWERS = "/answers"
_NOT_IN_304 = frozenset({"content-length", "content-type", "content-encoding"})
_ASKING = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE")

Key = tuple[str, ...]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A public page as it was sent, and until when it may be sent again."""

    headers: Headers
    body: bytes
    mark: str
    until: float


@dataclass(frozen=True, slots=True)
class Counter:
    """Where sealed answers are taken, and what day it is."""

    commits: SharedCommits
    clock: Callable[[], date]


class Doorstep:
    """A WSGI application before another one."""

    def __init__(self, inside: WSGIApplication, counter: Counter | None) -> None:
        """Stand before an application; without a counter no answer is taken here."""
        self._inside = inside
        self._counter = counter
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = Lock()

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request here, or let it in."""
        method = environ["REQUEST_METHOD"]
        if method == "GET" and "HTTP_RANGE" not in environ:
            return self._page(environ, start_response)
        if method == "POST" and self._counter and _is_answer(environ):
            return _taken(self._counter, environ, start_response)
        return self._inside(environ, start_response)

    def _page(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        key = tuple(environ.get(name, "") for name in _ASKING)
        page = self._pages.get(key)
        if page is None or page.until < time.monotonic():
            return self._ask_inside(key, environ, start_response)
        if page.mark and page.mark in environ.get("HTTP_IF_NONE_MATCH", ""):
            kept = [one for one in page.headers if one[0].lower() not in _NOT_IN_304]
            start_response("304 NOT MODIFIED", kept)
            return [b""]
        start_response("200 OK", page.headers)
        return [page.body]

    def _ask_inside(
        self, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        told: list[tuple[str, Headers]] = []

        def listen(
            status: str, given: Headers, *more: object
        ) -> Callable[[bytes], object]:
            told.append((status, given))
            return start_response(status, given, *more)  # type: ignore[arg-type]  # passed on as it came

        asked = time.monotonic()
        reply = self._inside(environ, listen)
        if told and _is_public(*told[-1]) and isinstance(reply, Iterable):
            body = b"".join(reply)
            close = getattr(reply, "close", None)
            if close is not None:
                close()
            self._keep(key, told[-1][1], body, asked + GOOD_FOR_SECONDS)
            return [body]
        return reply

    def _keep(self, key: Key, given: Headers, body: bytes, until: float) -> None:
        if len(body) > _LARGEST_PAGE:
            return
        mark = next((value for name, value in given if name.lower() == "etag"), "")
        with self._lock:
            self._pages[key] = Page(given, body, mark, until)
            self._pages.move_to_end(key)
            while len(self._pages) > _PLACES:
                self._pages.popitem(last=False)


def _is_public(status: str, given: Headers) -> bool:
    """Say whether everybody who asks may get the same reply."""
    names = {name.lower(): value for name, value in given}
    shared = names.get("cache-control", "").startswith("public")
    return status.startswith("200") and shared and "set-cookie" not in names


def _is_answer(environ: WSGIEnvironment) -> bool:
    """Say whether our script could have sent this; what differs is looked at inside."""
    length = environ.get("CONTENT_LENGTH", "")
    return (
        environ.get("PATH_INFO") == _ANSWERS
        and environ.get("CONTENT_TYPE") == strict_json.TYPE
        and length.isdecimal()
        and int(length) <= _LARGEST_ANSWER
    )


def _taken(
    counter: Counter, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    status = HTTPStatus.OK
    try:
        reply = answers_api.keep(body, counter.commits, today=counter.clock())
    except tuple(answers_api.REFUSALS) as error:
        word, status = answers_api.REFUSALS[type(error)]
        reply = json.dumps({"error": word}).encode()
    sent = [
        ("Content-Type", strict_json.TYPE),
        ("Content-Length", str(len(reply))),
        *headers.of_secrets(),
    ]
    start_response(f"{status.value} {status.phrase.upper()}", sent)
    return [reply]
