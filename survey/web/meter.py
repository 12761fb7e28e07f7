"""Counts requests around the application, without looking at who asks or what for."""

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from survey import database
from survey.metrics import counting
from survey.metrics.counting import Counting
from survey.metrics.window import Family

PLACE = "SHUDARGA_METRICS_PLACE"
_OUR_OWN = frozenset({"/healthz", "/readyz"})


class Meter:
    """A WSGI application that counts what another one answers."""

    def __init__(
        self,
        inside: WSGIApplication,
        count: Counting,
        queue: Callable[[], int] = lambda: 0,
    ) -> None:
        """Count around an application; `queue` tells how many answers wait."""
        self._inside, self._count, self._queue = inside, count, queue

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request and count it."""
        path = environ.get("PATH_INFO", "")
        if path in _OUR_OWN:
            return self._inside(environ, start_response)
        told: list[int] = []

        def listen(
            status: str, given: list[tuple[str, str]], *more: object
        ) -> Callable[[bytes], object]:
            told.append(int(status[:3]))
            return start_response(status, given, *more)  # type: ignore[arg-type]  # passed on as it came

        family = family_of(environ["REQUEST_METHOD"], path)
        waiting = self._queue() if family is Family.ANSWERS else 0
        began = time.perf_counter()
        reply = self._inside(environ, listen)
        took = time.perf_counter() - began
        self._count.note(family, told[-1] if told else 500, took, waiting)
        return reply


def family_of(method: str, path: str) -> Family:
    """Return what a request is for, by nothing but its method and address."""
    parts = path.strip("/").split("/")
    if parts[0] == "console":
        return Family.CONSOLE
    if parts[0] == "static":
        return Family.FILES
    if method != "POST":
        return Family.PAGES
    if parts == ["answers"]:
        return Family.ANSWERS
    return Family.TOKENS if parts[0] == "join" else Family.FORM


def measure(app: Flask, place: str) -> None:
    """Count what an application answers, and hand it over at a place."""
    count = Counting(counting.to(Path(place)))
    commits = app.extensions.get("commits")
    queue = (lambda: len(commits.waiting)) if commits else (lambda: 0)
    app.wsgi_app = Meter(app.wsgi_app, count, queue)  # type: ignore[method-assign]  # as Flask's manual says
    sides = app.extensions["survey"].databases
    if commits:
        database.after_commits(sides.responses, count.note_commit)
    threading.Thread(target=count.keep_turning, daemon=True).start()
