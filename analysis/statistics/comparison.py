"""Compares two groups: by means, by ranks and by the size of the difference."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.statistics.association import Association, kendall_tau_b, spearman
from analysis.statistics.differences import Difference, difference, satterthwaite
from analysis.statistics.multiplicity import benjamini_hochberg, holm
from analysis.statistics.samples import NoSpreadError, at_least, complete
from analysis.statistics.several import kruskal, pairwise_welch, welch_anova
from analysis.statistics.waves import (
    against_rest,
    change,
    minimal_detectable_change,
)

__all__ = [
    "Association",
    "Difference",
    "RankDifference",
    "against_rest",
    "benjamini_hochberg",
    "change",
    "hedges_g",
    "holm",
    "kendall_tau_b",
    "kruskal",
    "mann_whitney",
    "minimal_detectable_change",
    "pairwise_welch",
    "spearman",
    "welch",
    "welch_anova",
]


@dataclass(frozen=True, slots=True)
class RankDifference:
    """Holds Mann and Whitney's U, its p value and the dominance of the first group."""

    u: float
    p: float
    delta: float


def welch(
    first: ArrayLike, second: ArrayLike, *, confidence: float = 0.95
) -> Difference:
    r"""Compare two means without assuming equal variances.

    .. math::
        t = \frac{\bar x - \bar y}{\sqrt{s_x^2/m + s_y^2/n}}, \qquad
        \nu = \frac{(s_x^2/m + s_y^2/n)^2}
                   {\frac{(s_x^2/m)^2}{m - 1} + \frac{(s_y^2/n)^2}{n - 1}}

    where the first group has :math:`m` answers with mean :math:`\bar x` and
    variance :math:`s_x^2`, the second :math:`n`, :math:`\bar y` and
    :math:`s_y^2`, and :math:`\nu` are the degrees of freedom.

    Parameters
    ----------
    first, second
        One number per answer; gaps (NaN) are left out.
    confidence
        Probability that the interval holds the difference.

    Raises
    ------
    TooFewError
        if a group has fewer than two answers.

    References
    ----------
    Welch, B. L. (1947). The generalization of Student's problem when several
    different population variances are involved. Biometrika, 34(1-2), 28-35.
    https://doi.org/10.1093/biomet/34.1-2.28

    Examples
    --------
    Student's sleep data; R's ``t.test(extra ~ group, sleep)`` prints t = -1.8608,
    df = 17.776, p-value = 0.07939:

    >>> drug_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    >>> drug_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    >>> found = welch(drug_1, drug_2)
    >>> round(found.statistic, 4), round(found.degrees, 3), round(found.p, 5)
    (-1.8608, 17.776, 0.07939)

    """
    x, y = complete(first), complete(second)
    at_least(2, min(x.size, y.size), "answers in each group")
    square_x = float(x.var(ddof=1)) / x.size
    square_y = float(y.var(ddof=1)) / y.size
    return difference(
        float(x.mean() - y.mean()),
        math.sqrt(square_x + square_y),
        degrees=satterthwaite((square_x, x.size - 1), (square_y, y.size - 1)),
        confidence=confidence,
    )


def mann_whitney(first: ArrayLike, second: ArrayLike) -> RankDifference:
    r"""Compare two groups by ranks, with Cliff's delta as size.

    .. math::
        \delta = \frac{2U}{mn} - 1, \qquad
        z = \frac{|U - mn/2| - 1/2}
                 {\sqrt{\frac{mn}{12}\left(N + 1 - \frac{\sum (t^3 - t)}{N(N-1)}
                 \right)}}

    where :math:`U` counts the pairs in which the first group's answer is higher
    (ties half), :math:`m` and :math:`n` are the groups' answers, :math:`N` their
    sum and :math:`t` the sizes of ties. The p value is normal, with continuity
    correction. Where all answers are equal it is 1.

    Parameters
    ----------
    first, second
        One number per answer; gaps (NaN) are left out.

    References
    ----------
    Mann, H. B. and Whitney, D. R. (1947). On a test of whether one of two random
    variables is stochastically larger than the other. Annals of Mathematical
    Statistics, 18(1), 50-60. https://doi.org/10.1214/aoms/1177730491
    Cliff, N. (1993). Dominance statistics. Psychological Bulletin, 114(3),
    494-509. https://doi.org/10.1037/0033-2909.114.3.494

    Examples
    --------
    Student's sleep data; R's ``wilcox.test(extra ~ group, sleep)`` prints
    W = 25.5, p-value = 0.06933:

    >>> drug_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    >>> drug_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    >>> found = mann_whitney(drug_1, drug_2)
    >>> found.u, round(found.p, 5)
    (25.5, 0.06933)

    """
    x, y = complete(first), complete(second)
    m, n = x.size, y.size
    at_least(1, min(m, n), "answers in each group")
    together = np.concatenate([x, y])
    ranks = stats.rankdata(together)
    u = float(ranks[:m].sum()) - m * (m + 1) / 2
    ties = np.unique(together, return_counts=True)[1].astype(np.float64)
    total = m + n
    tied = float((ties**3 - ties).sum()) / (total * (total - 1))
    variance = m * n / 12 * (total + 1 - tied)
    excess = max(abs(u - m * n / 2) - 0.5, 0.0)
    p = 2 * float(special.ndtr(-excess / math.sqrt(variance))) if variance > 0 else 1.0
    return RankDifference(u, min(p, 1.0), 2 * u / (m * n) - 1)


def hedges_g(first: ArrayLike, second: ArrayLike) -> float:
    r"""Return the difference of two means in standard deviations, freed of bias.

    .. math::
        g = J(m + n - 2)\,\frac{\bar x - \bar y}{s_p}, \qquad
        J(\nu) = \frac{\Gamma(\nu/2)}{\sqrt{\nu/2}\;\Gamma((\nu - 1)/2)}

    where :math:`s_p` is the pooled standard deviation of the :math:`m` and
    :math:`n` answers, and :math:`J` the exact correction.

    Parameters
    ----------
    first, second
        One number per answer; gaps (NaN) are left out.

    Raises
    ------
    TooFewError
        if a group has fewer than two answers.
    NoSpreadError
        if nobody differs from their group.

    References
    ----------
    Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size
    and related estimators. Journal of Educational Statistics, 6(2), 107-128.
    https://doi.org/10.3102/10769986006002107

    Examples
    --------
    Student's sleep data; R's ``effectsize::hedges_g(extra ~ group, sleep)`` prints
    -0.80:

    >>> drug_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    >>> drug_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    >>> round(hedges_g(drug_1, drug_2), 2)
    -0.8

    """
    x, y = complete(first), complete(second)
    at_least(2, min(x.size, y.size), "answers in each group")
    degrees = x.size + y.size - 2
    within = float(((x - x.mean()) ** 2).sum() + ((y - y.mean()) ** 2).sum())
    if within == 0:
        raise NoSpreadError("Nobody differs from their group.")
    logarithm = special.gammaln(degrees / 2) - special.gammaln((degrees - 1) / 2)
    correction = math.exp(float(logarithm)) / math.sqrt(degrees / 2)
    return correction * float(x.mean() - y.mean()) / math.sqrt(within / degrees)
