"""Writes the open data of a quarter: files of data and a description of them.

Everything in the folder is published and rounded. The description follows the Data
Package standard, version 2, so that programs find names, types and the licence.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.disclosure import Published, rounded
from analysis.report import csv_files, gridding
from analysis.report.grids import COUNT, REASON, TEXT, Grid, Heading
from analysis.results import Results, to_document
from analysis.wording import LANGUAGES, words

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
_MONTHS_IN_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms the data may be used."""

    name: str
    title: str
    path: str


OPEN = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by/4.0/",
)


def quarter(day: date | None) -> str:
    """Return the quarter of a day, such as 2026-Q3."""
    if day is None:
        return "undated"
    return f"{day.year}-Q{(day.month - 1) // _MONTHS_IN_QUARTER + 1}"


def write(
    published: Published[Results], folder: Path, *, licence: Licence = OPEN
) -> Iterator[Path]:
    """Write the open data of a release into the folder of its quarter."""
    facts = published.value.facts
    place = folder / f"open-data-{quarter(facts.closed)}" / facts.name
    place.mkdir(parents=True, exist_ok=True)
    contents = _contents(published)
    for name, (held, _described) in contents.items():
        (place / name).write_bytes(held)
        yield place / name
    package = _package(published, licence) | {
        "resources": [
            described | _weighed(name, held)
            for name, (held, described) in contents.items()
        ]
    }
    described_at = place / "datapackage.json"
    described_at.write_bytes(_json(package))
    yield described_at


def _contents(
    published: Published[Results],
) -> dict[str, tuple[bytes, dict[str, object]]]:
    document = _json(to_document(rounded(published).value))
    files: dict[str, tuple[bytes, dict[str, object]]] = {
        f"{grid.name}.csv": (csv_files.render(grid), _resource(grid))
        for grid in gridding.build(published, LANGUAGES)
    }
    whole: dict[str, object] = {
        "$schema": _RESOURCE_PROFILE,
        "name": "published",
        "title": words("mn").say("All results"),
        "type": "json",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
    }
    return files | {"published.json": (document, whole)}


def _package(published: Published[Results], licence: Licence) -> dict[str, object]:
    facts = published.value.facts
    told = "\n".join(_description(published, language) for language in LANGUAGES)
    return {
        "$schema": _PROFILE,
        "name": facts.name.replace("_", "-"),
        "id": f"sha256:{facts.manifest_digest}"
        if facts.manifest_digest
        else facts.name,
        "version": facts.version,
        "title": facts.title.to(LANGUAGES[0]),
        "description": told,
        "licenses": [
            {"name": licence.name, "title": licence.title, "path": licence.path}
        ],
        "sources": [{"title": facts.software}],
        "keywords": ["integrity", "survey", "Songinokhairkhan", facts.mode],
    }


def _description(published: Published[Results], language: str) -> str:
    told, facts = words(language), published.value.facts
    lines = [
        facts.title.to(language),
        f"{told.day(facts.opened)} – {told.day(facts.closed)}.",
        told.say(
            "Scores run from 0 to 100 with one decimal, shares from 0 to 1 with two. "
            "Where a figure is not shown, its row says why in the column “withheld”; "
            "n and n_to give a band where the number of people is small."
        ),
        told.say(
            "The district's own survey; not the IAAC's official assessment. "
            "Report corruption: hotline 110."
        ),
    ]
    if facts.sample:
        lines.append(told.say("SAMPLE DATA: an invented district"))
    return "\n".join(lines)


def _resource(grid: Grid) -> dict[str, object]:
    return {
        "$schema": _RESOURCE_PROFILE,
        "name": grid.name,
        "title": grid.title,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": _fields(grid.headings), "missingValues": [""]},
    }


def _fields(headings: Sequence[Heading]) -> list[dict[str, str]]:
    kinds = {TEXT: "string", REASON: "string", COUNT: "integer"}
    return [
        {
            "name": heading.name,
            "title": heading.title,
            "type": kinds.get(heading.kind, "number"),
        }
        for heading in headings
    ]


def _weighed(name: str, held: bytes) -> dict[str, object]:
    return {
        "path": name,
        "bytes": len(held),
        "hash": f"sha256:{hashlib.sha256(held).hexdigest()}",
    }


def _json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
