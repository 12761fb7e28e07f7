"""Slows down whoever tries many sign-ins from one place of the network.

The place is kept as a hash with a salt that lives in this process's memory alone, for
as long as the limit counts; it is written nowhere.
"""

import hashlib
import secrets
from typing import TYPE_CHECKING, cast

from flask import Flask, request
from flask_limiter import Limiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue, RouteCallable

_LIMITS = "30 per 10 minutes; 120 per day"
TRIED = (
    "security.login",
    "security.mf_recovery",
    "security.two_factor_token_validation",
    "security.wan_signin_response",
    "set_up.page",
)


def register(app: Flask) -> None:
    """Count the attempts at each step of a sign-in together, by place."""
    salt = secrets.token_bytes(32)

    def place() -> str:
        address = (request.remote_addr or "").encode()
        return hashlib.blake2b(address, key=salt, digest_size=16).hexdigest()

    limiter = Limiter(
        place,
        app=app,
        storage_uri="memory://",
        strategy="fixed-window",
        headers_enabled=False,
    )
    tried = limiter.shared_limit(_LIMITS, scope="sign-in", methods=["POST"])
    for endpoint in TRIED:
        view = cast("Callable[..., ResponseReturnValue]", app.view_functions[endpoint])
        app.view_functions[endpoint] = cast("RouteCallable", tried(view))
