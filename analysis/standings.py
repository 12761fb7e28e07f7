"""Compares organisations by what is published of them, and by nothing else.

Whatever is computed here is computed from shown cells, so that it cannot tell of a
withheld one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.figures import Cell, Standing, Withheld
from analysis.results import ORGANISATION, Ranking, Shown
from analysis.statistics.agreement import group_reliability, icc1, icc2
from analysis.statistics.estimates import Estimate
from analysis.statistics.ranking import classes, rank_sets, shrink_estimates
from analysis.statistics.samples import UndefinedError, t_quantile
from analysis.statistics.waves import against_rest
from analysis.tallies import Flags, Scores, Tally

COMPARABLE = 0.60
_CONFIDENCE = 0.95
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Comparing:
    """The shown cells of the organisations, and how many people each has."""

    cells: Mapping[str, Cell]
    headcounts: Mapping[str, int]
    seed: int

    @classmethod
    def of(
        cls, by: Mapping[str, Mapping[str, Shown]], headcounts: Mapping[str, int], *,
        seed: int, least: int = 0,
    ) -> "Comparing":  # fmt: skip
        """Take the organisations that are shown, with at least so many people."""
        shown = {
            name: cell
            for name, cell in by.get(ORGANISATION, {}).items()
            if isinstance(cell, Cell) and cell.n >= least and cell.low is not None
        }
        return cls(shown, headcounts, seed)

    def shrunken(self) -> dict[str, float]:
        """Return the means drawn towards their common mean, if three can be."""
        if len(self.cells) < _LEAST:
            return {}
        found = [estimate_of(cell) for cell in self.cells.values()]
        told = shrink_estimates(
            [one.value for one in found],
            [one.se for one in found],
            names=tuple(self.cells),
        )
        return {one.group: one.value for one in told.groups}

    def ranking(self, reliability: float | None) -> Ranking | None:
        """Return where each organisation stands, never as a rank alone."""
        drawn = self.shrunken()
        if not drawn:
            return None
        found = {name: estimate_of(cell) for name, cell in self.cells.items()}
        estimates = list(found.values())
        apart = against_rest(estimates, self._people())
        ranks = rank_sets(
            [one.value for one in estimates],
            [one.se for one in estimates],
            generator=np.random.default_rng(self.seed),
            degrees=[max(one.n - 1, 1) for one in estimates],
        )
        return Ranking(
            {
                name: Standing(
                    mean=one.value,
                    low=one.low,
                    high=one.high,
                    shrunken=drawn[name],
                    rank_low=rank.best,
                    rank_high=rank.worst,
                    standing=kind.value,
                )
                for (name, one), rank, kind in zip(
                    found.items(), ranks, classes(apart), strict=True
                )
            },
            reliability=reliability,
            comparable=reliability is not None and reliability >= COMPARABLE,
        )

    def _people(self) -> list[int]:
        """Return headcounts, or answers where not every headcount is known."""
        if set(self.cells) <= set(self.headcounts):
            return [self.headcounts[name] for name in self.cells]
        return [cell.n for cell in self.cells.values()]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much people of one organisation agree; absent where they do not."""

    icc1: float | None = None
    icc2: float | None = None
    reliability: float | None = None


def agreement_of(tally: Tally, shown: Mapping[str, Flags]) -> Agreement:
    """Return how much of the differences is between the shown organisations."""
    scores: list[Scores] = []
    for atoms in shown.values():
        counts = tally.counts[atoms].sum(axis=0)
        scores.append(np.repeat(np.nan_to_num(tally.scores), counts))
    if len(scores) < _LEAST:
        return Agreement()
    groups = np.repeat(np.arange(len(scores)), [len(one) for one in scores])
    try:
        first = icc1(np.concatenate(scores), groups)
        second = icc2(np.concatenate(scores), groups)
    except UndefinedError:
        return Agreement()
    if first <= 0:
        return Agreement()
    size = len(groups) / len(scores)
    return Agreement(first, max(second, 0.0), group_reliability(size, first))


def estimate_of(cell: Cell) -> Estimate:
    """Return a published cell as an estimate with its standard error."""
    if cell.mean is None or cell.low is None or cell.high is None:
        raise UndefinedError("A mean without an interval has no standard error.")
    reach = t_quantile(_CONFIDENCE, cell.n - 1)
    se = (cell.high - cell.low) / 2 / reach
    return Estimate(cell.n, cell.mean, cell.low, cell.high, se)


def with_shrunken(
    by: Mapping[str, Mapping[str, Shown]], shrunken: Mapping[str, float]
) -> dict[str, dict[str, Cell | Withheld]]:
    """Put shrunken means beside the observed ones, never instead."""
    told = {cut: dict(cells) for cut, cells in by.items()}
    for name, value in shrunken.items():
        cell = told[ORGANISATION][name]
        if isinstance(cell, Cell):
            told[ORGANISATION][name] = replace(cell, shrunken=value)
    return told
