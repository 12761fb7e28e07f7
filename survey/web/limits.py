"""Slows down whoever asks too often from one address, and remembers no address.

An address is hashed with a salt that is drawn anew each day and never leaves memory;
what is counted is gone when the process ends. Many people behind one address, as in an
office or on one mobile mast, still get through. Counted are the work that an answer by
poster needs, the looking up of codes and the steps of the form without scripts, never
an answer that a browser sealed. Where a server before us tells no addresses, nobody is
counted: all would be one.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date

from flask import Flask, request
from flask_limiter import Limiter
from werkzeug.middleware.proxy_fix import ProxyFix

from survey.web.services import services

# Fifty people behind one address send an answer each, and try twice, in a minute.
_BY_POSTER = "240 per minute; 6000 per day"
_LOOKED_UP = "600 per minute"
_STEPS = "3000 per minute"
_THIS_MACHINE = ("127.", "::1")


class DailySalt:
    """Random bytes that live for a day of the clock, in memory alone."""

    def __init__(self) -> None:
        """Begin without a salt."""
        self._day = date.min
        self._salt = b""

    def hide(self, address: str, *, today: date) -> str:
        """Return what stands for an address today, and for nothing tomorrow."""
        if today != self._day:
            self._day, self._salt = today, secrets.token_bytes(32)
        return hashlib.sha256(self._salt + address.encode()).hexdigest()


def register(app: Flask, *, proxies: int) -> None:
    """Limit the endpoints of an application that has all its blueprints.

    `proxies` is how many servers of ours stand before it and tell the address of who
    asks; with none, nobody can pretend to be at another address.
    """
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0)  # type: ignore[method-assign]  # as Flask's manual says
    salt = DailySalt()
    limiter = Limiter(
        lambda: salt.hide(request.remote_addr or "", today=services().clock()),
        app=app,
        storage_uri="memory://",
    )
    for endpoint, most in (
        ("posters_api.challenge", _BY_POSTER),
        ("answers_api.look", _LOOKED_UP),
        ("answering.answer", _STEPS),
    ):
        _limit(app, endpoint, limiter.limit(most, exempt_when=_address_is_untold))


def _address_is_untold() -> bool:
    """Say whether all who ask seem to be on this machine itself."""
    return (request.remote_addr or "").startswith(_THIS_MACHINE)


def _limit(
    app: Flask, endpoint: str, decorate: Callable[..., Callable[..., object]]
) -> None:
    view = app.view_functions.get(endpoint)
    if view is not None:
        app.view_functions[endpoint] = decorate(view)  # type: ignore[assignment]  # it returns what the view does
