"""What can stand in the places of an address; anything else leads nowhere.

A letter that no database keeps, or a number beyond what one keeps, never reaches one.
"""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

LARGEST = 2**31 - 1  # What every database keeps as a whole number.
_LONGEST = 2_000


class _Word(UnicodeConverter):
    """A name in an address."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = f"[^/\\x00]{{1,{_LONGEST}}}"


class _Number(IntegerConverter):
    """A whole number in an address."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)


def register(app: Flask) -> None:
    """Let an application take no other names and numbers; before its first route."""
    app.url_map.converters.update({"default": _Word, "string": _Word, "int": _Number})
