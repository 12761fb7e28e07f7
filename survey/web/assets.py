"""Serves the built styles and scripts, compressed, under addresses of their content.

They are read once: an address never changes its content, so a browser may keep it.
Scripts import one another by name, so they share one digest.
"""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePath

from flask import Flask, current_app
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from survey.web.packing import Packed, pack

_TYPES = {".css": "text/css", ".js": "text/javascript"}
_BUILT = files("survey") / "browser" / "built"
_REPORT = files("templates") / "report" / "report.css"
_FIRST = "page.js"
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


def scripts() -> dict[str, bytes]:
    """Return all built scripts by name; raise NotBuiltError if they are missing."""
    return {name: found for name, found in _built().items() if name.endswith(".js")}


def load() -> dict[str, Asset]:
    """Read the built files; raise NotBuiltError if they are missing."""
    found = {**_built(), _REPORT.name: _REPORT.read_bytes()}
    together = hashlib.sha256(b"".join(scripts().values())).hexdigest()
    digests = {
        name: together if name.endswith(".js") else hashlib.sha256(content).hexdigest()
        for name, content in found.items()
    }
    return {
        name: Asset(name, pack(content, _type(name)), digests[name][:_DIGEST_LETTERS])
        for name, content in found.items()
    }


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


def _built() -> dict[str, bytes]:
    listed = _BUILT.iterdir() if _BUILT.is_dir() else ()
    built = [file for file in listed if PurePath(file.name).suffix in _TYPES]
    found = {file.name: file.read_bytes() for file in built}
    if _FIRST not in found:
        raise NotBuiltError(f"{_FIRST} is not built; run make build.")
    return dict(sorted(found.items()))


def _type(name: str) -> str:
    return f"{_TYPES[PurePath(name).suffix]}; charset=utf-8"
