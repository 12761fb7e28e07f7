"""Figures of the whole district from those of its organisations."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.dataset import Dataset
from analysis.figures import Estimate
from analysis.statistics.samples import t_quantile

Scores = NDArray[np.float64]


def weighted(
    scores: Scores, dataset: Dataset, headcounts: Mapping[str, int]
) -> Estimate | None:
    r"""Return the mean of the district by headcount, with its interval.

    .. math::
        \bar y = \sum_g \frac{N_g}{N} \bar y_g, \qquad
        SE^2 = \sum_g \left(\frac{N_g}{N}\right)^2
               \frac{s_g^2}{n_g}\left(1 - \frac{n_g}{N_g}\right)

    over the organisations of which at least two answered; the interval is of t with
    n less the number of organisations.
    """
    parts = [
        (headcounts[name], values)
        for name, values in _by_group(scores, dataset).items()
        if name in headcounts and values.size > 1
    ]
    if not parts:
        return None
    total = sum(headcount for headcount, _ in parts)
    mean = sum(headcount / total * values.mean() for headcount, values in parts)
    variance = sum(
        (headcount / total) ** 2
        * values.var(ddof=1)
        / values.size
        * max(0.0, 1 - values.size / headcount)
        for headcount, values in parts
    )
    freedom = sum(values.size - 1 for _, values in parts)
    reach = t_quantile(0.95, freedom) * math.sqrt(variance)
    return Estimate(float(mean), float(mean - reach), float(mean + reach))


def typical(scores: Scores, dataset: Dataset, *, floor: int) -> float | None:
    """Return the median of the means of organisations with enough answers."""
    means = [v.mean() for v in _by_group(scores, dataset).values() if v.size >= floor]
    return float(np.median(means)) if means else None


def _by_group(scores: Scores, dataset: Dataset) -> dict[str, Scores]:
    there = ~np.isnan(scores)
    return {
        name: scores[there & (dataset.groups == place)]
        for place, name in enumerate(dataset.group_names)
    }
