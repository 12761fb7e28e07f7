"""Sums of products of indicators, by atom: what variances are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analysis.composites import Composite
from analysis.levels import Steps
from analysis.tallies import Counts, Flags, Scores

Column = NDArray[np.int32] | Steps | Flags | NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sums of products of columns of whole numbers (atoms × columns × columns)."""

    products: Counts
    units: tuple[int, ...]

    def __add__(self, other: Self) -> "Shape":
        """Return the sums of both sets of respondents."""
        return Shape(self.products + other.products, self.units)


def shaped(parts: Sequence[Composite], atom_of: Counts, atoms: int) -> Shape:
    """Return sums for the indicators of an index.

    The columns are the indicators, each 0 where a person has none, and then, for each
    indicator, whether the person has it.
    """
    columns = [*(part.whole for part in parts), *(part.enough for part in parts)]
    return Shape(_products(columns, atom_of, atoms), tuple(part.unit for part in parts))


def linked(
    parts: Sequence[Composite], outcome: Steps, atom_of: Counts, atoms: int
) -> Shape:
    """Return sums of indicators and an outcome, of people who have all of them.

    The first column is 1, the last the outcome.
    """
    everything = outcome >= 0
    for part in parts:
        everything = everything & part.enough
    rows = [part.whole[everything] for part in parts]
    last = outcome[everything]
    columns = [np.ones_like(last), *rows, last]
    units = (*(part.unit for part in parts), 1)
    return Shape(_products(columns, atom_of[everything], atoms), units)


def _products(columns: Sequence[Column], atom_of: Counts, atoms: int) -> Counts:
    """Return the sums of products of columns by atom.

    Parts are so short that floating point holds the sums exactly.
    """
    narrow = atom_of.astype(np.min_scalar_type(max(atoms - 1, 0)))
    order = np.argsort(narrow, kind="stable")
    ends = np.cumsum(np.bincount(atom_of, minlength=atoms))
    table: Scores = np.empty((len(columns), len(atom_of)))
    for place, column in enumerate(columns):
        table[place] = column[order]
    found = np.zeros((atoms, len(columns), len(columns)))
    start = 0
    for place, end in enumerate(ends.tolist()):
        if end > start:
            block = table[:, start:end]
            found[place] = block @ block.T
        start = end
    return found.astype(np.int64)
