"""Masks what could point to a person: names, numbers, addresses.

It masks rather too much than too little. A person looks at every text afterwards and
decides whether it may leave; masking only makes that quicker and slips rarer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.comments import names

MARKS = {
    "email": "[и-мэйл]",
    "link": "[холбоос]",
    "register": "[регистр]",
    "phone": "[утас]",
    "plate": "[улсын дугаар]",
    "address": "[хаяг]",
    "number": "[дугаар]",
    "name": "[нэр]",
}
CERTAIN = frozenset({"email", "register", "phone", "plate"})

_NO_MONEY = r"(?!\s*(?:төг|₮|сая|мянг|mnt|tug))"
_NO_YEARS = r"(?!(?:19|20)\d\d[-–\s](?:19|20)\d\d(?!\d))"
_DIVIDED = r"[\s.\-]?"
_SUFFIX = r"(?:\s?-?(?:р|рт|ын|ийн|д|т|аас|дугаар|дүгээр))?"
_PATTERNS = {
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "link": r"(?:https?://|www\.)\S+|(?<!\w)@\w{3,}",
    "register": r"(?<!\w)[^\W\d_]{2}\s?\d{8}(?!\d)",
    "phone": (
        rf"(?<!\d)(?:\+?976{_DIVIDED})?[5-9]\d{_DIVIDED}\d\d{_DIVIDED}\d\d{_DIVIDED}\d\d"
        rf"(?!\d){_NO_MONEY}"
        rf"|(?<!\d)(?:\(?0?11\)?[\s\-]?)?(?:3\d|45|63|68|7\d){_DIVIDED}\d\d{_DIVIDED}\d\d"
        rf"(?!\d){_NO_MONEY}"
    ),
    "plate": r"(?<!\d)\d{4}\s?[А-ЯЁӨҮ]{3}(?!\w)",
    "address": (
        rf"(?i:(?<!\w)\d+[а-яөү]?{_SUFFIX}\s*(?:байр|орц|тоот|гудамж|хаалга)\w*"
        r"(?:[\s,№]*\d+[а-яөү]?)?"
        r"|(?<!\w)(?:байр|орц|тоот|гудамж)\w*\s*№?\s*\d+[а-яөү]?"
        r"|(?<!\w)(?:apartment|apt|building|street)\.?\s*(?:no\.?\s*)?\d+)"
    ),
    "number": rf"(?<!\d){_NO_YEARS}\d(?:[\s-]?\d){{6,}}(?!\d){_NO_MONEY}",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with marks in place of what could point to a person, and their kinds."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Return a text with everything masked that looks personal."""
    kinds: list[str] = []
    for kind, pattern in _COMPILED.items():
        text, count = pattern.subn(MARKS[kind], text)
        kinds += [kind] * bool(count)
    spans = list(_merged(sorted(_outside_marks(text))))
    for start, end in reversed(spans):
        text = text[:start] + MARKS["name"] + text[end:]
    if spans:
        kinds.append("name")
    return Masked(text, tuple(kinds))


def personal(text: str) -> tuple[str, ...]:
    """Return what a text certainly still holds that must not leave."""
    return tuple(kind for kind in mask(text).kinds if kind in CERTAIN)


def _outside_marks(text: str) -> Iterator[names.Span]:
    marked = [
        found.span()
        for mark in MARKS.values()
        for found in re.finditer(re.escape(mark), text)
    ]
    for start, end in names.packaged().spans(text):
        if not any(start < last and first < end for first, last in marked):
            yield start, end


def _merged(spans: list[names.Span]) -> Iterator[names.Span]:
    """Yield spans that do not overlap; names side by side stay two."""
    current: names.Span | None = None
    for span in spans:
        if current is None or span[0] >= current[1]:
            if current is not None:
                yield current
            current = span
        else:
            current = (current[0], max(current[1], span[1]))
    if current is not None:
        yield current
