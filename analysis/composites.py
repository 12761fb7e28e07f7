"""Indicators and indices of each respondent: means of items, and of indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from analysis.dataset import NOT_ASKED, Dataset
from analysis.levels import Ladder, Steps
from analysis.tallies import Counts, Flags
from questionnaires.model import Item

FINEST = 1 << 18
_WEIGHTS = 10_000


@dataclass(frozen=True, slots=True)
class Composite:
    """An indicator of each respondent: the mean of the items that they answered.

    `total` is in steps of the ladder (`top` make 100) over `count` items. It is one
    only where `enough` items were answered: at least half of those that applied.
    `steps` are those of the items (items × respondents).
    """

    steps: Steps
    top: int
    total: Steps
    count: Steps
    enough: Flags

    @property
    def unit(self) -> int:
        """Return in how many parts 100 is cut so that every mean is a whole number.

        Of indicators with very many items it is rounded to 0.0004 points.
        """
        return min(self.top * lcm(*range(1, len(self.steps) + 1)), FINEST)

    @property
    def whole(self) -> NDArray[np.int32]:
        """Return the means in parts of `unit`, less half of it; 0 where there is none.

        Taking the half away keeps the sums of squares small.
        """
        of_items = np.arange(1, len(self.steps) + 1) * self.top
        if (self.unit % of_items).any():
            below = np.maximum(self.count, 1).astype(np.int64) * self.top
            found = (2 * self.total.astype(np.int64) * self.unit + below) // (2 * below)
            parts = found.astype(np.int32)
        else:
            sizes = np.array([0, *(self.unit // of_items)], dtype=np.int32)
            parts = sizes[self.count] * self.total
        return np.asarray((parts - np.int32(self.unit // 2)) * self.enough)


def composite(dataset: Dataset, name: str) -> Composite:
    """Return an indicator of each respondent.

    The half that must be answered is of the items that applied to the respondent.
    """
    items = items_of(dataset, name)
    ladder = Ladder.of(dataset, items)
    columns = [dataset.columns[item.name] for item in items]
    steps = ladder.climb(columns, len(dataset))
    both = np.zeros(len(dataset), dtype=steps.dtype)
    count, spared = np.zeros_like(both), np.zeros_like(both)
    for item, row, column in zip(items, steps, columns, strict=True):
        both += row + 1
        count += row >= 0
        if item.when is not None:
            spared += column == NOT_ASKED
    enough = (count > 0) & (count >= len(items) - spared - count)
    return Composite(steps, ladder.top, both - count, count, enough)


def indices(dataset: Dataset) -> dict[str, dict[str, float]]:
    """Return every index of the questionnaire with weights that sum to one."""
    found: dict[str, dict[str, float]] = {}
    for indicator in dataset.questionnaire.indicators:
        found.setdefault(indicator.index, {})[indicator.name] = indicator.weight.value
    return {
        name: {part: weight / sum(weights.values()) for part, weight in weights.items()}
        for name, weights in found.items()
    }


@dataclass(frozen=True, slots=True)
class OwnIndex:
    """Each respondent's index over the indicators that they have, as a fraction.

    `total` stands over `weight` times `unit`; without an indicator both are 0.
    """

    total: Counts
    weight: Counts
    unit: int
    heaviest: int


def own_index(weights: Mapping[str, float], parts: Sequence[Composite]) -> OwnIndex:
    """Return each respondent's index; weights are kept to a ten-thousandth."""
    shares = [Fraction(w).limit_denominator(_WEIGHTS) for w in weights.values()]
    whole = lcm(*(share.denominator for share in shares))
    heavy = [int(share * whole) for share in shares]
    common = gcd(*heavy) or 1
    unit = lcm(*(part.unit for part in parts))
    total = np.zeros(len(parts[0].enough), dtype=np.int64)
    weight = np.zeros_like(total)
    for each, part in zip(heavy, parts, strict=True):
        size = each // common
        total += (part.whole + part.enough * (part.unit // 2)) * (
            size * (unit // part.unit)
        )
        weight += part.enough * size
    return OwnIndex(total, weight, unit, sum(heavy) // common)


def items_of(dataset: Dataset, indicator: str) -> list[Item]:
    """Return the items of an indicator."""
    items = dataset.questionnaire.items
    return [item for item in items if item.indicator == indicator]
