"""Says whether two answers rise together, by their ranks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.statistics.samples import (
    FloatArray,
    NoSpreadError,
    ShapeError,
    at_least,
    numbers,
)


@dataclass(frozen=True, slots=True)
class Association:
    """Holds a rank correlation, its p value and the pairs behind it."""

    value: float
    p: float
    n: int


def spearman(first: ArrayLike, second: ArrayLike) -> Association:
    r"""Return Spearman's rank correlation, ties having their mean rank.

    .. math::
        \rho = \operatorname{cor}(R(x), R(y)), \qquad
        t_{n-2} = \rho\sqrt{\frac{n - 2}{1 - \rho^2}}

    where :math:`R` gives ranks and :math:`n` is the number of pairs.

    Parameters
    ----------
    first, second
        One number per respondent; pairs with a gap (NaN) are left out.

    Raises
    ------
    NoSpreadError
        if one of the two has a single value.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two
    things. American Journal of Psychology, 15(1), 72-101.
    https://doi.org/10.2307/1412159

    Examples
    --------
    Tuna of Hollander and Wolfe, from R's help; ``cor.test`` prints rho 0.6:

    >>> lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
    >>> panel = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]
    >>> round(spearman(lightness, panel).value, 4)
    0.6

    """
    x, y = _pairs(first, second)
    found = stats.spearmanr(x, y)
    return Association(float(found.statistic), float(found.pvalue), x.size)


def kendall_tau_b(first: ArrayLike, second: ArrayLike) -> Association:
    r"""Return Kendall's tau-b.

    .. math::
        \tau_b = \frac{C - D}{\sqrt{(n_0 - n_1)(n_0 - n_2)}}, \qquad
        n_0 = \frac{n (n - 1)}{2}

    where :math:`C` pairs of respondents are in the same order on both, :math:`D`
    in opposite order, and :math:`n_1`, :math:`n_2` are tied on the one and on the
    other.

    Parameters
    ----------
    first, second
        One number per respondent; pairs with a gap (NaN) are left out.

    Raises
    ------
    NoSpreadError
        if one of the two has a single value.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika,
    33(3), 239-251. https://doi.org/10.1093/biomet/33.3.239

    Examples
    --------
    Tuna of Hollander and Wolfe, from R's help; ``cor.test`` prints tau 0.4444444:

    >>> lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
    >>> panel = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]
    >>> round(kendall_tau_b(lightness, panel).value, 7)
    0.4444444

    """
    x, y = _pairs(first, second)
    found = stats.kendalltau(x, y, variant="b")
    return Association(float(found.statistic), float(found.pvalue), x.size)


def _pairs(first: ArrayLike, second: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the pairs that have both of their numbers."""
    x, y = numbers(first).ravel(), numbers(second).ravel()
    if x.shape != y.shape:
        raise ShapeError("Each number needs its partner.")
    both = ~(np.isnan(x) | np.isnan(y))
    at_least(3, int(both.sum()), "pairs")
    x, y = x[both], y[both]
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        raise NoSpreadError("One of the two has the same number everywhere.")
    return x, y
