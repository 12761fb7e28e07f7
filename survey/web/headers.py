"""The headers of every reply: what a browser may load, keep, tell and embed."""

from flask import Flask
from werkzeug.wrappers import Response

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
_HEADERS = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Robots-Tag": "noindex",
}


_NOT_KEPT = ("Cache-Control", "no-store")


def of_secrets() -> list[tuple[str, str]]:
    """Return the headers of a reply that nobody may keep."""
    return [*_HEADERS.items(), _NOT_KEPT]


def register(app: Flask) -> None:
    """Set the headers on every reply of an application."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers[name] = value
    # What a person answered must not be found in the cache of a shared computer.
    response.headers.setdefault(*_NOT_KEPT)
    return response
