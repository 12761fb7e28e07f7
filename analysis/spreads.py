"""How many people of each atom had each value of a score."""

from dataclasses import dataclass

import numpy as np

from analysis.codes import distinct
from analysis.composites import Composite, score_of
from analysis.tallies import Counts, Scores, Tally

_DIGITS = 11


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


def spread(scores: Scores, atom_of: Counts, atoms: int) -> Spread:
    """Count scores by atom; NaN is none."""
    given = ~np.isnan(scores)
    rounded = np.round(scores[given], _DIGITS)
    values = np.unique(rounded)
    places = np.searchsorted(values, rounded)
    return Spread(values, _counted(places, atom_of[given], (atoms, len(values))))


def spread_of_means(part: Composite, atom_of: Counts, atoms: int) -> Spread:
    """Count the means of an indicator by atom, from total and count of each person."""
    width = part.top * len(part.steps) + 1
    total, count = part.total[part.enough], part.count[part.enough]
    present, found = distinct(count * np.int64(width) + total)
    means = score_of(present % width, np.maximum(present // width, 1), part.top)
    values, places = np.unique(np.round(means, _DIGITS), return_inverse=True)
    shape = (atoms, len(values))
    counts = _counted(places.ravel()[found], atom_of[part.enough], shape)
    return Spread(values, counts)


def _counted(places: Counts, atom_of: Counts, shape: tuple[int, int]) -> Counts:
    """Count places by atom."""
    cells = np.bincount(atom_of * shape[1] + places, minlength=shape[0] * shape[1])
    return cells.reshape(shape)
