"""Estimates means and shares of a finite body of people, with their uncertainty."""

import math

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.design import (
    Design,
    design_mean,
    design_total,
    stratified,
    stratified_mean,
)
from analysis.statistics.intervals import Estimate
from analysis.statistics.resampling import bootstrap, manski_bounds
from analysis.statistics.samples import (
    ShapeError,
    at_least,
    complete,
    normal_quantile,
    sampled_fraction,
    t_quantile,
)
from analysis.statistics.weighting import Margin, kish_n, rake

__all__ = [
    "Design",
    "Estimate",
    "Margin",
    "bootstrap",
    "design_mean",
    "design_total",
    "effective_answers",
    "kish_n",
    "manski_bounds",
    "mean",
    "mean_from_moments",
    "rake",
    "share",
    "stratified",
    "stratified_mean",
    "wilson",
]


def mean(
    values: ArrayLike, *, headcount: int | None = None, confidence: float = 0.95
) -> Estimate:
    r"""Estimate a mean with a t interval and finite population correction.

    .. math::
        \bar y \pm t_{n-1}\,\frac{s}{\sqrt n}\sqrt{1 - \frac nN}

    where :math:`n` is the number of answers, :math:`s` their standard deviation
    (divisor :math:`n - 1`) and :math:`N` the headcount; the correction is left
    out where :math:`N` is unknown. At :math:`n = N` the mean is exact. A single
    answer of many people has an interval without bounds.

    Parameters
    ----------
    values
        One number per answer; gaps (NaN) are left out.
    headcount
        People who could have answered.
    confidence
        Probability that the interval holds the mean.

    Raises
    ------
    TooFewError
        if there is no answer.
    HeadcountError
        if there are more answers than people.

    References
    ----------
    Cochran, W. G. (1977). Sampling techniques (3rd ed.), equations 2.23 and 2.25.
    ISBN 0-471-16240-X.
    Lohr, S. L. (2021). Sampling: design and analysis.
    https://doi.org/10.1201/9780429298899

    Examples
    --------
    Kansas City, item ``q2_01``, from its counts; R's ``t.test`` printed 3.134010
    and 3.258917:

    >>> answers = np.repeat([1, 2, 3, 4, 5], [67, 192, 284, 424, 51])
    >>> estimate = mean(answers)
    >>> round(estimate.low, 6), round(estimate.high, 6)
    (3.13401, 3.258917)

    """
    answers = complete(values)
    at_least(1, answers.size, "answers")
    spread = float(answers.var(ddof=1)) if answers.size > 1 else math.inf
    return mean_from_moments(
        answers.size,
        float(answers.mean()),
        spread,
        headcount=headcount,
        confidence=confidence,
    )


def mean_from_moments(
    n: int,
    value: float,
    variance: float,
    *,
    headcount: int | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate a mean as `mean` does, from count, mean and variance of the answers."""
    at_least(1, n, "answers")
    fraction = sampled_fraction(n, headcount)
    if fraction == 1:
        return Estimate(n, value, value, value, 0.0)
    if n == 1:
        return Estimate(n, value, -math.inf, math.inf, math.inf)
    se = math.sqrt(max(variance, 0.0) / n * (1 - fraction))
    reach = t_quantile(confidence, n - 1) * se
    return Estimate(n, value, value - reach, value + reach, se)


def share(
    positive: float,
    n: int,
    *,
    headcount: int | None = None,
    confidence: float = 0.95,
) -> Estimate:
    r"""Estimate a share with the normal margin of error that officials know.

    .. math::
        p \pm z\sqrt{\frac{p(1-p)}{n}\cdot\frac{N-n}{N-1}}

    where :math:`p` is the share among :math:`n` answers, :math:`N` the headcount
    and :math:`z` the normal quantile. For intervals that hold near 0 and 1 use
    `wilson`.

    References
    ----------
    Cochran, W. G. (1977). Sampling techniques (3rd ed.), theorem 3.2.
    ISBN 0-471-16240-X.

    Examples
    --------
    The handbook of the UK Civil Service People Survey gives 5.6 points for 120
    answers of 200 people:

    >>> round(100 * share(0.43 * 120, 120, headcount=200).margin, 1)
    5.6

    """
    value = _proportion(positive, n)
    sampled_fraction(n, headcount)
    correction = 1.0 if headcount is None else (headcount - n) / max(headcount - 1, 1)
    se = math.sqrt(value * (1 - value) / n * correction)
    reach = normal_quantile(confidence) * se
    return Estimate(n, value, value - reach, value + reach, se)


def wilson(
    positive: float,
    n: int,
    *,
    headcount: int | None = None,
    confidence: float = 0.95,
) -> Estimate:
    r"""Estimate a share with Wilson's score interval, without continuity correction.

    .. math::
        \frac{p + \frac{z^2}{2m} \pm z\sqrt{\frac{p(1-p)}{m} + \frac{z^2}{4m^2}}}
             {1 + \frac{z^2}{m}}, \qquad m = n\,\frac{N-1}{N-n}

    where :math:`p` is the share among :math:`n` answers, :math:`z` the normal
    quantile and :math:`m` the effective number of answers when the headcount
    :math:`N` is known (:math:`m = n` otherwise). At :math:`n = N` the share is
    exact.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and
    statistical inference. JASA, 22(158), 209-212.
    https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    R's ``prop.test(475, 1018, correct = FALSE)`` printed 0.4361382 and 0.4973153:

    >>> estimate = wilson(475, 1018)
    >>> round(estimate.low, 7), round(estimate.high, 7)
    (0.4361382, 0.4973153)

    """
    value = _proportion(positive, n)
    if sampled_fraction(n, headcount) == 1:
        return Estimate(n, value, value, value, 0.0)
    effective = effective_answers(n, headcount)
    z = normal_quantile(confidence)
    spread = value * (1 - value)
    centre = (value + z * z / (2 * effective)) / (1 + z * z / effective)
    root = math.sqrt(spread / effective + z * z / (4 * effective * effective))
    reach = z * root / (1 + z * z / effective)
    low = 0.0 if value == 0 else max(min(centre - reach, value), 0.0)
    high = 1.0 if value == 1 else min(max(centre + reach, value), 1.0)
    return Estimate(n, value, low, high, math.sqrt(spread / effective))


def effective_answers(n: int, headcount: int | None) -> float:
    """Return how many answers of an endless population would tell as much."""
    if headcount is None:
        return float(n)
    if n == headcount:
        return math.inf
    return n * (headcount - 1) / (headcount - n)


def _proportion(positive: float, n: int) -> float:
    """Return the share of positive answers."""
    at_least(1, n, "answers")
    if not 0 <= positive <= n:
        raise ShapeError(f"{positive} positive answers cannot be among {n}.")
    return float(np.clip(positive / n, 0.0, 1.0))
