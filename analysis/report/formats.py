"""Writes a release to disk in the formats that somebody asks for."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.disclosure import Published, rounded
from analysis.report import (
    building,
    csv_files,
    docx,
    gridding,
    html,
    open_data,
    pdf,
    xlsx,
)
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import Report
from analysis.results import Results, to_document
from analysis.wording import LANGUAGES
from questionnaires.faults import FaultsError, fault

FORMATS = ("json", "html", "pdf", "docx", "xlsx", "csv", "open-data")
_IN_A_LANGUAGE = ("html", "pdf", "docx", "xlsx")


class UnknownFormatError(FaultsError):
    """A format that no release is written in."""


@dataclass(frozen=True, slots=True)
class Files:
    """Which files of a release are wanted, and how they look."""

    formats: tuple[str, ...] = FORMATS
    template: bytes | None = None
    letterhead: Letterhead = DISTRICT


EVERY_FILE = Files()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a command choose formats and a template of Word."""
    parser.add_argument(
        "--formats",
        default=",".join(FORMATS),
        metavar="LIST",
        help=f"which of {', '.join(FORMATS)}, with commas between them",
    )
    parser.add_argument(
        "--template",
        type=Path,
        metavar="FILE.docx",
        help="your own look for Word files",
    )


def chosen(options: argparse.Namespace, *, letterhead: Letterhead = DISTRICT) -> Files:
    """Return the files that the options of a command ask for.

    Raises UnknownFormatError or docx.WordTemplateError before any work is done.
    """
    wanted = tuple(name.strip() for name in options.formats.split(",") if name.strip())
    unknown = sorted(set(wanted) - set(FORMATS))
    if unknown or not wanted:
        raise UnknownFormatError(
            [
                fault(
                    "--formats",
                    f"Танигдаагүй: {', '.join(unknown) or '—'}. "
                    f"Боломжтой нь: {', '.join(FORMATS)}.",
                    f"Not known: {', '.join(unknown) or '—'}. "
                    f"There are: {', '.join(FORMATS)}.",
                )
            ]
        )
    template = options.template.read_bytes() if options.template else None
    if template is not None:
        docx.check(template)
    return Files(wanted, template, letterhead)


def write(
    published: Published[Results], folder: Path, files: Files = EVERY_FILE
) -> Iterator[Path]:
    """Write the wanted files and yield each path when it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    if "json" in files.formats:
        yield _json(folder / "results.json", published)
        yield _json(folder / "published.json", rounded(published))
    if "csv" in files.formats:
        for grid in gridding.build(published, LANGUAGES):
            yield _kept(folder / "csv" / f"{grid.name}.csv", csv_files.render(grid))
    if "open-data" in files.formats:
        yield from open_data.write(published, folder)
    if set(files.formats) & set(_IN_A_LANGUAGE):
        yield from _reports(published, folder, files)


def _reports(
    published: Published[Results], folder: Path, files: Files
) -> Iterator[Path]:
    for language in LANGUAGES:
        report = building.build(
            published, language=language, letterhead=files.letterhead
        )
        for name in _IN_A_LANGUAGE:
            if name in files.formats:
                path = folder / f"report-{language}.{name}"
                yield _kept(path, _rendered(name, published, report, files))


def rendered(name: str, report: Report, template: bytes | None = None) -> bytes:
    """Return a report as the bytes of a file that is read: html, pdf or docx."""
    if name == "html":
        return html.render(report).encode()
    if name == "pdf":
        return pdf.render(report)
    return docx.render(report, template=template)


def _rendered(
    name: str, published: Published[Results], report: Report, files: Files
) -> bytes:
    if name == "xlsx":
        return xlsx.render(published, report)
    return rendered(name, report, files.template)


def _json(path: Path, published: Published[Results]) -> Path:
    text = json.dumps(to_document(published.value), ensure_ascii=False, indent=1)
    return _kept(path, f"{text}\n".encode())


def _kept(path: Path, held: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(held)
    return path
