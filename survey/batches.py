"""Writes the reports of all organisations of a release into one archive.

It reads published results alone; how far it is stands beside them in numbers.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from analysis.report import batch
from analysis.report.batch import Batch
from analysis.wording import LANGUAGES
from survey import publishing
from survey.database import Databases, reading
from survey.registry import surveys, work
from survey.registry.work import Stage

KIND = "reports"


def write(databases: Databases, folder: Path, survey: str, number: int) -> None:
    """Write a report for each organisation, and note how many are there."""
    with reading(databases.registry) as session:
        release = surveys.released(session, survey)
    if release is None:
        _note(databases, number, Stage.FAILED, 0, 0)
        return
    total = len(batch.names(release))
    paths: list[Path] = []
    failed = 0
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        made = Batch(
            release,
            Path(scratch),
            languages=LANGUAGES,
            letterhead=publishing.letterhead(b""),
        )
        _note(databases, number, Stage.RUNNING, 0, total)
        outcomes = enumerate(batch.run(made, None, workers=1), start=1)
        for done, outcome in outcomes:
            failed += bool(outcome.fault)
            paths += outcome.paths
            _note(databases, number, Stage.RUNNING, done, total)
        _pack(paths, archive(folder, number))
    stage = Stage.FAILED if failed else Stage.DONE
    _note(databases, number, stage, total - failed, total)


def archive(folder: Path, number: int) -> Path:
    """Return the place of the archive that a piece of work writes."""
    return folder / f"reports-{number}.zip"


def _pack(paths: Sequence[Path], target: Path) -> None:
    unfinished = target.with_suffix(".unfinished")
    with ZipFile(unfinished, "w", ZIP_DEFLATED) as packed:
        for path in sorted(paths):
            packed.write(path, path.name)
    unfinished.replace(target)


def _note(
    databases: Databases, number: int, stage: Stage, done: int, total: int
) -> None:
    with databases.registry.begin() as session:
        work.note(session, number, stage, done=done, total=total)
