"""Turns bare counts into figures with their intervals."""

import math

from analysis.figures import Cell, Rate
from analysis.statistics import estimates
from analysis.tallies import Part


def scored_cell(part: Part, *, headcount: int | None) -> Cell:
    """Return mean, share of positive answers and counts of one set of people."""
    if part.n == 0:
        return Cell(0)
    mean = estimates.mean_from_moments(
        part.n, part.mean, part.variance, headcount=headcount
    )
    positive = estimates.wilson(part.positive, part.n, headcount=headcount)
    return Cell(
        n=part.n,
        mean=mean.value,
        low=finite(mean.low),
        high=finite(mean.high),
        positive=positive.value,
        positive_low=positive.low,
        positive_high=positive.high,
    )


def rate(part: Part, *, headcount: int | None) -> Rate:
    """Return the share of those who had an experience (the first answer)."""
    if part.n == 0:
        return Rate(0)
    found = estimates.wilson(int(part.counts[0]), part.n, headcount=headcount)
    return Rate(part.n, rate=found.value, low=found.low, high=found.high)


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
