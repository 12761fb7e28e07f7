"""Estimates how much groups truly differ: the variance between them."""

import numpy as np
from scipy import optimize

from analysis.statistics.samples import FloatArray

_CLOSE = 1e-13
_POINTS = 400
_LEAST_ERROR = 1e-9


def best_ratio(sizes: FloatArray, means: FloatArray, within: float) -> float:
    r"""Return the ratio of variances that restricted likelihood prefers.

    .. math::
        -2\ell(r) = (n - 1) \log Q(r) + \sum_g \log(1 + n_g r) + \log \sum_g w_g,
        \qquad w_g = \frac{n_g}{1 + n_g r}

    where :math:`r = \tau^2 / \sigma^2`, :math:`n_g` people of group :math:`g` have
    the mean :math:`\bar y_g`, :math:`n` is the number of all people and :math:`Q`
    the sum of squares within groups plus
    :math:`\sum_g w_g (\bar y_g - \mu)^2`.

    References
    ----------
    Patterson, H. D. and Thompson, R. (1971). Recovery of inter-block information
    when block sizes are unequal. Biometrika, 58(3), 545-554.
    https://doi.org/10.1093/biomet/58.3.545

    """

    def deviance(place: float) -> float:
        ratio = place / (1 - place)
        spread = _quadratic(ratio, sizes, means, within)
        weights = sizes / (1 + sizes * ratio)
        return float(
            (sizes.sum() - 1) * np.log(spread)
            + np.log1p(sizes * ratio).sum()
            + np.log(weights.sum())
        )

    places = np.concatenate([[0.0], np.geomspace(1e-6, 0.999, 60)])
    best = int(np.argmin([deviance(place) for place in places]))
    low, high = places[max(best - 1, 0)], places[min(best + 1, len(places) - 1)]
    found = optimize.minimize_scalar(
        deviance, bounds=(low, high), method="bounded", options={"xatol": _CLOSE}
    )
    place = 0.0 if deviance(0.0) <= found.fun else float(found.x)
    return place / (1 - place)


def residual_variance(
    ratio: float, sizes: FloatArray, means: FloatArray, within: float
) -> float:
    """Return the variance within groups that belongs to a ratio of variances."""
    return _quadratic(ratio, sizes, means, within) / float(sizes.sum() - 1)


def moment(means: FloatArray, squares: FloatArray) -> float:
    """Return the variance between estimates whose squared errors are known.

    It is zero where the estimates differ no more than their errors explain; see
    `analysis.statistics.shrinkage.shrink_estimates` for the equation.
    """

    def excess(between: float) -> float:
        weights = 1 / (between + squares)
        centre = float((weights * means).sum() / weights.sum())
        return float((weights * (means - centre) ** 2).sum()) - (means.size - 1)

    least = 0.0 if (squares > 0).all() else float(np.finfo(float).eps)
    if excess(least) <= 0:
        return 0.0
    most = float(means.var(ddof=1)) + float(squares.max())
    while excess(most) > 0:
        most *= 2
    return float(optimize.brentq(excess, least, most, xtol=1e-15, rtol=1e-14))


def mean_squared_doubt(
    values: FloatArray, means: FloatArray, squares: FloatArray
) -> FloatArray:
    r"""Return the expected squared distance of true means from shrunken values.

    .. math::
        \int \left[\tau^2 (1 - \lambda_g) + (1 - \lambda_g)^2 se_\mu^2
        + (m_g - \hat\theta_g)^2\right] L(\tau^2)\,d\tau^2
        \Big/ \int L(\tau^2)\,d\tau^2

    where :math:`L` is the restricted likelihood of the variance between groups
    :math:`\tau^2`, and :math:`\lambda_g`, :math:`se_\mu` and the shrunken mean
    :math:`m_g` are those that a value of :math:`\tau^2` would give, given the squared
    errors of the means. :math:`\hat\theta_g` are the values that are shown.

    References
    ----------
    Morris, C. N. (1983). Parametric empirical Bayes inference: theory and
    applications. JASA, 78(381), 47-55.
    https://doi.org/10.1080/01621459.1983.10477920
    Kass, R. E. and Steffey, D. (1989). Approximate Bayesian inference in
    conditionally independent hierarchical models. JASA, 84(407), 717-726.
    https://doi.org/10.1080/01621459.1989.10478825

    """
    scale = float(squares.mean())
    if scale == 0:
        return np.zeros_like(values)
    errors = np.maximum(squares, _LEAST_ERROR * scale)
    places = (np.arange(_POINTS) + 0.5) / _POINTS
    between = (scale * places / (1 - places))[:, np.newaxis]
    weights = 1 / (between + errors)
    whole = weights.sum(axis=1, keepdims=True)
    centres = (weights * means).sum(axis=1, keepdims=True) / whole
    away = (weights * (means - centres) ** 2).sum(axis=1)
    likelihood = (np.log(weights).sum(axis=1) - np.log(whole[:, 0]) - away) / 2
    likelihood -= 2 * np.log1p(-places)
    belief = np.exp(likelihood - likelihood.max())
    left = errors * weights
    shrunken = means + left * (centres - means)
    doubt = between * left + left**2 / whole + (shrunken - values) ** 2
    return np.asarray(belief @ doubt / belief.sum())


def _quadratic(
    ratio: float, sizes: FloatArray, means: FloatArray, within: float
) -> float:
    """Return the weighted sum of squares around the common mean."""
    weights = sizes / (1 + sizes * ratio)
    centre = float((weights * means).sum() / weights.sum())
    return within + float((weights * (means - centre) ** 2).sum())
