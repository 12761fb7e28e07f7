"""Reads what a browser posted, strictly: what we cannot read we refuse, not repair."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from flask import Request

PREFIX = "item-"
_FORM_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1000


class UnreadableFormError(Exception):
    """The request does not hold a form that one of our pages could have sent."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A form as it came: where the person is, where to go, and all answers so far."""

    code: str = ""
    step: str = ""
    go: str = ""
    checking: bool = False
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def move(self) -> tuple[str, str]:
        """Return what the pressed button asks for: a word, and what it is about."""
        word, _sign, about = self.go.partition(":")
        return word, about


def read(request: Request) -> Posted:
    """Read the form of an answering page; raise UnreadableFormError if it is none."""
    return of_pairs(read_pairs(request))


def of_pairs(pairs: Sequence[tuple[str, str]]) -> Posted:
    """Return the form that these fields with clean values make."""
    single = dict(pairs)
    values: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if name.startswith(PREFIX) and value:
            item = name.removeprefix(PREFIX)
            values[item] = (*values.get(item, ()), value)
    return Posted(
        code=single.get("code", "").strip(),
        step=single.get("step", ""),
        go=single.get("go", ""),
        checking=single.get("checking", "") == "yes",
        values=values,
    )


def read_pairs(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a posted form in their order, with clean values."""
    if request.mimetype != _FORM_TYPE:
        raise UnreadableFormError
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower().replace("_", "-") not in {"utf-8", "utf8"}:
        raise UnreadableFormError
    try:
        pairs = parse_qsl(
            request.get_data().decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:  # Also when the bytes are not UTF-8.
        raise UnreadableFormError from error
    return [(name, clean(value)) for name, value in pairs]


def clean(value: str) -> str:
    """Write line ends in one way, and drop what nobody can see or type."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) != "Cc")
