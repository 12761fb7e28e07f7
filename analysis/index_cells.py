"""Figures of an index: the weighted mean of its indicators' means."""

from collections.abc import Mapping

import numpy as np

from analysis.figures import Cell
from analysis.measures import Headcount, counts_of, figures_of, finite, known
from analysis.shapes import Shape
from analysis.statistics import estimates
from analysis.statistics.summaries import shares_of_counts
from analysis.tallies import POSITIVE, Flags, Scores, Tally

_HIGHEST = 100


def index_cells(
    weights: Mapping[str, float],
    counted: tuple[Tally, Shape],
    sets: Flags,
    headcounts: Headcount,
) -> list[Cell]:
    r"""Return an index among some sets of people (sets × atoms).

    `counted` has the respondents' own indices and the sums of their indicators. The
    interval is linearised: with :math:`u_i = \sum_j w_j \frac{n}{n_j}
    (x_{ij} - \bar x_j)` over the indicators that respondent :math:`i` has, the
    variance of the index is that of the mean of :math:`u`. Without an answer to
    one of the indicators there is no index.
    """
    tally, shape = counted
    width = shape.products.shape[1]
    flat = counts_of(shape.products.reshape(-1, width * width), sets)
    share = np.array(list(weights.values()))
    counts = counts_of(tally.counts, sets)
    shares = shares_of_counts(
        counts, tally.scores > POSITIVE, headcounts=known(headcounts)
    )
    positive = figures_of(shares)
    rows = zip(
        flat.reshape(-1, width, width), shares.n.tolist(), headcounts, strict=True
    )
    return [
        _cell(_moments(sums, shape.units, share, n), n, headcount, positive[place])
        if np.diag(sums)[width // 2 :].all()
        else Cell(0)
        for place, (sums, n, headcount) in enumerate(rows)
    ]


def _moments(
    sums: np.ndarray, units: tuple[int, ...], weights: Scores, n: int
) -> tuple[float, float]:
    r"""Return the mean of an index, and the variance of :math:`u`.

    With :math:`\sum_i u_i = 0` the variance follows from
    :math:`\sum_i (x_{ij} - \bar x_j)(x_{ik} - \bar x_k)` over those who have both.
    """
    size = len(units)
    step = _HIGHEST / np.array(units, dtype=np.float64)
    middle = np.array([unit // 2 for unit in units]) * step
    sums = sums.astype(np.float64)
    both, held = sums[size:, size:], sums[:size, size:]
    answered = np.diag(both)
    means = np.diag(held) / answered
    crossed = held * means
    away = sums[:size, :size] - crossed - crossed.T + both * np.outer(means, means)
    pull = weights * step * n / answered
    mean = float(weights @ (middle + means * step))
    variance = float(pull @ away @ pull) / (n - 1) if n > 1 else np.inf
    return mean, variance


def _cell(
    moments: tuple[float, float],
    n: int,
    headcount: int | None,
    positive: list[float | None],
) -> Cell:
    """Return an index as a cell."""
    mean, variance = moments
    found = estimates.mean_from_moments(n, mean, variance, headcount=headcount)
    return Cell(
        n=n,
        mean=found.value,
        low=finite(found.low),
        high=finite(found.high),
        positive=positive[0],
        positive_low=positive[1],
        positive_high=positive[2],
    )
