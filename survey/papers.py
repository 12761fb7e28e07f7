"""The files that protected results are handed out in, each under one name.

A name is one of a fixed list, so that no address can ask for any other file.
"""

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from analysis.disclosure import Published
from analysis.report import building, formats, xlsx
from analysis.report.formats import Files
from analysis.report.kinds import organisation
from analysis.report.kinds.implementation import Implementation
from analysis.report.letterhead import Letterhead
from analysis.results import Results
from analysis.wording import LANGUAGES

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "html": "text/html; charset=utf-8",
}
_PACKED = {"csv.zip": "csv", "open-data.zip": "open-data"}


class UnknownPaperError(LookupError):
    """No file of this name is handed out."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file by its name; the ending says what it is."""

    name: str
    language: str
    ending: str

    @property
    def content_type(self) -> str:
        """Return what the file is, as a browser is told."""
        return TYPES[self.ending]


@cache
def offered() -> tuple[Paper, ...]:
    """Return all files of a survey's results."""
    written = [
        Paper(f"report-{language}.{ending}", language, ending)
        for ending in ("pdf", "docx", "xlsx")
        for language in LANGUAGES
    ]
    return (*written, *(Paper(name, "", "zip") for name in _PACKED))


def find(name: str) -> Paper:
    """Return the file of a name; raise UnknownPaperError where there is none."""
    for paper in offered():
        if paper.name == name:
            return paper
    raise UnknownPaperError("No file of this name is handed out.")


def write(
    published: Published[Results],
    paper: Paper,
    head: Letterhead,
    *,
    done: Implementation | None = None,
) -> bytes:
    """Return a file of a survey's results; `done` is what followed from surveys."""
    if paper.ending == "zip":
        return _packed(published, _PACKED[paper.name], head)
    report = building.build(
        published, language=paper.language, letterhead=head, done=done
    )
    if paper.ending == "xlsx":
        return xlsx.render(published, report)
    return formats.rendered(paper.ending, report)


def of_organisation(
    published: Published[Results], name: str, paper: Paper, head: Letterhead
) -> bytes:
    """Return an organisation's own report, beside all who answered."""
    known = organisation.basis(published, head)
    report = organisation.build(known, name, language=paper.language)
    return formats.rendered(paper.ending, report)


def packed(paths: Sequence[Path], folder: Path) -> bytes:
    """Return files below a folder as one archive."""
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as zipped:
        for path in sorted(paths):
            zipped.write(path, str(path.relative_to(folder)))
    return archive.getvalue()


def _packed(published: Published[Results], kind: str, head: Letterhead) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = Files(formats=(kind,), letterhead=head)
        return packed(list(formats.write(published, folder, files)), folder)
