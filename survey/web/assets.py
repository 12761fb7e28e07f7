"""Serves the built styles and scripts, compressed, under addresses of their content.

They are read once: an address never changes its content, so a browser may keep it.
"""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

from flask import Flask, current_app
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from survey.web.packing import Packed, pack

_TYPES = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "report.css": "text/css",
}
_BUILT = files("survey") / "browser" / "built"
_PLACES = {"report.css": files("templates") / "report"}
_FOREVER = "public, max-age=31536000, immutable"
_DIGEST_LETTERS = 16


class NotBuiltError(Exception):
    """The browser part was not built; `make build` builds it."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One built file."""

    name: str
    packed: Packed
    digest: str

    @property
    def address(self) -> str:
        """Return where the file is served."""
        return f"/static/{self.digest}/{self.name}"


def load() -> dict[str, Asset]:
    """Read the built files; raise NotBuiltError if they are missing."""
    return {name: _read(name, kind) for name, kind in _TYPES.items()}


def address(name: str) -> str:
    """Return where a built file is served."""
    asset: Asset = current_app.extensions["assets"][name]
    return asset.address


def register(app: Flask) -> None:
    """Serve the built files, and let templates ask for their addresses."""
    assets = app.extensions["assets"] = load()

    def static(digest: str, name: str) -> Response:
        """Return a built file, compressed where the browser takes that."""
        asset = assets.get(name)
        if asset is None or asset.digest != digest:
            raise NotFound
        return asset.packed.reply(keep=_FOREVER)

    app.add_url_rule("/static/<digest>/<name>", "static", static)
    app.jinja_env.globals["asset"] = address


def _read(name: str, kind: str) -> Asset:
    file = _PLACES.get(name, _BUILT) / name
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise NotBuiltError(f"{name} is not built; run make build.") from error
    digest = hashlib.sha256(content).hexdigest()[:_DIGEST_LETTERS]
    return Asset(name, pack(content, f"{kind}; charset=utf-8"), digest)
