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
    sums = counts_of(shape.products, sets)
    held = (np.diagonal(sums, axis1=1, axis2=2)[:, width // 2 :] > 0).min(axis=1)
    shares = shares_of_counts(
        counts_of(tally.counts[:, np.newaxis], sets),
        tally.scores > POSITIVE,
        headcounts=known(headcounts),
    )
    (positive,), people = figures_of(shares), shares.n[:, 0]
    share = np.array(list(weights.values()))
    found = iter(_moments(sums[held], shape.units, share, people[held]))
    return [
        _cell(next(found), n, headcount, share_of_n) if has else Cell(0)
        for has, n, headcount, share_of_n in zip(
            held.tolist(), people.tolist(), headcounts, positive, strict=True
        )
    ]


def _moments(
    sums: np.ndarray, units: tuple[int, ...], weights: Scores, n: np.ndarray
) -> list[tuple[float, float]]:
    r"""Return the mean of an index and the variance of :math:`u`, of each set.

    With :math:`\sum_i u_i = 0` the variance follows from
    :math:`\sum_i (x_{ij} - \bar x_j)(x_{ik} - \bar x_k)` over those who have both.
    """
    size = len(units)
    step = _HIGHEST / np.array(units, dtype=np.float64)
    middle = np.array([unit // 2 for unit in units]) * step
    sums = sums.astype(np.float64)
    both, held = sums[:, size:, size:], sums[:, :size, size:]
    answered = np.diagonal(both, axis1=1, axis2=2)
    means = np.diagonal(held, axis1=1, axis2=2) / answered
    crossed = held * means[:, np.newaxis]
    squares = both * (means[:, :, np.newaxis] * means[:, np.newaxis])
    away = sums[:, :size, :size] - crossed - crossed.swapaxes(1, 2) + squares
    pull = weights * step * n[:, np.newaxis] / answered
    spread = np.einsum("sj,sjk,sk->s", pull, away, pull)
    variances = np.where(n > 1, spread / np.maximum(n - 1, 1), np.inf)
    index = (middle + means * step) @ weights
    return list(zip(index.tolist(), variances.tolist(), strict=True))


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
