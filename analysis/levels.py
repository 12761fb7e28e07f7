"""Scores as whole steps, so that sums of them are exact in any order.

Sums of fractions depend on the order in which they are taken, sums of whole numbers
do not. Partitions of a survey can therefore be counted anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from analysis.dataset import FIRST_MISSING, Column, Dataset
from questionnaires.model import Item

Steps = NDArray[np.int8] | NDArray[np.int16] | NDArray[np.int32]

FINEST = 10_000
_HIGHEST = 100


@dataclass(frozen=True, slots=True)
class Ladder:
    """The scores of some items as steps of one size: `top` of them make 100.

    `tables` has for each item the step of each option, −1 without a score, and −1
    for every reason of no answer. Five points have four steps; scores that nobody
    can tell in ten thousand steps are kept to one. Steps are as small integers as
    hold the sum of all items.
    """

    top: int
    tables: tuple[Steps, ...]

    @classmethod
    def of(cls, dataset: Dataset, items: Sequence[Item]) -> "Ladder":
        """Return the fewest steps that hold all scores of some items."""
        shares = [_shares(item, dataset.values[item.name]) for item in items]
        given = [share for row in shares for share in row if share is not None]
        top = min(lcm(*(share.denominator for share in given)), FINEST)
        tables = []
        for item, row in zip(items, shares, strict=True):
            steps = [-1 if share is None else round(share * top) for share in row]
            gaps = [-1] * (len(item.missing) - FIRST_MISSING)
            table = np.array([*steps, *gaps], dtype=np.int32)
            tables.append(_narrowed(table, (top + 1) * len(items)))
        return cls(top, tuple(tables))

    def climb(self, columns: Sequence[Column], respondents: int) -> Steps:
        """Return items × respondents: the step of each answer, −1 where none is."""
        size = self.tables[0].dtype if self.tables else np.dtype(np.int8)
        steps: Steps = np.empty((len(columns), respondents), dtype=size)
        for table, column, row in zip(self.tables, columns, steps, strict=True):
            if _is_straight(table):
                np.maximum(column, -1, out=row)
            else:
                row[:] = table[column]
        return steps


def _shares(item: Item, values: Sequence[int | str]) -> list[Fraction | None]:
    """Return how far up each option stands, between 0 and 1, as a fraction."""
    scores = item.scores
    return [
        Fraction(scores[value] / _HIGHEST).limit_denominator(FINEST)
        if value in scores
        else None
        for value in values
    ]


def _narrowed(table: NDArray[np.int32], most: int) -> Steps:
    """Return a table as the smallest integers that hold a sum of so much."""
    if most <= np.iinfo(np.int8).max:
        return table.astype(np.int8)
    if most <= np.iinfo(np.int16).max:
        return table.astype(np.int16)
    return table


def _is_straight(table: Steps) -> bool:
    """Return whether each option's step is its place, so that none is looked up."""
    options = int(np.argmax(table < 0))
    return (
        np.array_equal(table[:options], np.arange(options))
        and not (table[options:] >= 0).any()
    )
