"""Takes margins of error away from figures of people who chose themselves to answer.

Whoever answers at a poster was not drawn, and nobody knows who walked by. Chance among
those who answered says nothing of the others, so that no interval is shown: not of a
group that answered by poster, and not of a figure in which its answers are mixed with
others.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from analysis.figures import Cell, Estimate, Rate
from analysis.results import ORGANISATION, Changes, Results

_BLOCKS = ("items", "indicators", "indices", "experience")
_OF_CELLS = ("low", "high", "positive_low", "positive_high")
Tree: TypeAlias = Any


def without(results: Results) -> Results:
    """Return results without the intervals that mean nothing."""
    if not results.facts.posters:
        return results
    blocks: dict[str, Tree] = {
        block: {
            name: _result(result, frozenset(results.facts.posters))
            for name, result in getattr(results, block).items()
        }
        for block in _BLOCKS
    }
    return replace(results, **blocks, changes=_changes(results.changes))


def of_all(results: Results) -> bool:
    """Return whether figures of all who answered have a margin of error."""
    return not results.facts.posters


def of_groups(results: Results) -> bool:
    """Return whether the figures of any group have one."""
    return bool(set(results.organisations) - set(results.facts.posters))


def _changes(changes: Changes | None) -> Changes | None:
    if changes is None:
        return None
    waves = tuple(
        replace(one, means={name: _bare(mean) for name, mean in one.means.items()})
        for one in changes.waves
    )
    return replace(changes, waves=waves)


def _result(result: Tree, posters: frozenset[str]) -> Tree:
    by = {
        cut: _cells(cells, posters if cut == ORGANISATION else frozenset(cells))
        for cut, cells in result.by.items()
    }
    return replace(result, overall=_bare(result.overall), by=by)


def _cells(cells: Mapping[str, Tree], chosen: frozenset[str]) -> dict[str, Tree]:
    return {
        name: _bare(cell) if name in chosen else cell for name, cell in cells.items()
    }


def _bare(figure: Tree) -> Tree:
    if isinstance(figure, Cell):
        told: dict[str, Tree] = dict.fromkeys(_OF_CELLS)
        return replace(figure, **told, weighted=_bare(figure.weighted))
    if isinstance(figure, Rate):
        return replace(figure, low=None, high=None)
    return Estimate(figure.mean) if isinstance(figure, Estimate) else figure
