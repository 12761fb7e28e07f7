"""Turns bare counts into figures with their intervals."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from analysis.figures import Cell, Rate
from analysis.statistics.summaries import Table, means_of_counts, shares_of_counts
from analysis.tallies import POSITIVE, Counts, Flags, Tally

Headcount = Sequence[int | None]


def scored_cells(
    tallies: Sequence[Tally], sets: Flags, headcounts: Headcount
) -> list[list[Cell]]:
    """Return mean and share of positive answers of some sets of people, of each tally.

    `sets` tells which atoms lie in each (sets × atoms), `headcounts` how many people
    could have answered. Tallies of as many answers are taken together.
    """
    found: list[list[Cell]] = [[] for _ in tallies]
    people = known(headcounts)
    for places in _alike(tallies):
        together = [tallies[place] for place in places]
        cells = _scored(together, sets, people)
        for place, column in zip(places, cells, strict=True):
            found[place] = column
    return found


def _alike(tallies: Sequence[Tally]) -> list[list[int]]:
    """Return the places of tallies that have as many answers as each other."""
    widths: dict[int, list[int]] = {}
    for place, tally in enumerate(tallies):
        widths.setdefault(tally.counts.shape[1], []).append(place)
    return list(widths.values())


def _scored(
    tallies: Sequence[Tally], sets: Flags, people: np.ndarray
) -> list[list[Cell]]:
    """Return the cells of tallies that have as many answers as each other."""
    counts = counts_of(np.stack([tally.counts for tally in tallies], axis=1), sets)
    scores = np.stack([tally.scores for tally in tallies])
    above = np.where(np.isnan(scores), np.nan, scores > POSITIVE)
    means = means_of_counts(counts, scores, headcounts=people)
    shares = shares_of_counts(counts, above, headcounts=people)
    columns = zip(
        means.n.T.tolist(), figures_of(means), figures_of(shares), strict=True
    )
    return [_cells(*column) for column in columns]


def rates(tally: Tally, sets: Flags) -> list[Rate]:
    """Return the share of those who had an experience (the first answer).

    How many people could have had it is not known: no correction is made.
    """
    found = shares_of_counts(counts_of(tally.counts[:, np.newaxis], sets), [1, 0])
    rows = zip(found.n[:, 0].tolist(), figures_of(found)[0], strict=True)
    return [
        Rate(n, rate=share, low=low, high=high) if n else Rate(0)
        for n, (share, low, high) in rows
    ]


def counts_of(counts: Counts, sets: Flags) -> Counts:
    """Return the counts of sets of atoms (sets × atoms)."""
    within = sparse.csr_array(sets, dtype=np.int64)
    found: Counts = within @ counts.reshape(len(counts), math.prod(counts.shape[1:]))
    return found.reshape(len(sets), *counts.shape[1:])


def known(headcounts: Headcount) -> np.ndarray:
    """Return headcounts as numbers, NaN where they are not known."""
    return np.array([np.nan if n is None else n for n in headcounts], dtype=np.float64)


def figures_of(table: Table) -> list[list[list[float | None]]]:
    """Return value, low and high of each set of each column, nothing for no bound."""
    figures = np.stack([table.value, table.low, table.high], axis=-1).swapaxes(0, 1)
    found: list[list[list[float | None]]] = figures.tolist()
    for column, row, place in np.argwhere(np.isinf(figures)).tolist():
        found[column][row][place] = None
    return found


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


def _cells(
    people: list[int], means: list[list[float | None]], shares: list[list[float | None]]
) -> list[Cell]:
    """Return the cells of one tally, those without an answer bare."""
    return [
        Cell(n, None, mean, low, high, positive, positive_low, positive_high)
        if n
        else Cell(0)
        for n, (mean, low, high), (positive, positive_low, positive_high) in zip(
            people, means, shares, strict=True
        )
    ]
