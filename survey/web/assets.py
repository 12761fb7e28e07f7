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

from survey.browser import bundles
from survey.web.packing import Packed, pack

_TYPES = {".css": "text/css", ".js": "text/javascript"}
_REPORT = files("templates") / "report" / "report.css"
_FOREVER = "public, max-age=31536000, immutable"
_DIGEST_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Asset:
    """One built file."""

    name: str
    packed: Packed
    digest: str
    needs: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Return where the file is served."""
        return f"/static/{self.digest}/{self.name}"


def load() -> dict[str, Asset]:
    """Read the built files; raise NotBuiltError if they are missing."""
    found = {**bundles.built(), _REPORT.name: _REPORT.read_bytes()}
    together = hashlib.sha256(b"".join(bundles.scripts().values())).hexdigest()
    digests = {
        name: together if name.endswith(".js") else hashlib.sha256(content).hexdigest()
        for name, content in found.items()
    }
    return {
        name: Asset(
            name,
            pack(content, _type(name), smaller=_smaller(name)),
            digests[name][:_DIGEST_LETTERS],
            tuple(bundles.imported(name, found) if name.endswith(".js") else ()),
        )
        for name, content in found.items()
    }


def address(name: str) -> str:
    """Return where a built file is served."""
    asset: Asset = current_app.extensions["assets"][name]
    return asset.address


def addresses_needed(name: str) -> list[str]:
    """Return where all that a script imports is: a phone asks for it at once."""
    asset: Asset = current_app.extensions["assets"][name]
    return [address(needed) for needed in asset.needs]


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
    app.jinja_env.globals["assets_needed"] = addresses_needed


def _smaller(name: str) -> bytes:
    return b"" if name == _REPORT.name else bundles.compressed(name)


def _type(name: str) -> str:
    return f"{_TYPES[PurePath(name).suffix]}; charset=utf-8"
