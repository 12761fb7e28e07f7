"""Adjusts p values for the number of questions that were asked of the data."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.samples import FloatArray, numbers


def holm(p_values: ArrayLike) -> FloatArray:
    r"""Return p values adjusted so that any false positive stays improbable.

    .. math::
        \tilde p_{(i)} = \max_{j \le i} \min\{1, (m - j + 1)\, p_{(j)}\}

    where :math:`p_{(1)} \le \dots \le p_{(m)}` are the :math:`m` p values. For
    naming the best and the worst. Missing p values (NaN) stay missing and do not
    count.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure.
    Scandinavian Journal of Statistics, 6(2), 65-70.
    https://www.jstor.org/stable/4615733

    Examples
    --------
    R's ``p.adjust(c(0.01, NA, 0.04, 0.03), "holm")`` printed 0.03 NA 0.06 0.06:

    >>> holm([0.01, np.nan, 0.04, 0.03]).round(3).tolist()
    [0.03, nan, 0.06, 0.06]

    """
    adjusted = numbers(p_values).copy()
    known = ~np.isnan(adjusted)
    order = np.argsort(adjusted[known], kind="stable")
    remaining = np.arange(order.size, 0, -1)
    rising = np.maximum.accumulate(adjusted[known][order] * remaining)
    adjusted[known] = _back(np.minimum(rising, 1), order)
    return adjusted


def benjamini_hochberg(p_values: ArrayLike) -> FloatArray:
    r"""Return p values adjusted so that few of the positives are false.

    .. math::
        \tilde p_{(i)} = \min_{j \ge i} \min\{1, m\, p_{(j)} / j\}

    where :math:`p_{(1)} \le \dots \le p_{(m)}` are the :math:`m` p values. For
    screening. Missing p values (NaN) stay missing and do not count.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate.
    Journal of the Royal Statistical Society B, 57(1), 289-300.
    https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    R's ``p.adjust(c(0.01, NA, 0.04, 0.03), "BH")`` printed 0.03 NA 0.04 0.04:

    >>> benjamini_hochberg([0.01, np.nan, 0.04, 0.03]).round(3).tolist()
    [0.03, nan, 0.04, 0.04]

    """
    adjusted = numbers(p_values).copy()
    known = ~np.isnan(adjusted)
    order = np.argsort(-adjusted[known], kind="stable")
    places = np.arange(order.size, 0, -1)
    falling = np.minimum.accumulate(adjusted[known][order] * (order.size / places))
    adjusted[known] = _back(np.minimum(falling, 1), order)
    return adjusted


def _back(ordered: FloatArray, order: np.ndarray) -> FloatArray:
    """Return ordered values at the places they came from."""
    placed = np.empty_like(ordered)
    placed[order] = ordered
    return placed
