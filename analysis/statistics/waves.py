"""Compares estimates: with the wave before, and with all other organisations."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.differences import Difference, difference, satterthwaite
from analysis.statistics.intervals import Estimate
from analysis.statistics.samples import (
    ShapeError,
    at_least,
    normal_quantile,
    numbers,
)


def change(
    before: Estimate, after: Estimate, *, confidence: float = 0.95
) -> Difference:
    r"""Compare two waves as if they had asked different people.

    .. math::
        t_\nu = \frac{\bar y_2 - \bar y_1}{\sqrt{se_1^2 + se_2^2}}, \qquad
        \nu = \frac{(se_1^2 + se_2^2)^2}
                   {se_1^4 / (n_1 - 1) + se_2^4 / (n_2 - 1)}

    where :math:`se_i` is the standard error of wave :math:`i` and :math:`n_i` its
    answers. People who answer both waves make the real error smaller, so this is
    conservative. For the normal test of shares see `change_of_shares`.

    References
    ----------
    Welch, B. L. (1947). https://doi.org/10.1093/biomet/34.1-2.28

    Examples
    --------
    Student's sleep data as two waves; R's ``t.test`` prints t = -1.8608 and
    p-value = 0.07939 for the first less the second:

    >>> from analysis.statistics.estimates import mean
    >>> drug_1 = mean([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    >>> drug_2 = mean([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    >>> found = change(drug_1, drug_2)
    >>> round(found.statistic, 4), round(found.p, 5)
    (1.8608, 0.07939)

    """
    degrees = satterthwaite(
        (before.se**2, before.n - 1.0), (after.se**2, after.n - 1.0)
    )
    se = math.hypot(before.se, after.se)
    return difference(
        after.value - before.value, se, degrees=degrees, confidence=confidence
    )


def change_of_shares(
    before: Estimate, after: Estimate, *, confidence: float = 0.95
) -> Difference:
    r"""Compare shares of two waves by a normal test.

    .. math::
        z = \frac{p_2 - p_1}{\sqrt{se_1^2 + se_2^2}}

    where :math:`p_i` is the share of wave :math:`i` and :math:`se_i` its standard
    error, not pooled.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between
    independent proportions, method 1. Statistics in Medicine, 17(8), 873-890.
    https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I

    Examples
    --------
    Newcombe's example (a), 56 of 70 and 48 of 80, is 0.0575 to 0.3425:

    >>> from analysis.statistics.estimates import share
    >>> found = change_of_shares(share(48, 80), share(56, 70))
    >>> round(found.low, 4), round(found.high, 4)
    (0.0575, 0.3425)

    """
    se = math.hypot(before.se, after.se)
    return difference(after.value - before.value, se, confidence=confidence)


def minimal_detectable_change(
    before: Estimate, after: Estimate, *, confidence: float = 0.95
) -> float:
    r"""Return the smallest change that is more than sampling error.

    .. math::
        z_{(1 + c) / 2} \sqrt{se_1^2 + se_2^2}

    where :math:`se_i` is the standard error of wave :math:`i` and :math:`c` the
    confidence. For planning a wave give the standard error it is expected to have.

    References
    ----------
    U.S. Census Bureau (2020). Understanding and using American Community Survey
    data: what all data users need to know, chapter 7.

    Examples
    --------
    Newcombe's example (a), 56 of 70 and 48 of 80: the interval of their
    difference, 0.0575 to 0.3425, reaches 0.1425 to each side:

    >>> from analysis.statistics.estimates import share
    >>> round(minimal_detectable_change(share(48, 80), share(56, 70)), 4)
    0.1425

    """
    return normal_quantile(confidence) * math.hypot(before.se, after.se)


def against_rest(
    estimates: Sequence[Estimate], headcounts: ArrayLike, *, confidence: float = 0.95
) -> tuple[Difference, ...]:
    r"""Compare each organisation with the district without it.

    .. math::
        d_g = \bar y_g - \frac{\sum_{h \ne g} N_h \bar y_h}{\sum_{h \ne g} N_h},
        \qquad
        se^2(d_g) = se_g^2 + \frac{\sum_{h \ne g} N_h^2\, se_h^2}
                                  {(\sum_{h \ne g} N_h)^2}

    where organisation :math:`g` has :math:`N_g` people and an estimate
    :math:`\bar y_g` with standard error :math:`se_g`; t with Satterthwaite's
    degrees of freedom. Each difference is tested by itself: adjust with Holm.

    References
    ----------
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of
    variance components. Biometrics Bulletin, 2(6), 110-114.
    https://doi.org/10.2307/3002019

    Examples
    --------
    Of two organisations each is compared with the other: Student's sleep data,
    for which R's ``t.test`` prints t = -1.8608:

    >>> from analysis.statistics.estimates import mean
    >>> drug_1 = mean([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    >>> drug_2 = mean([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    >>> [round(found.statistic, 4) for found in against_rest([drug_1, drug_2], [9, 9])]
    [-1.8608, 1.8608]

    """
    people = numbers(headcounts)
    if people.shape != (len(estimates),):
        raise ShapeError("Each organisation needs its headcount.")
    at_least(2, len(estimates), "organisations")
    others = people.sum() - people
    means = np.array([estimate.value for estimate in estimates])
    squares = np.array([estimate.se**2 for estimate in estimates])
    degrees = np.array([max(estimate.n - 1, 1) for estimate in estimates])
    weighted = people**2 * squares
    rest_means = _without_each(people * means) / others
    rest_squares = _without_each(weighted) / others**2
    spent = _without_each(weighted**2 / degrees) / others**4 + squares**2 / degrees
    whole = squares + rest_squares
    free = np.divide(whole**2, spent, out=np.full(len(people), np.inf), where=spent > 0)
    return tuple(
        difference(
            float(means[place] - rest_means[place]),
            math.sqrt(float(whole[place])),
            degrees=float(free[place]),
            confidence=confidence,
        )
        for place in range(len(estimates))
    )


def _without_each(parts: np.ndarray) -> np.ndarray:
    """Return the sum of all other parts, for each part."""
    everything = np.triu(np.ones((parts.size, parts.size)), 1)
    return np.asarray((everything + everything.T) @ parts)
