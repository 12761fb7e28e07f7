"""Writes the reports of all organisations, several at a time.

Of a survey of citizens there is also a report to hang up for each service point and
each service. The release is laid beside the reports once; each worker reads it from
there. A report is finished when it has its name, so one can stop at any moment: what is
finished stays, and the next run of the same release goes on from there. A report that
fails is named and does not stop the others.
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
from analysis.report.kinds import organisation, service_point
from analysis.report.kinds.organisation import Basis
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import Report
from analysis.results import ORGANISATION
from questionnaires import loader
from questionnaires.faults import FaultsError, fault

FORMATS = ("pdf", "docx")
_RELEASE, _TEMPLATE = "release.json", "template.docx"
_LONGEST_NAME = 60
_OWN = "own"  # the report for an organisation; the others are for citizens, by a cut


class OtherReleaseError(FaultsError):
    """The folder holds reports on another release."""


class UnknownNameError(FaultsError):
    """The release has no organisation and no service of a name."""


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
    """What became of the reports of one organisation or service.

    `fault` says what went wrong, without any text of the release.
    """

    name: str
    paths: tuple[Path, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Task:
    folder: Path
    digest: str
    name: str
    stems: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    letterhead: Letterhead


def document(questionnaire: bytes, results: object) -> bytes:
    """Return a release as one document: the questionnaire's source and the results."""
    held = {"questionnaire": questionnaire.decode(), "results": results}
    return json.dumps(held, ensure_ascii=False).encode()


def names(release: bytes) -> list[str]:
    """Return whom reports are about: organisations, then services of citizens.

    Both stand in the order of the alphabet.
    """
    return [name for name, _kinds in _subjects(_basis_of(release, DISTRICT))]


def _subjects(known: Basis) -> list[tuple[str, tuple[str, ...]]]:
    """Return each name with the kinds of reports about it."""
    results = known.shown.value
    points = set(service_point.points(results))
    of_body = {
        name: (_OWN, ORGANISATION) if name in points else (_OWN,)
        for name in known.organisations
    }
    services = service_point.services(results)
    return [*of_body.items(), *((name, (service_point.SERVICE,)) for name in services)]


def run(
    batch: Batch, only: Sequence[str] | None = None, *, workers: int = 2
) -> Iterator[Outcome]:
    """Write the reports that are not there yet, and yield each outcome as it comes.

    Whoever stops iterating stops the batch; what was not begun is given up.
    """
    known = _subjects(_basis_of(batch.release, batch.letterhead))
    _require_known(only or (), {name for name, _kinds in known})
    _lay_down(batch)
    tasks = [
        _task(batch, name, kinds, place)
        for place, (name, kinds) in enumerate(known, start=1)
        if only is None or name in only
    ]
    open_tasks = []
    for task in tasks:
        paths = _paths(task)
        if all(path.exists() for path in paths):
            yield Outcome(task.name, paths)
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
        return Outcome(task.name, done.result())
    return Outcome(task.name, (), type(error).__name__)


def _require_known(wanted: Sequence[str], known: set[str]) -> None:
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise UnknownNameError(
            [
                fault(
                    name,
                    "Үр дүнд ийм нэртэй байгууллага, үйлчилгээ алга.",
                    "The release has no organisation or service of this name.",
                )
                for name in unknown
            ]
        )


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


def _task(batch: Batch, name: str, kinds: Sequence[str], place: int) -> _Task:
    told = re.sub(r"[^\w-]+", "-", name).strip("-")[:_LONGEST_NAME]
    stem = f"{place:03d}-{told}"
    return _Task(
        folder=batch.folder,
        digest=batch.digest,
        name=name,
        stems=tuple(
            (kind, stem if kind == _OWN else f"{stem}-citizens") for kind in kinds
        ),
        languages=batch.languages,
        formats=batch.formats,
        letterhead=batch.letterhead,
    )


def _paths(task: _Task) -> tuple[Path, ...]:
    return tuple(
        task.folder / f"{stem}-{language}.{name}"
        for _kind, stem in task.stems
        for language in task.languages
        for name in task.formats
    )


def _write(task: _Task) -> tuple[Path, ...]:
    """Write the reports about one name; this runs in a worker."""
    known = _known(task.folder, task.digest, task.letterhead)
    template = _template(task.folder)
    paths = iter(_paths(task))
    written = []
    for kind, _stem in task.stems:
        for language in task.languages:
            report = _report(known, task.name, kind, language)
            for name in task.formats:
                held = formats.rendered(name, report, template)
                written.append(_replaced(next(paths), held))
    return tuple(written)


def _report(known: Basis, name: str, kind: str, language: str) -> Report:
    if kind == _OWN:
        return organisation.build(known, name, language=language)
    return service_point.build(known, name, language=language, cut=kind)


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
