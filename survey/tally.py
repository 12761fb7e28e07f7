"""Opens a closed survey with the key-holders' keys, in memory and in random order.

What leaves this module has lost its leaf: an opened answer cannot be found on the
bulletin again.
"""

import json
import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from analysis import dataset
from analysis.dataset import Dataset, Sheet
from analysis.figures import SurveyFacts
from questionnaires import loader
from survey import bulletin, sealing
from survey.bulletin import AlteredAnswerError, Bulletin
from survey.database import Session
from survey.manifest import POSTER, Group, Manifest
from survey.responses import bulletins, store, taken

UNGROUPED = "—"
PART = 2_000
WAITING = 4
Sealed = tuple[bytes, bytes]


class StillOpenError(Exception):
    """The survey takes answers; it must be closed before it is opened."""


class WrongKeyError(Exception):
    """A key does not belong to this survey, or a key-holder is missing."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The answers of a survey as columns, and the documents they were given under."""

    manifest: Manifest
    questionnaire: bytes
    answers: Dataset


@dataclass(frozen=True, slots=True)
class Documents:
    """What answers are opened with; the keys in the manifest's order."""

    manifest: Manifest
    questionnaire: bytes
    keys: tuple[sealing.PrivateKey, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TallyFacts:
    """What the officer knows of a survey that the manifest does not say.

    `headcounts` are people by group; without them no correction for a finite body
    of people is made. Beside answers by poster they are visits, which only weigh.
    """

    headcounts: Mapping[str, int] | None
    mode: str
    seed: int


def open_answers(
    session: Session,
    survey: str,
    keys: Sequence[sealing.PrivateKey],
    *,
    executor: Executor | None = None,
) -> Opened:
    """Open all answers of a closed survey, here or on an executor.

    `keys` stand in any order; all key-holders of the manifest must be among them.
    Answers that cannot be opened or do not fit the questionnaire are spoiled; answers
    that are not those on the public board raise AlteredAnswerError.
    """
    board = store.board(session, survey)
    if not board.closed:
        raise StillOpenError("The survey takes answers. Close it first.")
    manifest = Manifest.from_json(board.manifest)
    holders = _in_order(manifest, keys)
    documents = Documents(manifest, board.questionnaire, tuple(holders))
    sealed = _sealed(session, survey)
    answers = read_answers(documents, sealed, executor=executor)
    return Opened(manifest, board.questionnaire, answers)


def read_answers(
    documents: Documents,
    sealed: Iterable[Sealed],
    *,
    executor: Executor | None = None,
    part: int = PART,
) -> Dataset:
    """Open sealed answers, so many at a time, and return those that are valid.

    Answers that do not open or do not fit the questionnaire are counted as spoiled.
    Only a few parts are in memory at once. The keys go to the workers of the executor:
    let it be one of this machine, or of a room that the key-holders trust.
    """
    parts = _parts(sealed, part)
    if executor is None:
        return dataset.joined([read_part(documents, some) for some in parts])
    return dataset.joined(list(_worked(executor, documents, parts)))


def read_part(documents: Documents, sealed: Sequence[Sealed]) -> Dataset:
    """Open some of the sealed answers."""
    questionnaire = loader.read(documents.questionnaire)
    asked = tuple(i.name for i in questionnaire.items if i.source is not None)
    opened = _opened(documents.manifest, sealed, documents.keys)
    sheets = [_sheet(group, answers, asked) for group, answers in opened]
    answers = dataset.from_answers(questionnaire, sheets)
    unopened = len(sealed) - len(sheets)
    return replace(answers, spoiled=answers.spoiled + unopened)


def known_facts(opened: Opened) -> TallyFacts:
    """Return the facts that the manifest tells: civil servants are counted by group.

    The mode names every channel by which answers could come.
    """
    manifest = opened.manifest
    groups = manifest.groups if manifest.staff else ()
    mode = ", ".join(sorted({group.channel for group in manifest.groups}))
    return TallyFacts({g.name: g.eligible for g in groups} or None, mode=mode, seed=0)


def survey_facts(opened: Opened, facts: TallyFacts) -> SurveyFacts:
    """Return what results say about their survey."""
    manifest, answers, counts = opened.manifest, opened.answers, facts.headcounts
    posters = tuple(g.name for g in manifest.groups if g.channel == POSTER)
    printed = [g.eligible for g in manifest.groups if g.channel != POSTER]
    return SurveyFacts(
        name=manifest.questionnaire,
        version=manifest.version,
        title=answers.questionnaire.title,
        opened=manifest.answers_open,
        closed=manifest.closes,
        headcount=sum(counts.values()) if counts and not posters else None,
        headcounts=counts,
        cell_floor=manifest.cell_floor,
        manifest_digest=manifest.digest.hex(),
        issued=sum(printed) if printed else None,
        mode=facts.mode,
        seed=facts.seed,
        software=f"shudarga {version('shudarga')}",
        sample=manifest.sample,
        posters=posters,
    )


def _sealed(session: Session, survey: str) -> Iterator[Sealed]:
    """Yield the sealed answers in random order, each compared with the public board."""
    published = Bulletin.from_json(bulletins.find(session, survey).bulletin)
    listed = {entry.leaf: entry for entry in published.entries}
    kept = taken.by_leaf(session, survey)
    if [one.leaf for one in kept] != sorted(one.leaf for one in published.entries):
        raise _altered()
    secrets.SystemRandom().shuffle(kept)
    for one in taken.responses(session, kept):
        parts = (one.key_id, one.nonce, one.sealed, one.leaf)
        if bulletin.entry_of(*parts, proof=one.proof) != listed[one.leaf]:
            raise _altered()
        yield one.key_id, one.sealed


def _altered() -> AlteredAnswerError:
    return AlteredAnswerError("The kept answers are not those on the public board.")


def _parts(sealed: Iterable[Sealed], part: int) -> Iterator[list[Sealed]]:
    """Yield so many answers at a time; one part without any where there is none."""
    held: list[Sealed] = []
    full = 0
    for one in sealed:
        held.append(one)
        if len(held) == part:
            yield held
            held = []
            full += 1
    if held or not full:
        yield held


def _worked(
    executor: Executor, documents: Documents, parts: Iterable[list[Sealed]]
) -> Iterator[Dataset]:
    """Yield what workers have read, in order; few parts wait for a worker at once."""
    waiting: deque[Future[Dataset]] = deque()
    for some in parts:
        if len(waiting) == WAITING:
            yield waiting.popleft().result()
        waiting.append(executor.submit(read_part, documents, some))
    while waiting:
        yield waiting.popleft().result()


def _in_order(
    manifest: Manifest, keys: Sequence[sealing.PrivateKey]
) -> list[sealing.PrivateKey]:
    held = {sealing.public_bytes(key): key for key in keys}
    missing = [key for key in manifest.sealing_keys if key not in held]
    if missing or len(held) != len(manifest.sealing_keys):
        needed = len(manifest.sealing_keys)
        raise WrongKeyError(
            f"This survey is opened with the {needed} key files that were named when "
            "it was opened; one of those given is another, or one is missing."
        )
    return [held[key] for key in manifest.sealing_keys]


def _opened(
    manifest: Manifest, responses: Sequence[Sealed], keys: Sequence[sealing.PrivateKey]
) -> Iterator[tuple[Group, Mapping[str, object]]]:
    digest, opener = manifest.digest, sealing.Opener.of(keys)
    groups = {group.key_id: group for group in manifest.groups}
    for key_id, sealed in responses:
        info = sealing.answer_info(digest, key_id)
        try:
            answers = _read(opener.open(sealed, info=info))
        except (sealing.OpeningError, ValueError, RecursionError):
            continue
        if answers is not None:
            yield groups.get(key_id) or manifest.group(key_id), answers


def _read(plaintext: bytes) -> Mapping[str, object] | None:
    """Return an object of answers, or nothing where it is one no answer looks like.

    Nobody has read it before: lists within lists could stop all that comes after.
    """
    found = json.loads(plaintext)
    if not isinstance(found, dict):
        return None
    values = (value for value in found.values() if isinstance(value, dict | list))
    parts = (value.values() if isinstance(value, dict) else value for value in values)
    deep = any(isinstance(one, dict | list) for part in parts for one in part)
    return None if deep else found


def _sheet(group: Group, answers: Mapping[str, object], asked: Sequence[str]) -> Sheet:
    """Return a sheet; a service that need not be asked is that of its group."""
    known = dict.fromkeys(asked, group.services[0]) if len(group.services) == 1 else {}
    return Sheet({**known, **answers}, "" if group.name == UNGROUPED else group.name)
