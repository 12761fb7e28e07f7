"""Reads the fields of a posted form, and collects what is wrong with them."""

from dataclasses import dataclass, field

from flask import request
from flask_babel.speaklater import LazyString

from questionnaires.faults import FaultsError
from survey.web import languages
from survey.web.addresses import LARGEST
from survey.web.posted import clean

_MOST_DIGITS = 20


@dataclass(slots=True)
class Faults:
    """What is wrong in a form, by field, in the order of its fields."""

    found: dict[str, LazyString | str] = field(default_factory=dict)

    def add(self, name: str, text: LazyString | str) -> None:
        """Note the first fault of a field."""
        self.found.setdefault(name, text)

    def of(self, name: str) -> LazyString | str | None:
        """Return the fault of a field, if it has one."""
        return self.found.get(name)

    def __bool__(self) -> bool:
        """Say whether anything is wrong."""
        return bool(self.found)


def text(name: str) -> str:
    """Return the text of a field: no blanks around it, nothing that nobody can see."""
    return " ".join(clean(request.form.get(name, "")).split())


def raw(name: str) -> str:
    """Return the text of a field with its lines, to be shown again."""
    return request.form.get(name, "")


def secret(name: str) -> str:
    """Return the text of a field exactly as it was typed."""
    return request.form.get(name, "")


def lines(error: FaultsError) -> list[str]:
    """Return all faults of a file or a survey as sentences in the reader's language."""
    return [one.text.to(languages.current()) for one in error.faults]


def texts(name: str) -> list[str]:
    """Return all values of a field that can be given several times."""
    return [clean(value) for value in request.form.getlist(name)]


def whole(text: str) -> int | None:
    """Return the whole number that a text is, if a database can keep it."""
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        return None
    return int(text) if int(text) <= LARGEST else None


def number(text: str) -> int:
    """Return such a number, or raise ValueError, as `request.form.get(type=)` asks."""
    found = whole(text)
    if found is None:
        raise ValueError
    return found
