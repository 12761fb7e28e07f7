"""Says which themes a comment touches, by a lexicon of stems that is data.

A stem matches every word that begins with it, so that suffixes need no rules; vowel
harmony and spelling are levelled by `letters.skeleton`. A stem of several words
matches words that follow one another.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from analysis.comments.letters import skeleton, words
from analysis.rules.fields import Fields
from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.model import Text

OTHER = "other"
_KEYS = {"name", "title", "mn", "en", "whole", "unlike"}
_SHORTEST = 4


class LexiconError(FaultsError):
    """A lexicon has faults; all of them are named."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What a comment can be about, and the skeletons that show it.

    A word shows the theme if it begins with a stem, unless it begins with one of
    the words that only look alike. Mongolian is compared by skeletons, English as it
    is written.
    """

    name: str
    title: Text
    mongolian: re.Pattern[str]
    english: re.Pattern[str]

    def touches(self, skeletons: str, texts: str) -> bool:
        """Tell whether the words of a text touch the theme; each follows a space."""
        return bool(self.mongolian.search(skeletons) or self.english.search(texts))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All themes in the order in which they are shown."""

    themes: tuple[Theme, ...]

    @property
    def titles(self) -> dict[str, Text]:
        """Return what each theme is called, and what the rest is called."""
        told = {theme.name: theme.title for theme in self.themes}
        return {**told, OTHER: Text({"mn": "Бусад сэдэв", "en": "Other themes"})}

    def themes_of(self, text: str) -> tuple[str, ...]:
        """Return the names of the themes that a text touches, `other` if none."""
        written = list(words(text))
        skeletons = "".join(f" {word.skeleton}" for word in written)
        texts = "".join(f" {word.text.casefold()}" for word in written)
        found = tuple(t.name for t in self.themes if t.touches(skeletons, texts))
        return found or (OTHER,)


@lru_cache(maxsize=1)
def packaged() -> Lexicon:
    """Return the lexicon that comes with the programme."""
    folder = files("analysis") / "comments"
    return read((folder / "lexicon.toml").read_bytes())


def read(source: bytes) -> Lexicon:
    """Return the lexicon that a file holds; raise `LexiconError` with all faults."""
    try:
        document = tomllib.loads(source.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError([fault("TOML", str(error), str(error))]) from error
    faults: list[Fault] = []
    tables = Fields("lexicon", document, faults).inner_tables("themes")
    themes = tuple(_theme(table) for table in tables)
    names = [theme.name for theme in themes]
    if len(set(names)) < len(names) or OTHER in names:
        faults.append(
            fault("lexicon", "сэдвийн нэр давхардсан", "a theme's name is used twice")
        )
    if faults:
        raise LexiconError(faults)
    return Lexicon(themes)


def _theme(fields: Fields) -> Theme:
    fields.only(_KEYS)
    for key in ("mn", "en"):
        if not fields.names(key):
            fields.blame("үгийн үндэс алга", "there are no stems", key=key)
    for stem in fields.names("mn"):
        if len(skeleton(stem)) < _SHORTEST:
            fields.blame(
                f"хэт богино: {stem}", f"too short to be a stem: {stem}", key="mn"
            )
    stems = [_stem(_skeletons(stem)) for stem in fields.names("mn")]
    whole = [f"{skeleton(word)}(?= |$)" for word in fields.names("whole")]
    unlike = [_stem(_skeletons(stem)) for stem in fields.names("unlike")]
    return Theme(
        name=fields.text("name"),
        title=fields.texts("title"),
        mongolian=_pattern([*stems, *whole], unlike),
        english=_pattern([_stem(stem) for stem in fields.names("en")], []),
    )


def _skeletons(stem: str) -> str:
    return " ".join(word.skeleton for word in words(stem))


def _stem(stem: str) -> str:
    """Return a pattern of a stem: each of its words begins as written."""
    return "[^ ]* ".join(re.escape(part) for part in stem.split())


def _pattern(stems: Sequence[str], unlike: Sequence[str]) -> re.Pattern[str]:
    looks = f"(?!{'|'.join(unlike)})" if unlike else ""
    return re.compile(f" {looks}(?:{'|'.join(stems)})")
