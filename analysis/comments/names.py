"""Finds what may be a person's name in a text, rather too often than too seldom.

Knows Mongolian habits: initial and name, a father's name in the genitive, clan names,
names beside titles, names joined of known parts, and any word that has a capital
letter inside a sentence and is no known place or body.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from analysis.comments.letters import Word, skeleton, words
from analysis.rules.fields import Fields
from questionnaires.faults import Fault, FaultsError

Span = tuple[int, int]

_INITIAL = re.compile(
    r"(?<![^\W\d_])[^\W\d_a-zа-яёөү][а-яёөүa-z]?\.\s?[^\W\d_][^\W\d_]+(?:-[^\W\d_]+)?"
    r"|(?<![\w.])[^\W\d_]\.[^\W\d_]{3,}(?:-[^\W\d_]+)?"
)
_CASES = (
    "(?:n?(?:ig|iin|in|gin|ni|id|d|t|as|es|os|ar|er|or|tai|tei|toi|gas|ges|gar"
    "|a|e|o|i|n|da|de))?"
)
_SENTENCE_END = ".!?…:\n"
_SHORTEST = 3


class NamesError(FaultsError):
    """The list of parts of names has faults; all of them are named."""


@dataclass(frozen=True, slots=True)
class Names:
    """What names are made of, as skeletons."""

    joined: re.Pattern[str]
    single: re.Pattern[str]
    known: re.Pattern[str]
    ordinary: re.Pattern[str]
    titles: frozenset[str]
    called: frozenset[str]
    capitals: frozenset[str]

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where names may stand; spans may overlap."""
        for found in _INITIAL.finditer(text):
            yield found.span()
        written = list(words(text))
        for place, word in enumerate(written):
            if self._is_name(text, written, place):
                yield word.start, word.end

    def _is_name(self, text: str, written: Sequence[Word], place: int) -> bool:
        word = written[place]
        if len(word.skeleton) < _SHORTEST or word.skeleton in self.capitals:
            return False
        if self.joined.fullmatch(word.skeleton) or self._is_entitled(written, place):
            return True
        if not word.text[0].isupper() or word.text.isupper():
            return False
        inside = not _begins_sentence(text, word)
        return (
            inside
            or bool(self.single.fullmatch(word.skeleton))
            or self._is_named(written, place)
        )

    def _is_entitled(self, written: Sequence[Word], place: int) -> bool:
        """Tell whether a word that can be a name stands beside a title."""
        word = written[place].skeleton
        if word.startswith(tuple(self.titles)) or not self.known.fullmatch(word):
            return False
        if self.ordinary.fullmatch(word) and not self.single.fullmatch(word):
            return False
        beside = written[max(place - 1, 0) : place + 2]
        return any(other.skeleton in self.titles for other in beside)

    def _is_named(self, written: Sequence[Word], place: int) -> bool:
        """Tell whether a word that begins a sentence is said to be a name."""
        following = written[place + 1].skeleton if place + 1 < len(written) else ""
        return following in self.called


def _begins_sentence(text: str, word: Word) -> bool:
    before = text[: word.start].rstrip(" \t\"'«“”(-–—•*\r0123456789)")
    return not before or before[-1] in _SENTENCE_END


@lru_cache(maxsize=1)
def packaged() -> Names:
    """Return the parts of names that come with the programme."""
    source = (files("analysis") / "comments" / "names.toml").read_text("utf-8")
    faults: list[Fault] = []
    fields = Fields("names", tomllib.loads(source), faults)
    lists = {
        key: frozenset(skeleton(word) for word in fields.names(key))
        for key in ("elements", "single", "titles", "called", "capitals", "ordinary")
    }
    if faults:
        raise NamesError(faults)
    parts = "|".join(sorted(lists["elements"], key=len, reverse=True))
    names = "|".join(sorted(lists["single"]))
    return Names(
        joined=re.compile(f"(?:{parts})(?:{parts})+{_CASES}"),
        single=re.compile(f"(?:{names}){_CASES}"),
        known=re.compile(f"(?:{parts}|{names}){_CASES}"),
        ordinary=re.compile(f"(?:{'|'.join(sorted(lists['ordinary']))}){_CASES}"),
        titles=lists["titles"],
        called=lists["called"],
        capitals=lists["capitals"],
    )
