"""Indicators and indices of each respondent: means of items, and of indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from analysis.dataset import NOT_ASKED, Dataset
from analysis.levels import Ladder, Steps
from analysis.tallies import Counts, Flags, Scores
from questionnaires.model import Item

Sums = NDArray[np.int32] | NDArray[np.int64]
FINEST = 1 << 18
_HIGHEST = 100


@dataclass(frozen=True, slots=True)
class Composite:
    """An indicator of each respondent: the mean of the items that they answered.

    `total` is in steps of the ladder (`top` make 100) over `count` items. It is one
    only where `enough` items were answered: at least half of those that applied.
    `steps` are those of the items (items × respondents).
    """

    steps: Steps
    top: int
    total: NDArray[np.int32]
    count: NDArray[np.int32]
    enough: Flags

    @property
    def scores(self) -> Scores:
        """Return the means on 0–100, and 0 where there is none."""
        of_items = np.where(self.enough, self.count, 1)
        total = np.where(self.enough, self.total, 0)
        return score_of(total, of_items, self.top)

    @property
    def unit(self) -> int:
        """Return in how many parts 100 is cut so that every mean is a whole number.

        Of indicators with very many items it is rounded to 0.0004 points.
        """
        return min(self.top * lcm(*range(1, len(self.steps) + 1)), FINEST)

    @property
    def whole(self) -> Counts:
        """Return the means in parts of `unit`, less 50 points; 0 where there is none.

        Taking 50 away keeps the sums of squares small.
        """
        below = np.where(self.enough, self.count, 1).astype(np.int64) * self.top
        parts = (2 * self.total * np.int64(self.unit) + below) // (2 * below)
        return np.where(self.enough, parts - self.unit // 2, 0)


def score_of(total: Sums, count: Sums, top: int) -> Scores:
    """Return the mean on 0–100 of so many items whose steps have a total."""
    return np.asarray(_HIGHEST * total / (count * np.float64(top)))


def composite(dataset: Dataset, name: str) -> Composite:
    """Return an indicator of each respondent.

    The half that must be answered is of the items that applied to the respondent.
    """
    items = items_of(dataset, name)
    columns = [dataset.columns[item.name] for item in items]
    ladder = Ladder.of(dataset, items)
    steps = ladder.climb(columns, len(dataset))
    total = np.zeros(len(dataset), dtype=np.int32)
    count, applied = np.zeros_like(total), np.zeros_like(total)
    for row, column in zip(steps, columns, strict=True):
        total += np.maximum(row, 0)
        count += row >= 0
        applied += column != NOT_ASKED
    enough = (count > 0) & (2 * count >= applied)
    return Composite(steps, ladder.top, total, count, enough)


def indices(dataset: Dataset) -> dict[str, dict[str, float]]:
    """Return every index of the questionnaire with weights that sum to one."""
    found: dict[str, dict[str, float]] = {}
    for indicator in dataset.questionnaire.indicators:
        found.setdefault(indicator.index, {})[indicator.name] = indicator.weight.value
    return {
        name: {part: weight / sum(weights.values()) for part, weight in weights.items()}
        for name, weights in found.items()
    }


def own_index(weights: Mapping[str, float], parts: Sequence[Composite]) -> Scores:
    """Return each respondent's index over the indicators that they have; NaN: none.

    One term is added after the other, so that a respondent's figure does not depend
    on who stands beside them.
    """
    weight = np.zeros(len(parts[0].enough))
    total = np.zeros_like(weight)
    for share, part in zip(weights.values(), parts, strict=True):
        weight += share * part.enough
        total += share * part.scores
    return np.where(weight > 0, total / np.maximum(weight, 1e-300), np.nan)


def items_of(dataset: Dataset, indicator: str) -> list[Item]:
    """Return the items of an indicator."""
    items = dataset.questionnaire.items
    return [item for item in items if item.indicator == indicator]
