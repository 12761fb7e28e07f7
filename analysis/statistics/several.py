"""Compares several groups at once, and then by pairs."""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.statistics.differences import Difference, difference, satterthwaite
from analysis.statistics.multiplicity import holm
from analysis.statistics.samples import (
    FloatArray,
    NoSpreadError,
    ShapeError,
    at_least,
    codes,
    numbers,
)


@dataclass(frozen=True, slots=True)
class GroupTest:
    """Holds a test that all groups are alike, with its degrees of freedom."""

    statistic: float
    degrees: float
    residual_degrees: float
    p: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Holds the difference between two groups, and its p value after Holm."""

    first: str
    second: str
    difference: Difference
    adjusted_p: float


def kruskal(scores: ArrayLike, groups: ArrayLike) -> GroupTest:
    r"""Test by ranks, corrected for ties, whether groups answer alike.

    .. math::
        H = \frac{\frac{12}{n(n+1)} \sum_g R_g^2 / n_g - 3(n + 1)}
                 {1 - \sum (t^3 - t) / (n^3 - n)} \sim \chi^2_{k-1}

    where the :math:`n_g` answers of group :math:`g` have the rank sum
    :math:`R_g`, :math:`n` is the number of all answers, :math:`k` of groups and
    :math:`t` the sizes of ties.

    Parameters
    ----------
    scores
        One number per respondent; gaps (NaN) are left out.
    groups
        The group of each respondent.

    References
    ----------
    Kruskal, W. H. and Wallis, W. A. (1952). Use of ranks in one-criterion variance
    analysis. JASA, 47(260), 583-621.
    https://doi.org/10.1080/01621459.1952.10483441

    Examples
    --------
    Hollander and Wolfe, from R's help; ``kruskal.test`` prints 0.77143, df = 2,
    p-value = 0.68:

    >>> clearance = [2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7, 4.0, 2.4,
    ...              2.8, 3.4, 3.7, 2.2, 2.0]
    >>> found = kruskal(clearance, np.repeat([1, 2, 3], [5, 4, 5]))
    >>> round(found.statistic, 5), found.degrees, round(found.p, 2)
    (0.77143, 2, 0.68)

    """
    parts = list(_split(scores, groups).values())
    together = np.concatenate(parts)
    if np.ptp(together) == 0:
        raise NoSpreadError("All answers are equal.")
    found = stats.kruskal(*parts)
    return GroupTest(
        float(found.statistic), len(parts) - 1, math.inf, float(found.pvalue)
    )


def welch_anova(scores: ArrayLike, groups: ArrayLike) -> GroupTest:
    r"""Test whether group means are equal without assuming equal variances.

    .. math::
        F = \frac{\sum_g w_g (\bar y_g - \tilde y)^2 / (k - 1)}
                 {1 + \frac{2(k - 2)}{k^2 - 1} \Lambda}, \quad
        \Lambda = \sum_g \frac{(1 - w_g / w)^2}{n_g - 1}, \quad
        \nu = \frac{k^2 - 1}{3 \Lambda}

    where :math:`w_g = n_g / s_g^2`, :math:`w = \sum_g w_g`,
    :math:`\tilde y = \sum_g w_g \bar y_g / w`, :math:`k` is the number of groups
    and :math:`\nu` the residual degrees of freedom.

    Parameters
    ----------
    scores
        One number per respondent; gaps (NaN) are left out.
    groups
        The group of each respondent.

    Raises
    ------
    TooFewError
        if a group has fewer than two answers.
    NoSpreadError
        if all people of a group give one answer.

    References
    ----------
    Welch, B. L. (1951). On the comparison of several mean values: an alternative
    approach. Biometrika, 38(3-4), 330-336.
    https://doi.org/10.1093/biomet/38.3-4.330

    Examples
    --------
    Student's sleep data; R's ``oneway.test(extra ~ group, sleep)`` prints
    F = 3.4626, denom df = 17.776, p-value = 0.07939:

    >>> extra = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0,
    ...          1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    >>> found = welch_anova(extra, np.repeat([1, 2], 10))
    >>> round(found.statistic, 4), round(found.residual_degrees, 3), round(found.p, 5)
    (3.4626, 17.776, 0.07939)

    """
    sizes, means, variances = _moments(_split(scores, groups))
    if not (variances > 0).all():
        raise NoSpreadError("All people of a group give one answer.")
    k, weights = len(sizes), sizes / variances
    centre = float((weights * means).sum() / weights.sum())
    spread = float(((1 - weights / weights.sum()) ** 2 / (sizes - 1)).sum())
    between = float((weights * (means - centre) ** 2).sum()) / (k - 1)
    statistic = between / (1 + 2 * (k - 2) / (k**2 - 1) * spread)
    residual = (k**2 - 1) / (3 * spread)
    p = float(special.fdtrc(k - 1, residual, statistic))
    return GroupTest(statistic, k - 1, residual, p)


def pairwise_welch(scores: ArrayLike, groups: ArrayLike) -> tuple[Pair, ...]:
    """Compare every two groups by Welch's test, p values adjusted by Holm.

    The formulas are those of `analysis.statistics.comparison.welch` and
    `analysis.statistics.multiplicity.holm`; the first group of a pair is the one
    that sorts later, as in R's ``pairwise.t.test(pool.sd = FALSE)``.

    Parameters
    ----------
    scores
        One number per respondent; gaps (NaN) are left out.
    groups
        The group of each respondent.

    References
    ----------
    Welch, B. L. (1947). https://doi.org/10.1093/biomet/34.1-2.28
    Holm, S. (1979). https://www.jstor.org/stable/4615733

    Examples
    --------
    Student's sleep data; R prints 0.07939 for its one pair:

    >>> extra = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0,
    ...          1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    >>> drugs = [1] * 10 + [2] * 10
    >>> [round(pair.adjusted_p, 5) for pair in pairwise_welch(extra, drugs)]
    [0.07939]

    """
    parts = _split(scores, groups)
    names = list(parts)
    sizes, means, variances = _moments(parts)
    squares = variances / sizes
    found = [
        (names[second], names[first], _difference(first, second, means, squares, sizes))
        for first, second in combinations(range(len(names)), 2)
    ]
    adjusted = holm([single.p for *_, single in found])
    return tuple(
        Pair(*single, float(p)) for single, p in zip(found, adjusted, strict=True)
    )


def _difference(
    first: int, second: int, means: FloatArray, squares: FloatArray, sizes: FloatArray
) -> Difference:
    """Return the difference of the second group from the first."""
    degrees = satterthwaite(
        (float(squares[first]), float(sizes[first] - 1)),
        (float(squares[second]), float(sizes[second] - 1)),
    )
    se = math.sqrt(float(squares[first] + squares[second]))
    return difference(float(means[second] - means[first]), se, degrees=degrees)


def _moments(
    parts: dict[str, FloatArray],
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return sizes, means and variances of groups of two or more."""
    at_least(2, min(part.size for part in parts.values()), "answers in each group")
    sizes = np.array([part.size for part in parts.values()], dtype=np.float64)
    means = np.array([part.mean() for part in parts.values()])
    variances = np.array([part.var(ddof=1) for part in parts.values()])
    return sizes, means, variances


def _split(scores: ArrayLike, groups: ArrayLike) -> dict[str, FloatArray]:
    """Return the answers of each group by its name."""
    values, labels = numbers(scores).ravel(), np.asarray(groups).ravel()
    if values.shape != labels.shape:
        raise ShapeError("Each score needs one group.")
    answered = ~np.isnan(values)
    distinct, places = codes(labels[answered])
    at_least(2, len(distinct), "groups")
    kept = values[answered]
    return {str(name): kept[places == place] for place, name in enumerate(distinct)}
