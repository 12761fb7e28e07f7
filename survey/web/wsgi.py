"""Makes the application for a server from the environment and the clock."""

import os
import signal
import sys
import threading
from datetime import date, datetime, timedelta, timezone

from flask import Flask

from survey import config
from survey.database import connect
from survey.web import meter
from survey.web.app import Services, create_app

# Whoever commits for many lets go of the interpreter at each statement, and would wait
# five milliseconds, Python's own value, to have it back.
_TURN_SECONDS = 0.0005
_ULAANBAATAR = timezone(timedelta(hours=8))


def application() -> Flask:
    """Return the application that the environment describes."""
    end_at_once_while_loading()
    sys.setswitchinterval(_TURN_SECONDS)
    settings = config.read(os.environ)
    databases = connect(
        registry_url=settings.registry_url, responses_url=settings.responses_url
    )
    app = create_app(Services(databases, settings, today))
    if place := os.environ.get(meter.PLACE):
        meter.measure(app, place)
    return app


def end_at_once_while_loading() -> None:
    """Let a worker that is told to stop before it serves anybody stop at once.

    It was forked with the handler of the process that started it, which would swallow
    the signal; when it begins to serve, the server sets a handler that ends gracefully.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def today() -> date:
    """Return what day it is in the district."""
    return datetime.now(_ULAANBAATAR).date()
