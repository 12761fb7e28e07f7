"""Counts all answers in one pass, so that every other figure needs no second one.

Counts of parts add up to those of the whole, in any order: partitions of the
respondents can be counted anywhere and merged. See `analysis.statistics.summaries`
for the figures.
"""

from dataclasses import dataclass
from operator import add

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.samples import TABLE, FloatArray, IntArray, ShapeError

Columns = NDArray[np.int8] | NDArray[np.int16] | NDArray[np.int32]
Groups = NDArray[np.int16] | NDArray[np.int32] | NDArray[np.int64]

_ROWS = 1 << 16


@dataclass(frozen=True, slots=True)
class Layout:
    """Says what is counted.

    Answers are 0 to `values` - 1, and -1 to -`missing` are reasons for none. Groups
    are 0 to `groups` - 1, and -1 is no group. Each scale is the places of its items.
    """

    groups: int
    values: int
    missing: int = 1
    scales: tuple[tuple[int, ...], ...] = ()

    @property
    def slots(self) -> int:
        """Return how many different things a respondent can do with an item."""
        return self.values + self.missing


@dataclass(frozen=True, slots=True)
class Moments:
    """Holds the moments of the items of one scale, of complete respondents.

    `products[i, j]` sums the products of items i and j. All are whole numbers, kept
    exactly up to 2**53.
    """

    n: int
    sums: FloatArray
    products: FloatArray

    def __add__(self, other: "Moments") -> "Moments":
        """Return the moments of both sets of respondents."""
        return Moments(
            self.n + other.n, self.sums + other.sums, self.products + other.products
        )


@dataclass(frozen=True, slots=True)
class Histogram:
    """Holds how often each value of each item was chosen in each group.

    `cells` is groups × items × slots. Its first group is that of respondents without
    one; the first slots are the missing ones, the most negative first.
    """

    layout: Layout
    cells: IntArray
    moments: tuple[Moments, ...]

    @property
    def counts(self) -> IntArray:
        """Return answers as groups × items × values, without the groupless."""
        return self.cells[1:, :, self.layout.missing :]

    @property
    def everybody(self) -> IntArray:
        """Return answers as items × values, with the groupless."""
        return np.asarray(self.cells.sum(axis=0)[:, self.layout.missing :])

    @property
    def missing(self) -> IntArray:
        """Return missing answers as items × reasons, -1 first, with the groupless."""
        return np.asarray(self.cells.sum(axis=0)[:, : self.layout.missing][:, ::-1])

    def __add__(self, other: "Histogram") -> "Histogram":
        """Return the histogram of both sets of respondents."""
        if self.layout != other.layout:
            raise ShapeError("Only histograms of one layout can be merged.")
        merged = tuple(map(add, self.moments, other.moments))
        return Histogram(self.layout, self.cells + other.cells, merged)


def count(columns: Columns, groups: Groups, layout: Layout) -> Histogram:
    """Count the answers of all respondents in one pass.

    Parameters
    ----------
    columns
        Items × respondents, small integers.
    groups
        The group of each respondent.
    layout
        What the numbers mean.

    Raises
    ------
    ShapeError
        if columns and groups do not fit, or a number is outside of the layout.

    Examples
    --------
    As ``table(item, group)`` in R: group 0 chose the value 1 twice, group 1 once
    the value 0, and one respondent skipped the item:

    >>> columns = np.array([[1, 1, 0, -1]], dtype=np.int8)
    >>> found = count(columns, np.array([0, 0, 1, 1]), Layout(groups=2, values=2))
    >>> found.counts.tolist(), found.missing.tolist()
    ([[[0, 2]], [[1, 0]]], [[1]])

    """
    _check(columns, groups, layout)
    items, slots = len(columns), layout.slots
    cells = np.zeros((items, (layout.groups + 1) * slots), dtype=np.int64)
    found = [_nothing(len(scale)) for scale in layout.scales]
    for start in range(0, groups.size, _ROWS):
        rows = slice(start, start + _ROWS)
        base = (groups[rows].astype(np.int64) + 1) * slots + layout.missing
        code = np.empty_like(base)
        for item in range(items):
            np.add(base, columns[item, rows], out=code)
            cells[item] += np.bincount(code, minlength=cells.shape[1])
        for place, scale in enumerate(layout.scales):
            found[place] += _moments_of(columns[list(scale), rows])
    shaped = cells.reshape(items, layout.groups + 1, slots).transpose(1, 0, 2)
    return Histogram(layout, np.ascontiguousarray(shaped), tuple(found))


def moments(columns: Columns) -> Moments:
    """Return the moments of one scale, of respondents who answered all its items.

    Parameters
    ----------
    columns
        Items × respondents, small integers; below 0 is no answer.

    Examples
    --------
    As ``crossprod(cbind(c(1, 2), c(0, 3)))`` in R prints 5, 6 and 9; one respondent
    skipped an item:

    >>> found = moments(np.array([[1, 2, 4], [0, 3, -1]], dtype=np.int8))
    >>> found.n, found.products.tolist()
    (2, [[5.0, 6.0], [6.0, 9.0]])

    """
    found = _nothing(len(columns))
    for start in range(0, columns.shape[1], _ROWS):
        found += _moments_of(columns[:, start : start + _ROWS])
    return found


def _check(columns: Columns, groups: Groups, layout: Layout) -> None:
    """Raise unless every number has a place in the layout."""
    if columns.ndim != TABLE or columns.shape[1:] != groups.shape:
        raise ShapeError("Each respondent needs one group.")
    if groups.size and not -1 <= groups.min() <= groups.max() < layout.groups:
        raise ShapeError("A group is outside of the layout.")
    if columns.size and not -layout.missing <= columns.min() <= columns.max():
        raise ShapeError("A missing answer is outside of the layout.")
    if columns.size and columns.max() >= layout.values:
        raise ShapeError("An answer is outside of the layout.")
    if any(not 0 <= item < len(columns) for scale in layout.scales for item in scale):
        raise ShapeError("A scale has an item that there is no column of.")


def _nothing(items: int) -> Moments:
    """Return the moments of no respondents."""
    return Moments(0, np.zeros(items), np.zeros((items, items)))


def _moments_of(block: Columns) -> Moments:
    """Return the moments of a block of respondents, few enough to be exact."""
    whole = block.min(axis=0) >= 0
    table = np.empty((len(block) + 1, block.shape[1]), dtype=np.float32)
    table[0] = whole
    np.multiply(block, whole, out=table[1:], casting="unsafe")
    if int(block.max(initial=0)) ** 2 * block.shape[1] >= 1 << 24:
        table = table.astype(np.float64)
    products = (table @ table.T).astype(np.float64)
    return Moments(int(products[0, 0]), products[0, 1:], products[1:, 1:])
