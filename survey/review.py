"""Comments between the counting and the publication: reviewed by one person.

After the counting, answers exist nowhere. What people wrote is kept on purpose, if the
officer asks for it: masked, in no order of people, without group or organisation, and
sealed to a key under the reviewer's passphrase, so that neither the database nor a
backup can be read. The opened key stays in the reviewer's browser. Publication
destroys what waits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from analysis.comments import lexicon, masking, model
from analysis.comments.model import MaskedComment, ReleasedComment, Review
from analysis.dataset import Dataset
from questionnaires.model import TEXT_LIMIT
from survey import sealing
from survey.database import Session
from survey.registry import reviews
from survey.registry.reviews import KeptReview
from survey.sealing import PrivateKey
from survey.tokens import key_files

_INFO = b"shudarga/1/review"
_SMALLEST = 1 << 16


class StillPersonalError(Exception):
    """A text that is to be released still points to somebody."""


class TextLengthError(Exception):
    """A text that is to be released is empty or too long."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment and what was decided on it; `text` is as the reviewer left it."""

    key: str
    item: str
    text: str
    themes: tuple[str, ...]
    looked: bool = False
    release: bool = False
    example: bool = False

    @property
    def masked(self) -> MaskedComment:
        """Return the comment as it was counted, whatever became of its text."""
        return MaskedComment(self.key, self.item, self.text, (), self.themes)


def keep(session: Session, survey: str, answers: Dataset, passphrase: str) -> int:
    """Keep the masked comments of answers that were just opened, and say how many.

    Raises a KeyFileError if the passphrase is too weak.
    """
    key = sealing.new_key()
    file = key_files.protect(key, passphrase)
    entries = [
        Entry(one.key, one.item, one.text, one.themes)
        for one in model.masked(model.raw(answers))
    ]
    reviews.keep(session, survey, KeptReview(file, _sealed(entries, key)))
    return len(entries)


def unlock(session: Session, survey: str, passphrase: str) -> PrivateKey:
    """Return the key that opens the comments; raise a KeyFileError if it does not."""
    return key_files.unlock(reviews.find(session, survey).key_file, passphrase)


def entries(session: Session, survey: str, key: PrivateKey) -> list[Entry]:
    """Return the comments that wait, and what was decided so far."""
    sealed = reviews.find(session, survey).comments
    content = sealing.open_sealed(sealed, [key], info=_INFO)
    return [
        Entry(**{**found, "themes": tuple(found["themes"])})
        for found in json.loads(content)
    ]


def decide(entry: Entry, *, text: str, themes: Sequence[str], word: str) -> Entry:
    """Return a comment with what a reviewer decided.

    `word` is "keep", "release" or "example". Raises StillPersonalError or
    TextLengthError if it cannot be released with this text.
    """
    known = lexicon.packaged().titles
    chosen = tuple(name for name in dict.fromkeys(themes) if name in known)
    told = " ".join(text.split())
    released = word in {"release", "example"}
    if released and not 0 < len(told) <= TEXT_LIMIT:
        raise TextLengthError("A comment that is released has a text.")
    if released and masking.personal(told):
        raise StillPersonalError("The text still points to somebody.")
    return replace(
        entry,
        text=told if released else entry.text,
        themes=chosen,
        looked=True,
        release=released,
        example=word == "example",
    )


def save(
    session: Session, survey: str, key: PrivateKey, decided: Mapping[str, Entry]
) -> None:
    """Keep what was decided on some comments, sealed as before."""
    known = entries(session, survey, key)
    changed = [decided.get(one.key, one) for one in known]
    reviews.change(session, survey, _sealed(changed, key))


def result(found: Sequence[Entry], *, reviewer: str, day: date) -> Review:
    """Return the review that a person signs."""
    released = [one for one in found if one.release]
    return Review(
        reviewers=(reviewer,) if released else (),
        day=day,
        themes={one.key: one.themes for one in found if one.looked},
        released=tuple(
            ReleasedComment(one.item, one.text, one.themes, example=one.example)
            for one in released
        ),
    )


def _sealed(found: Sequence[Entry], key: PrivateKey) -> bytes:
    content = json.dumps([asdict(one) for one in found], ensure_ascii=False).encode()
    size = _SMALLEST
    while size <= len(content):
        size *= 2
    public = sealing.public_bytes(key)
    return sealing.seal(content, [public], info=_INFO, bucket=size)
