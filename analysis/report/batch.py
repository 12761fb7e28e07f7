"""Writes the reports of all organisations, several at a time.

The release is laid beside the reports once; each worker reads it from there. A report
is finished when it has its name, so one can stop at any moment: what is finished stays,
and the next run of the same release goes on from there. A report that fails is named
and does not stop the others.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from analysis import disclosure
from analysis.report import formats
from analysis.report.kinds import organisation
from analysis.report.kinds.organisation import Basis
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.wording import alphabetical
from questionnaires import loader
from questionnaires.faults import FaultsError, fault

FORMATS = ("pdf", "docx")
_RELEASE, _TEMPLATE = "release.json", "template.docx"
_LONGEST_NAME = 60


class OtherReleaseError(FaultsError):
    """The folder holds reports on another release."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The reports to write: of which release, where, in which languages and formats.

    `release` is a document with the questionnaire's source and the results.
    """

    release: bytes
    folder: Path
    languages: tuple[str, ...] = ("mn",)
    formats: tuple[str, ...] = FORMATS
    letterhead: Letterhead = DISTRICT
    template: bytes | None = None

    @property
    def digest(self) -> str:
        """Return what tells this release from every other."""
        return hashlib.sha256(self.release).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one organisation's reports.

    `fault` says what went wrong, without any text of the release.
    """

    organisation: str
    paths: tuple[Path, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Task:
    folder: Path
    digest: str
    organisation: str
    stem: str
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    letterhead: Letterhead


def document(questionnaire: bytes, results: object) -> bytes:
    """Return a release as one document: the questionnaire's source and the results."""
    held = {"questionnaire": questionnaire.decode(), "results": results}
    return json.dumps(held, ensure_ascii=False).encode()


def organisations(release: bytes) -> list[str]:
    """Return the organisations of a release in the order of the alphabet."""
    return alphabetical(json.loads(release)["results"]["survey"]["organisations"])


def run(
    batch: Batch, only: Sequence[str] | None = None, *, workers: int = 2
) -> Iterator[Outcome]:
    """Write the reports that are not there yet, and yield each outcome as it comes.

    Whoever stops iterating stops the batch; what was not begun is given up.
    """
    _lay_down(batch)
    known = organisations(batch.release)
    tasks = [
        _task(batch, name, place)
        for place, name in enumerate(known, start=1)
        if only is None or name in only
    ]
    open_tasks = []
    for task in tasks:
        paths = _paths(task)
        if all(path.exists() for path in paths):
            yield Outcome(task.organisation, paths)
        else:
            open_tasks.append(task)
    if open_tasks:
        yield from _worked(open_tasks, workers)


def _worked(tasks: Sequence[_Task], workers: int) -> Iterator[Outcome]:
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        given = {pool.submit(_write, task): task for task in tasks}
        for done in as_completed(given):
            yield _outcome(given[done], done)
    finally:
        pool.shutdown(cancel_futures=True)


def _outcome(task: _Task, done: Future[tuple[Path, ...]]) -> Outcome:
    error = done.exception()
    if error is None:
        return Outcome(task.organisation, done.result())
    return Outcome(task.organisation, (), type(error).__name__)


def _lay_down(batch: Batch) -> None:
    batch.folder.mkdir(parents=True, exist_ok=True)
    place = batch.folder / _RELEASE
    if place.exists() and place.read_bytes() != batch.release:
        raise OtherReleaseError(
            [
                fault(
                    str(batch.folder),
                    "Энд өөр үр дүнгийн тайлан байна. Хоосон хавтас сонгоно уу.",
                    "Reports on another release lie here. Choose an empty folder.",
                )
            ]
        )
    _replaced(place, batch.release)
    if batch.template is not None:
        _replaced(batch.folder / _TEMPLATE, batch.template)


def _task(batch: Batch, name: str, place: int) -> _Task:
    told = re.sub(r"[^\w-]+", "-", name).strip("-")[:_LONGEST_NAME]
    return _Task(
        folder=batch.folder,
        digest=batch.digest,
        organisation=name,
        stem=f"{place:03d}-{told}",
        languages=batch.languages,
        formats=batch.formats,
        letterhead=batch.letterhead,
    )


def _paths(task: _Task) -> tuple[Path, ...]:
    return tuple(
        task.folder / f"{task.stem}-{language}.{name}"
        for language in task.languages
        for name in task.formats
    )


def _write(task: _Task) -> tuple[Path, ...]:
    """Write the reports of one organisation; this runs in a worker."""
    known = _known(task.folder, task.digest, task.letterhead)
    template = _template(task.folder)
    paths = iter(_paths(task))
    written = []
    for language in task.languages:
        report = organisation.build(known, task.organisation, language=language)
        for name in task.formats:
            held = formats.rendered(name, report, template)
            written.append(_replaced(next(paths), held))
    return tuple(written)


@lru_cache(maxsize=1)
def _known(folder: Path, digest: str, letterhead: Letterhead) -> Basis:
    release = (folder / _RELEASE).read_bytes()
    if hashlib.sha256(release).hexdigest() != digest:
        raise OtherReleaseError([])
    return _basis_of(release, letterhead)


def _basis_of(release: bytes, letterhead: Letterhead) -> Basis:
    held = json.loads(release)
    questionnaire = loader.read(held["questionnaire"].encode())
    published = disclosure.restored(held["results"], questionnaire)
    return organisation.basis(published, letterhead)


@lru_cache(maxsize=1)
def _template(folder: Path) -> bytes | None:
    place = folder / _TEMPLATE
    return place.read_bytes() if place.exists() else None


def _replaced(path: Path, held: bytes) -> Path:
    """Write a file under another name first: it is there whole or not at all."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(held)
    return draft.replace(path)
