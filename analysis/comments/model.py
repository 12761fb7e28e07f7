"""A comment on its way out: raw, masked, and released by a person.

Only `ReleasedComment` may leave, and only a review that a person signed makes one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from analysis.comments import lexicon, masking
from analysis.dataset import Dataset

_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class RawComment:
    """What somebody wrote, as it was written. It never leaves."""

    item: str
    text: str


@dataclass(frozen=True, slots=True)
class MaskedComment:
    """A comment for a person to look at, with what was masked and what it is about.

    The key names the comment by its masked text alone, so that it tells nothing more.
    """

    key: str
    item: str
    text: str
    kinds: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleasedComment:
    """A text that a person looked at and let out."""

    item: str
    text: str
    themes: tuple[str, ...]
    example: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """What people decided about the comments of a survey, who they are, and when last.

    `themes` holds the themes of every comment, by key, as a person left them.
    """

    reviewers: tuple[str, ...]
    day: date | None
    themes: dict[str, tuple[str, ...]]
    released: tuple[ReleasedComment, ...]


def raw(answers: Dataset) -> Iterator[RawComment]:
    """Yield what people wrote; texts of one person do not stand together."""
    for item, texts in answers.texts.items():
        for text in texts:
            if text.strip():
                yield RawComment(item, text)


def masked(comments: Iterable[RawComment]) -> tuple[MaskedComment, ...]:
    """Return comments masked and sorted by their keys, which is no order of people."""
    found, seen = [], Counter[str]()
    words = lexicon.packaged()
    for comment in comments:
        told = masking.mask(comment.text.strip())
        digest = sha256(f"{comment.item}\0{told.text}".encode()).hexdigest()
        key = digest[:_KEY_LENGTH]
        seen[key] += 1
        if seen[key] > 1:
            key = f"{key}-{seen[key]}"
        themes = words.themes_of(comment.text)
        found.append(MaskedComment(key, comment.item, told.text, told.kinds, themes))
    return tuple(sorted(found, key=lambda comment: comment.key))
