"""Draws the means of small groups towards the mean of all, as far as noise asks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.between import (
    best_ratio,
    mean_squared_doubt,
    moment,
    residual_variance,
)
from analysis.statistics.samples import (
    FloatArray,
    NoSpreadError,
    ShapeError,
    at_least,
    codes,
    normal_quantile,
    numbers,
)

_TINY = float(np.finfo(np.float64).tiny) ** 0.25


@dataclass(frozen=True, slots=True)
class ShrunkenMean:
    """Holds one group's mean, observed and drawn towards the mean of all groups.

    `sd` is the conditional standard deviation, variances being taken as known;
    the interval also counts that they are estimated.
    """

    group: str
    n: float
    observed: float
    value: float
    low: float
    high: float
    reliability: float
    sd: float


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Holds the mean of groups, its error, the variances between and within."""

    mu: float
    se_mu: float
    tau2: float
    sigma2: float
    groups: tuple[ShrunkenMean, ...]


def shrink(
    scores: ArrayLike, groups: ArrayLike, *, confidence: float = 0.95
) -> Shrunken:
    r"""Draw group means towards their common mean (empirical Bayes, REML).

    .. math::
        \hat\theta_g = \mu + \lambda_g (\bar y_g - \mu), \qquad
        \lambda_g = \frac{\tau^2}{\tau^2 + \sigma^2 / n_g}

    where group :math:`g` has :math:`n_g` answers with mean :math:`\bar y_g`, and
    the mean of groups :math:`\mu`, the variance between groups :math:`\tau^2` and
    within :math:`\sigma^2` are estimated by restricted maximum likelihood of the
    random intercept model. The interval is normal; its variance is the doubt of
    `analysis.statistics.between.mean_squared_doubt`, which counts that the variance
    between groups is itself estimated, so that few or similar groups do not look
    surer than they are.

    Parameters
    ----------
    scores
        One number per respondent; gaps (NaN) are left out.
    groups
        The group of each respondent.
    confidence
        Probability that the intervals hold the means, on average over groups.

    Raises
    ------
    TooFewError
        with fewer than three groups, or nobody beyond one per group.
    NoSpreadError
        if nobody differs from their group.

    References
    ----------
    Robinson, G. K. (1991). That BLUP is a good thing. Statistical Science, 6(1),
    15-32. https://doi.org/10.1214/ss/1177011926

    Examples
    --------
    Dyestuff of Davies and Goldsmith; R's lme4 prints variances 1764 and 2451 and
    the mean 1527.50:

    >>> yields = [1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495,
    ...           1595, 1550, 1605, 1510, 1560, 1445, 1440, 1595, 1465, 1545,
    ...           1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445]
    >>> found = shrink(yields, np.repeat(list("ABCDEF"), 5))
    >>> round(found.tau2), round(found.sigma2), round(found.mu, 2)
    (1764, 2451, 1527.5)

    """
    values, labels = numbers(scores).ravel(), np.asarray(groups).ravel()
    if values.shape != labels.shape:
        raise ShapeError("Each score needs one group.")
    answered = ~np.isnan(values)
    values = values[answered]
    distinct, places = codes(labels[answered])
    sizes = np.bincount(places, minlength=len(distinct)).astype(np.float64)
    at_least(3, len(distinct), "groups")
    at_least(len(distinct) + 1, values.size, "answers")
    means = np.bincount(places, weights=values) / sizes
    within = float(((values - means[places]) ** 2).sum())
    if within == 0:
        raise NoSpreadError("Nobody differs from their group.")
    ratio = best_ratio(sizes, means, within)
    sigma2 = residual_variance(ratio, sizes, means, within)
    tau2, errors = ratio * sigma2, sigma2 / sizes
    names = tuple(str(name) for name in distinct)
    model = _Model(tau2, errors, means, sizes)
    return model.shrunken(names, sigma2=sigma2, confidence=confidence)


def shrink_estimates(
    values: ArrayLike,
    errors: ArrayLike,
    *,
    names: Sequence[str] = (),
    confidence: float = 0.95,
) -> Shrunken:
    r"""Draw estimates of known standard error towards their mean (Fay and Herriot).

    .. math::
        \hat\theta_g = \mu + \frac{A}{A + D_g} (y_g - \mu), \qquad
        \sum_g \frac{(y_g - \mu)^2}{A + D_g} = k - 1

    where :math:`y_g` is the estimate of organisation :math:`g`, with finite
    population correction or not, :math:`D_g` its squared standard error,
    :math:`\mu` the mean weighted by :math:`1 / (A + D_g)`, :math:`k` the number of
    organisations, and :math:`A \ge 0` solves the equation (moment estimator). The
    interval is that of `shrink`. `sigma2` is NaN, and an organisation's `n` too.

    Raises
    ------
    TooFewError
        with fewer than three estimates.
    ShapeError
        if an error is not a finite number.

    References
    ----------
    Fay, R. E. and Herriot, R. A. (1979). Estimates of income for small places.
    JASA, 74(366), 269-277. https://doi.org/10.1080/01621459.1979.10482505

    Examples
    --------
    Thirteen trials of the BCG vaccine; R's ``metafor::rma(method = "PM")`` prints
    tau^2 = 0.3181:

    >>> effects = [-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209,
    ...            0.0120, -0.4694, -1.3713, -0.3394, 0.4459, -0.0173]
    >>> variances = [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230,
    ...              0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]
    >>> round(shrink_estimates(effects, np.sqrt(variances)).tau2, 3)
    0.318

    """
    means, squares = numbers(values), numbers(errors) ** 2
    if means.shape != squares.shape or not np.isfinite(squares).all():
        raise ShapeError("Each estimate needs its standard error.")
    at_least(3, means.size, "estimates")
    between = moment(means, squares)
    unknown = np.full(means.size, np.nan)
    model = _Model(between, squares, means, unknown)
    labels = tuple(names) or tuple(str(place) for place in range(means.size))
    return model.shrunken(labels, sigma2=math.nan, confidence=confidence)


@dataclass(frozen=True, slots=True)
class _Model:
    """Holds the variance between, and of each group squared error, mean and size."""

    between: float
    errors: FloatArray
    means: FloatArray
    sizes: FloatArray

    def shrunken(
        self, names: Sequence[str], *, sigma2: float, confidence: float
    ) -> Shrunken:
        """Return the groups' means drawn towards the common mean."""
        weights = 1 / np.maximum(self.between + self.errors, _TINY)
        mu = float((weights * self.means).sum() / weights.sum())
        se_mu = float(weights.sum()) ** -0.5
        kept = self.between * weights
        values = mu + kept * (self.means - mu)
        conditional = self.between * (1 - kept)
        doubt = mean_squared_doubt(values, self.means, self.errors)
        reach = normal_quantile(confidence) * np.sqrt(doubt)
        columns = (
            self.sizes,
            self.means,
            values,
            values - reach,
            values + reach,
            kept,
            np.sqrt(conditional),
        )
        rows = zip(names, np.stack(columns, axis=1).tolist(), strict=True)
        groups = tuple(ShrunkenMean(name, *row) for name, row in rows)
        return Shrunken(mu, se_mu, self.between, sigma2, groups)
