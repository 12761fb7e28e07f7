"""Decides which cells of one result are withheld, and why.

The rules look at the counts of people only: too few, all alike, and what could be
computed by taking shown cells from a shown whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.figures import Cell, Rate, Withheld
from analysis.results import (
    ExperienceResult,
    IndexResult,
    IndicatorResult,
    ItemResult,
)

Part = ItemResult | IndicatorResult | IndexResult | ExperienceResult
Figure = Cell | Rate | Withheld
COMPLEMENT = "complement"
ALIKE = "alike"
_ALMOST = 1
_BANDS = ((0, 25), (25, 50), (50, 75), (75, 100))


@dataclass(frozen=True, slots=True)
class Decision:
    """What is withheld: cut, cell and reason; the whole has empty names."""

    withheld: tuple[tuple[str, str, Withheld], ...]


def decide(part: Part, floor: int) -> Decision:
    """Return what must be withheld of one item, indicator, index or experience."""
    whole = _alone(part.overall, floor)
    if whole is not None and whole.withheld != ALIKE:
        everything = [("", "", whole)] + [
            (cut, name, whole) for cut, cells in part.by.items() for name in cells
        ]
        return Decision(tuple(everything))
    found = [("", "", whole)] if whole is not None else []
    for cut, cells in part.by.items():
        reasons = _cut(cells, _people(part.overall), floor)
        found += [(cut, name, reason) for name, reason in reasons.items()]
    return Decision(tuple(found))


def hidden_people(
    shown: Mapping[str, int], hidden: Mapping[str, int], whole: int
) -> int:
    """Return how many people a reader finds by taking the shown cells from the whole.

    `whole` may count people who are in no cell; they hide behind nothing but their
    number.
    """
    return whole - sum(shown.values()) if hidden or whole else 0


def _cut(cells: Mapping[str, Figure], whole: int, floor: int) -> dict[str, Withheld]:
    reasons = {
        name: reason
        for name, figure in cells.items()
        if (reason := _alone(figure, floor)) is not None
    }
    sizes = {name: _people(figure) for name, figure in cells.items()}
    for name in _complements(sizes, set(reasons), whole, floor):
        reasons[name] = Withheld(COMPLEMENT)
    return reasons


def _complements(
    sizes: Mapping[str, int], withheld: set[str], whole: int, floor: int
) -> Iterator[str]:
    """Yield the cells, smallest first, that must be withheld beside the others.

    A lone withheld cell takes a second with it, and what the withheld cells and the
    people in no cell have together is nobody, or at least `floor` people.
    """
    hidden = {name for name in withheld if sizes[name]}
    while True:
        shown = {name: n for name, n in sizes.items() if name not in hidden and n}
        rest = hidden_people(shown, {name: sizes[name] for name in hidden}, whole)
        outside = whole - sum(sizes.values())
        lone = len(hidden) == 1 and not outside
        if not shown or not (lone or 0 < rest < floor):
            return
        second = min(shown, key=lambda name: (shown[name], name))
        hidden.add(second)
        yield second


def _alone(figure: Figure, floor: int) -> Withheld | None:
    """Return why a figure may not be shown whatever stands beside it."""
    if isinstance(figure, Withheld):
        return figure
    if figure.n < floor:
        return Withheld(f"n<{floor}")
    if isinstance(figure, Rate):
        return _rate_alike(figure)
    return _cell_alike(figure)


def _cell_alike(cell: Cell) -> Withheld | None:
    if cell.mean is None or cell.positive is None:
        return None
    most = max((cell.counts or {}).values(), default=0)
    constant = cell.counts is None and cell.low == cell.high == cell.mean
    if most < cell.n - _ALMOST and not constant:
        return None
    return Withheld(ALIKE, _band(cell.mean))


def _rate_alike(rate: Rate) -> Withheld | None:
    happened = round((rate.rate or 0) * rate.n)
    if _ALMOST < happened < rate.n - _ALMOST:
        return None
    return Withheld(ALIKE, "≤10%" if happened <= _ALMOST else "≥90%")


def _band(mean: float) -> str:
    low, high = next(band for band in _BANDS if mean <= band[1])
    return f"{low}–{high}"


def _people(figure: Figure) -> int:
    return 0 if isinstance(figure, Withheld) else figure.n
