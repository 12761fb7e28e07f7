"""Cards after they were printed: batches voided and printed anew, leftovers counted.

The two databases meet here only in numbers: the registry learns that a batch is void or
how many cards came back, the collector which hashes no longer open a form.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from survey import drawing
from survey.database import Session
from survey.drawing import Batch
from survey.manifest import Manifest
from survey.registry import batches, leftovers, surveys
from survey.registry.leftovers import Leftover
from survey.responses import voiding
from survey.responses.voiding import UnknownBatchError, Voided
from survey.tokens import codes
from survey.tokens.codes import CodeError, batch_mark


@dataclass(frozen=True, slots=True)
class Return:
    """Cards that came back: how many, by which act, and the codes that were read."""

    body: str
    cards: int
    act: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voiding:
    """A batch that is to be voided: its number, its key from the list, and the act."""

    number: int
    key: str
    act: str


class UnreadCodeError(Exception):
    """A line is not the code of a card; the message is its number, never the code."""

    def __init__(self, line: int) -> None:
        """Keep which line cannot be read."""
        self.line = line
        super().__init__(str(line))


_NONE = Voided()


def void_batch(
    registry: Session, responses: Session, survey: str, wanted: Voiding
) -> None:
    """Void a batch of which no card was used, with the key from the list of keys.

    Raises UnknownBatchError where the key is not that of the batch, BatchUsedError,
    or UnknownBatchNumberError.
    """
    listed = batches.find(registry, survey, wanted.number)
    key = _key(wanted.key)
    voided = voiding.void_batch(responses, survey, batch_mark(listed.number, key))
    if voided != listed.slips:
        raise UnknownBatchError
    batches.void(registry, survey, wanted.number, wanted.act)


def print_again(
    registry: Session, responses: Session, survey: str, number: int
) -> tuple[bytes, Batch]:
    """Draw other cards in the place of a void batch; they leave as the first ones.

    They come back with the key id of their group.
    """
    listed = batches.print_again(registry, survey, number)
    key_id = _key_id(registry, survey, listed.group)
    drawn = drawing.again(listed.number, listed.bodies, listed.slips)
    voiding.print_again(responses, survey, key_id, drawn.marks)
    return key_id, drawn


def take_back(
    registry: Session, responses: Session, survey: str, back: Return
) -> Voided:
    """Enter an act by which cards came back, and void those whose codes were read."""
    hashes = dict.fromkeys(_hashes(back.codes))
    outcome = voiding.void_slips(responses, survey, list(hashes)) if hashes else _NONE
    voided = outcome.voided + outcome.void
    leftover = Leftover(back.body, back.cards, voided, back.act)
    leftovers.take_back(registry, survey, leftover)
    return outcome


def _hashes(lines: Iterable[str]) -> Iterable[bytes]:
    for number, line in enumerate(lines, start=1):
        try:
            yield codes.slip_hash(line)
        except CodeError as error:
            raise UnreadCodeError(number) from error


def _key(text: str) -> str:
    try:
        return codes.parse(text)
    except CodeError as error:
        raise UnknownBatchError from error


def _key_id(registry: Session, survey: str, group: str) -> bytes:
    groups = _manifest(registry, survey).groups
    return next(one.key_id for one in groups if one.name == group)


def _manifest(registry: Session, survey: str) -> Manifest:
    return Manifest.from_json(surveys.find(registry, survey).manifest or b"")
