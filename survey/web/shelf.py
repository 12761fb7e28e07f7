"""Keeps published reports once they were made: a release never changes.

One report is made at a time, so that many readers cannot keep the server from those
who answer.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import cast

from flask import current_app

from survey.web.packing import Packed

_PLACES = 48
_FORMS = 160
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Made documents by what they are; the one not asked for longest falls off."""

    kept: OrderedDict[Key, Packed] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)
    places: int = _PLACES

    def take(self, key: Key, make: Callable[[], Packed]) -> Packed:
        """Return the document of this key; make it when it is first asked for."""
        with self.lock:
            if key not in self.kept:
                self.kept[key] = make()
            self.kept.move_to_end(key)
            while len(self.kept) > self.places:
                self.kept.popitem(last=False)
            return self.kept[key]


def forms_shelf() -> Shelf:
    """Return an empty shelf for forms: one for each group and language."""
    return Shelf(places=_FORMS)


def shelf() -> Shelf:
    """Return the shelf of the application that answers this request."""
    return cast("Shelf", current_app.extensions["shelf"])
