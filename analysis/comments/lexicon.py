"""Says which themes a comment touches, by a lexicon of stems that is data.

A stem matches every word that begins with it, so that suffixes need no rules; vowel
harmony and spelling are levelled by `letters.skeleton`. A stem of several words
matches words that follow one another.
"""

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

Phrase = tuple[str, ...]


class LexiconError(FaultsError):
    """A lexicon has faults; all of them are named."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What a comment can be about, and the skeletons that show it.

    A word shows the theme if it begins with a stem, unless it begins with one of
    the words that only look alike (`unlike`). `whole` words must match to the end.
    """

    name: str
    title: Text
    stems: tuple[Phrase, ...]
    whole: frozenset[str]
    unlike: tuple[str, ...]

    def touches(self, written: Sequence[str]) -> bool:
        """Tell whether the skeletons of a text's words touch the theme."""
        fitting = ["" if w.startswith(self.unlike) else w for w in written]
        return not self.whole.isdisjoint(fitting) or any(
            _begins(fitting[place : place + len(stem)], stem)
            for stem in self.stems
            for place in range(len(fitting) - len(stem) + 1)
        )


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
        written = [word.skeleton for word in words(text)]
        found = tuple(theme.name for theme in self.themes if theme.touches(written))
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
    stems = [stem for key in ("mn", "en") for stem in fields.names(key)]
    if not stems:
        fields.blame("үгийн үндэс алга", "there are no stems", key="mn")
    for stem in stems:
        if len(skeleton(stem)) < _SHORTEST:
            fields.blame(
                f"хэт богино: {stem}", f"too short to be a stem: {stem}", key="mn"
            )
    return Theme(
        name=fields.text("name"),
        title=fields.texts("title"),
        stems=tuple(dict.fromkeys(_phrase(stem) for stem in stems)),
        whole=frozenset(skeleton(word) for word in fields.names("whole")),
        unlike=tuple(skeleton(word) for word in fields.names("unlike")),
    )


def _phrase(stem: str) -> Phrase:
    return tuple(word.skeleton for word in words(stem))


def _begins(written: Sequence[str], stem: Phrase) -> bool:
    return all(word.startswith(part) for word, part in zip(written, stem, strict=True))
