"""The parts of a release as pages show them: charts and tables of the report, by topic.

All of it is taken from the report that everybody will read, so that a page can show
nothing that disclosure control did not release. Reports are kept in memory, because
drawing one takes a second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from analysis import changes, disclosure
from analysis.charts.model import Chart, Table
from analysis.report import building, released_comments
from analysis.report import changes as told_changes
from analysis.report.kinds import organisation
from analysis.report.model import Block, Report, Section
from analysis.wording import words
from survey import publishing

_MAP = "importance-"
# Each part with the sections of the report that it shows.
PARTS: Mapping[str, tuple[str, ...]] = {
    "scores": ("indices", "indicators"),
    "organisations": ("organisations", "groups"),
    "questions": ("answers",),
    "experience": ("experience", "sensitive"),
    "drivers": ("indicators",),
    "comments": ("comments",),
    "coverage": ("coverage",),
}
OWN = ("scores", "experience", "annex")


def part(release: bytes, word: str, language: str) -> Sequence[Section]:
    """Return the sections of one part of a release; none where it has no figures."""
    every = _report(release, language).sections
    found = (one for one in every if one.name in PARTS[word])
    kept = [part for one in found for part in _kept(one, word)]
    if word == "comments":
        published = publishing.restored(release)
        kept += released_comments.sections(published, words(language))
    return kept


def own(release: bytes, body: str, language: str) -> Sequence[Section]:
    """Return what is released of one organisation, beside all who answered.

    Raises UnknownOrganisationError where the organisation took no part.
    """
    sections = _own_report(release, body, language).sections
    return [one for one in sections if one.name in OWN]


def compared(release: bytes, before: bytes, language: str) -> Sequence[Section]:
    """Return what moved from an earlier release to this one."""
    return _compared(release, before, language)


def tables(sections: Sequence[Section]) -> list[Table]:
    """Return all tables, those of charts too, in the order in which they are shown."""
    return list(_tables(sections))


def _tables(sections: Sequence[Section]) -> Iterator[Table]:
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                yield block.table
            elif isinstance(block, Table):
                yield block


def _kept(section: Section, word: str) -> Iterator[Section]:
    """Yield a section; the map of drivers is a part of its own."""
    if section.name != "indicators":
        yield section
        return
    blocks = tuple(b for b in section.blocks if _is_map(b) == (word == "drivers"))
    if blocks:
        yield replace(section, blocks=blocks)


def _is_map(block: Block) -> bool:
    return isinstance(block, Chart) and block.name.startswith(_MAP)


@lru_cache(maxsize=8)
def _report(release: bytes, language: str) -> Report:
    return building.build(publishing.restored(release), language=language)


@lru_cache(maxsize=16)
def _own_report(release: bytes, body: str, language: str) -> Report:
    known = organisation.basis(publishing.restored(release))
    return organisation.build(known, body, language=language)


@lru_cache(maxsize=16)
def _compared(release: bytes, before: bytes, language: str) -> tuple[Section, ...]:
    now, then = publishing.restored(release), publishing.restored(before)
    moved = changes.changes([then], now)
    kept = disclosure.with_entered(now, now.value.indices, moved)
    return tuple(told_changes.sections(disclosure.rounded(kept), words(language)))
