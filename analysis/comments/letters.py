"""Brings words of any keyboard to one skeleton of letters.

Cyrillic with or without Ө and Ү, a Russian or Ukrainian keyboard, and Latin letters
by whatever habit, all give the same skeleton: "Байгууллага", "baiguullaga" and
"baiguulaga" are one word. The skeleton is for comparing and is never shown.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгджзийклмноп", "abvgdjziiklmnop", strict=True)),
        **dict(zip("рстуфхцчшщыэ", "rstufhc466ie", strict=True)),
        "е": "ie", "ё": "io", "ю": "iu", "я": "ia", "ө": "o", "ү": "u",
        "є": "o", "ѳ": "o", "ї": "u", "і": "i", "ь": "", "ъ": "",
    }
)  # fmt: skip
_DIGRAPHS = (
    ("ts", "c"), ("ch", "4"), ("sh", "6"), ("zh", "j"), ("kh", "h"), ("ph", "f"),
    ("oe", "o"), ("x", "h"), ("q", "k"), ("w", "v"), ("y", "i"), ("u", "o"),
    ("ö", "o"), ("ü", "o"), ("ie", "e"),
)  # fmt: skip
_V_FOR_U = re.compile(r"(?<=[bcdfghjklmnprst46z])v(?=[bcdfghjklmnprst46z])")
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it was written, its skeleton, and where it stands."""

    text: str
    skeleton: str
    start: int
    end: int


def skeleton(text: str) -> str:
    """Return the skeleton of a word: small Latin letters, none of them doubled."""
    written = unicodedata.normalize("NFC", text).casefold().translate(_CYRILLIC)
    for digraph, letter in _DIGRAPHS:
        written = written.replace(digraph, letter)
    kept = "".join(letter for letter in written if letter.isalnum())
    kept = _V_FOR_U.sub("o", kept)
    return _REPEATED.sub(r"\1", kept)


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order."""
    for found in _WORD.finditer(text):
        yield Word(found[0], skeleton(found[0]), found.start(), found.end())
