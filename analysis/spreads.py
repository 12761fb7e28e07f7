"""How many people of each atom had each value of a score."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.codes import distinct
from analysis.composites import Composite, OwnIndex
from analysis.tallies import Counts, Scores, Tally

_DIGITS = 11
_HIGHEST = 100


@dataclass(frozen=True, slots=True)
class Spread:
    """The different values of a score in order, and their counts (atoms × values)."""

    values: Scores
    counts: Counts

    def __add__(self, other: "Spread") -> "Spread":
        """Return the spread of both sets of respondents."""
        if np.array_equal(self.values, other.values):
            return Spread(self.values, self.counts + other.counts)
        values = np.union1d(self.values, other.values)
        counts = np.zeros((len(self.counts), len(values)), dtype=np.int64)
        for part in (self, other):
            counts[:, np.searchsorted(values, part.values)] += part.counts
        return Spread(values, counts)

    def tally(self) -> Tally:
        """Return the counts, each different score being an answer."""
        names = tuple(str(value) for value in list(self.values))
        return Tally(names, self.counts, self.counts.sum(axis=1), self.values)


def spread_of_index(own: OwnIndex, atom_of: Counts, atoms: int) -> Spread:
    """Count the respondents' own indices by atom."""
    codes = own.weight * (own.heaviest * own.unit + 1) + own.total
    return _spread(codes, own.heaviest * own.unit + 1, own.unit, (atom_of, atoms))


def spread_of_means(part: Composite, atom_of: Counts, atoms: int) -> Spread:
    """Count the means of an indicator by atom, from total and count of each person."""
    width = part.top * len(part.steps) + 1
    codes = part.count * np.int64(width)
    codes += part.total
    codes *= part.enough
    return _spread(codes, width, part.top, (atom_of, atoms))


def _spread(codes: Counts, width: int, top: int, where: tuple[Counts, int]) -> Spread:
    """Count codes by atom: how much counted, times `width`, and the total of it.

    The mean is the total over what counted, `top` making 100; code 0 is none.
    """
    atom_of, atoms = where
    present, places = distinct(codes)
    cells = np.bincount(atom_of * len(present) + places, minlength=atoms * len(present))
    counts = cells.reshape(atoms, len(present))[:, present > 0]
    below = present[present > 0] // width * np.float64(top)
    means = np.round(_HIGHEST * (present[present > 0] % width) / below, _DIGITS)
    values, places = np.unique(means, return_inverse=True)
    each = np.arange(len(means)), places.ravel()
    joined = sparse.csc_array(
        (np.ones(len(means), dtype=np.int64), each), (len(means), len(values))
    )
    return Spread(values, counts @ joined)
