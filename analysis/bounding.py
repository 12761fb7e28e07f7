"""Finds between which numbers unknown counts must lie, by linear programmes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linprog

_NEARLY = 1e-6


class BoundsError(RuntimeError):
    """What is said to be known of some counts contradicts itself."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of counts x ≥ 0: equal @ x = totals and most @ x ≤ limits."""

    equal: NDArray[np.float64]
    totals: NDArray[np.float64]
    most: NDArray[np.float64]
    limits: NDArray[np.float64]

    @classmethod
    def of(
        cls, equal: ArrayLike, totals: ArrayLike, *limited: ArrayLike
    ) -> "Knowledge":
        """Return knowledge of totals, and of limits if there are any."""
        rows = np.array(equal, dtype=np.float64)
        most, limits = limited or (np.zeros((0, rows.shape[1])), np.zeros(0))
        return cls(
            rows,
            np.array(totals, dtype=np.float64),
            np.array(most, dtype=np.float64),
            np.array(limits, dtype=np.float64),
        )


@dataclass(frozen=True, slots=True)
class Bound:
    """Between which whole numbers a hidden count must lie."""

    low: int
    high: int

    @property
    def width(self) -> int:
        """Return how far the bounds are apart."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Problem:
    """What is known of some counts, and which sums of them are to be bounded."""

    knowledge: Knowledge
    targets: NDArray[np.float64]


def bounds(problems: Sequence[Problem]) -> list[list[Bound]]:
    """Return the smallest and largest value of each target of each problem.

    All programmes are solved at once, as blocks of one that do not touch.
    """
    if not problems:
        return []
    objectives = [np.repeat(problem.targets, 2, axis=0) for problem in problems]
    for rows in objectives:
        rows[1::2] *= -1
    found = _solve([problem.knowledge for problem in problems], objectives)
    told, start = [], 0
    for rows in objectives:
        values = (rows * found[start : start + rows.size].reshape(rows.shape)).sum(1)
        start += rows.size
        told.append([_bound(low, -high) for low, high in values.reshape(-1, 2)])
    return told


def _bound(low: float, high: float) -> Bound:
    return Bound(int(np.ceil(low - _NEARLY)), int(np.floor(high + _NEARLY)))


def _solve(
    knowledge: Sequence[Knowledge], objectives: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    repeated = [
        one
        for one, rows in zip(knowledge, objectives, strict=True)
        for _row in range(len(rows))
    ]
    found = linprog(
        np.concatenate([rows.ravel() for rows in objectives]),
        A_eq=_diagonal([one.equal for one in repeated]),
        b_eq=np.concatenate([one.totals for one in repeated]),
        A_ub=_diagonal([one.most for one in repeated]),
        b_ub=np.concatenate([one.limits for one in repeated]),
        method="highs",
    )
    if found.x is None:
        raise BoundsError(f"HiGHS: {found.message}")
    return np.asarray(found.x)


def _diagonal(blocks: Sequence[NDArray[np.float64]]) -> sparse.csr_array:
    """Return blocks along a diagonal, built at once."""
    heights, widths = np.array([block.shape for block in blocks]).T
    tops, lefts = np.cumsum(heights) - heights, np.cumsum(widths) - widths
    places = [np.nonzero(block) for block in blocks]
    counts = [len(rows) for rows, _columns in places]
    rows = np.concatenate([one for one, _ in places]) + np.repeat(tops, counts)
    columns = np.concatenate([one for _, one in places]) + np.repeat(lefts, counts)
    values = np.concatenate(
        [block[place] for block, place in zip(blocks, places, strict=True)]
    )
    shape = (heights.sum(), widths.sum())
    return sparse.csr_array((values, (rows, columns)), shape=shape)
