"""Turns bare counts into figures with their intervals."""

import math
from collections.abc import Sequence

import numpy as np

from analysis.figures import Cell, Rate
from analysis.statistics.summaries import Table, means_of_counts, shares_of_counts
from analysis.tallies import POSITIVE, Counts, Flags, Tally

Headcount = Sequence[int | None]


def scored_cells(tally: Tally, sets: Flags, headcounts: Headcount) -> list[Cell]:
    """Return mean and share of positive answers of some sets of people.

    `sets` tells which atoms lie in each (sets × atoms), `headcounts` how many people
    could have answered.
    """
    counts, people = counts_of(tally.counts, sets), known(headcounts)
    means = means_of_counts(counts, tally.scores, headcounts=people)
    above = np.where(np.isnan(tally.scores), np.nan, tally.scores > POSITIVE)
    shares = shares_of_counts(counts, above, headcounts=people)
    rows = zip(means.n.tolist(), figures_of(means), figures_of(shares), strict=True)
    return [_cell(n, mean, share) if n else Cell(0) for n, mean, share in rows]


def rates(tally: Tally, sets: Flags) -> list[Rate]:
    """Return the share of those who had an experience (the first answer).

    How many people could have had it is not known: no correction is made.
    """
    found = shares_of_counts(counts_of(tally.counts, sets), [1, 0])
    rows = zip(found.n.tolist(), figures_of(found), strict=True)
    return [
        Rate(n, rate=share, low=low, high=high) if n else Rate(0)
        for n, (share, low, high) in rows
    ]


def counts_of(counts: Counts, sets: Flags) -> Counts:
    """Return the counts of sets of atoms (sets × atoms)."""
    places, atoms = np.nonzero(sets)
    found = np.zeros((len(sets), *counts.shape[1:]), dtype=np.int64)
    np.add.at(found, places, counts[atoms])
    return found


def known(headcounts: Headcount) -> np.ndarray:
    """Return headcounts as numbers, NaN where they are not known."""
    return np.array([np.nan if n is None else n for n in headcounts], dtype=np.float64)


def figures_of(table: Table) -> list[list[float | None]]:
    """Return value, low and high of each set, and nothing where there is no bound."""
    columns = np.stack([table.value, table.low, table.high], axis=1)
    rows: list[list[float | None]] = columns.tolist()
    for place, column in np.argwhere(np.isinf(columns)).tolist():
        rows[place][column] = None
    return rows


def interpolated_median(
    counts: tuple[int, ...], bounds: tuple[float | None, ...]
) -> float | None:
    """Return the median of banded answers, spread evenly within their band.

    The first band begins at 0. A median in the open last band is not known.
    """
    half, below = sum(counts) / 2, 0
    low = 0.0
    for count, high in zip(counts, bounds, strict=True):
        if count and below + count >= half:
            if high is None:
                return None
            return low + (high - low) * (half - below) / count
        below += count
        low = low if high is None else high
    return None


def finite(value: float) -> float | None:
    """Return a number, or nothing for an interval without bounds."""
    return value if math.isfinite(value) else None


def _cell(n: int, mean: list[float | None], share: list[float | None]) -> Cell:
    """Return a cell of so many people."""
    return Cell(
        n=n,
        mean=mean[0],
        low=mean[1],
        high=mean[2],
        positive=share[0],
        positive_low=share[1],
        positive_high=share[2],
    )
