"""Decides what may be shown. Everything a person sees has passed here.

`Published` is a type that only this module makes; charts, reports and findings
require it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from analysis import rounding, suppression
from analysis.figures import Cell, Disclosure, DisclosureNote, Rate, Withheld
from analysis.results import (
    ExperienceResult,
    IndexResult,
    IndicatorResult,
    ItemResult,
    Results,
    SensitiveResult,
    from_document,
)
from questionnaires.model import Questionnaire

T = TypeVar("T")
Shown = TypeVar("Shown", Cell, Rate)
Parts = TypeVar("Parts", ItemResult, IndicatorResult, IndexResult, ExperienceResult)
_SEAL = object()


class UnprotectedError(TypeError):
    """Somebody tried to publish without disclosure control."""


@dataclass(frozen=True, slots=True)
class Published(Generic[T]):
    """Something that passed disclosure control and may be shown."""

    value: T
    seal: object

    def __post_init__(self) -> None:
        """Refuse to exist for anybody but this module."""
        if self.seal is not _SEAL:
            raise UnprotectedError("Only disclosure control publishes results.")


def protect(results: Results) -> Published[Results]:
    """Return the results without the figures that could point to a person.

    Figures are suppressed, never rounded: `rounded` is the last step before showing.
    """
    floor = results.facts.cell_floor
    notes: list[DisclosureNote] = []
    protected = replace(
        results,
        items=_block("items", results.items, floor, notes),
        indicators=_block("indicators", results.indicators, floor, notes),
        indices=_block("indices", results.indices, floor, notes),
        experience=_block("experience", results.experience, floor, notes),
        sensitive={
            name: _sensitive(found, floor) for name, found in results.sensitive.items()
        },
        disclosure=Disclosure(floor=floor, withheld=tuple(notes)),
        tallies={},
    )
    return Published(protected, _SEAL)


def rounded(published: Published[Results]) -> Published[Results]:
    """Return published results rounded for showing: the last step."""
    return Published(rounding.rounded(published.value), _SEAL)


def with_recommendations(
    published: Published[Results], proposed: tuple[Mapping[str, object], ...]
) -> Published[Results]:
    """Return published results with what was recommended from nothing but them."""
    return Published(replace(published.value, recommendations=proposed), _SEAL)


def restored(
    document: Mapping[str, object], questionnaire: Questionnaire
) -> Published[Results]:
    """Return the release that a document of our own holds.

    The document must come from where protected results are kept, never from outside.
    """
    return Published(from_document(document, questionnaire), _SEAL)


def _block(
    block: str, parts: Mapping[str, Parts], floor: int, notes: list[DisclosureNote]
) -> dict[str, Parts]:
    found = {}
    for name, part in parts.items():
        decided = suppression.decide(part, floor)
        notes += [
            DisclosureNote(block, name, cut, cell, reason.withheld)
            for cut, cell, reason in decided.withheld
        ]
        found[name] = _apply(part, decided)
    return found


def _apply(part: Parts, decided: suppression.Decision) -> Parts:
    reasons = {(cut, cell): reason for cut, cell, reason in decided.withheld}
    by = {
        cut: {
            name: reasons.get((cut, name)) or _bare(figure)
            for name, figure in figures.items()
        }
        for cut, figures in part.by.items()
    }
    overall = reasons.get(("", "")) or part.overall
    return replace(part, overall=overall, by=by)


def _bare(figure: Cell | Rate | Withheld) -> Cell | Rate | Withheld:
    """Return a cell of a breakdown without its distribution of answers."""
    if isinstance(figure, Cell):
        return replace(figure, counts=None, missing=None, median=None)
    return figure


def _sensitive(found: SensitiveResult, floor: int) -> SensitiveResult:
    figure = found.overall
    if isinstance(figure, Withheld) or figure.n >= floor:
        return found
    return SensitiveResult(Withheld(f"n<{floor}"))
