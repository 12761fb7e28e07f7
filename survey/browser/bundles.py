"""Finds the scripts and styles that were built for browsers."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import PurePath

_BUILT = files("survey") / "browser" / "built"
_ENDINGS = {".css", ".js"}
_FIRST = "page.js"
_IMPORTED = re.compile(r'(?:from|import)"\./([^"]+)"')


class NotBuiltError(Exception):
    """The browser part was not built; `make build` builds it."""


def built() -> dict[str, bytes]:
    """Return all built files by name; raise NotBuiltError if they are missing."""
    listed = _BUILT.iterdir() if _BUILT.is_dir() else ()
    wanted = [file for file in listed if PurePath(file.name).suffix in _ENDINGS]
    found = {file.name: file.read_bytes() for file in wanted}
    if _FIRST not in found:
        raise NotBuiltError(f"{_FIRST} is not built; run make build.")
    return dict(sorted(found.items()))


def scripts() -> dict[str, bytes]:
    """Return the built scripts by name."""
    return {name: found for name, found in built().items() if name.endswith(".js")}


def compressed(name: str) -> bytes:
    """Return what a browser that knows brotli gets in place of a built file."""
    return (_BUILT / f"{name}.br").read_bytes()


def imported(name: str, found: Mapping[str, bytes]) -> list[str]:
    """Return the scripts that a script needs before it runs, directly or not."""
    needed: list[str] = []
    waiting = [name]
    while waiting:
        names = _IMPORTED.findall(found[waiting.pop()].decode())
        new = [one for one in names if one not in needed]
        needed += new
        waiting += new
    return needed
