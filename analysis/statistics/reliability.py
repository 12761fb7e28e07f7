"""Says how well the items of a scale agree with one another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.statistics.factor import one_factor
from analysis.statistics.samples import (
    FloatArray,
    NoSpreadError,
    at_least,
    complete_rows,
)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Holds a reliability coefficient with its interval and its respondents."""

    value: float
    low: float
    high: float
    n: int
    items: int


def cronbach_alpha(scores: ArrayLike, *, confidence: float = 0.95) -> Reliability:
    r"""Return Cronbach's raw alpha of a scale with Feldt's interval.

    .. math::
        \alpha = \frac{k}{k - 1}
                 \left(1 - \frac{\sum_i \sigma_i^2}{\sigma_X^2}\right), \qquad
        1 - (1 - \alpha) F_{1 \mp (1 - c)/2}\{n - 1, (n - 1)(k - 1)\}

    where :math:`k` is the number of items, :math:`n` of respondents,
    :math:`\sigma_i^2` the variance of item :math:`i`, :math:`\sigma_X^2` the
    variance of the sum score, :math:`c` the confidence and :math:`F` a quantile
    of the F distribution.

    Parameters
    ----------
    scores
        One row per respondent, one column per item, items already reversed.
        Respondents with a gap (NaN) are left out (listwise).
    confidence
        Probability that the interval holds the coefficient.

    Raises
    ------
    TooFewError
        with fewer than two complete respondents or two items.
    NoSpreadError
        if all sum scores are equal.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of
    tests. Psychometrika, 16(3), 297-334. https://doi.org/10.1007/BF02310555
    Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson
    reliability coefficient twenty. Psychometrika, 30(3), 357-370.
    https://doi.org/10.1007/BF02289499

    Examples
    --------
    The ratings of Shrout and Fleiss (1979); R's psych prints 0.91 (``ICC3k``):

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(cronbach_alpha(ratings).value, 2)
    0.91

    """
    complete = complete_rows(scores)
    respondents, items = complete.shape
    at_least(2, respondents, "complete respondents")
    at_least(2, items, "items")
    return alpha_of_variances(
        float(complete.var(axis=0, ddof=1).sum()),
        float(complete.sum(axis=1).var(ddof=1)),
        respondents=respondents,
        items=items,
        confidence=confidence,
    )


def alpha_of_variances(
    items_variance: float,
    sum_variance: float,
    *,
    respondents: int,
    items: int,
    confidence: float = 0.95,
) -> Reliability:
    """Return alpha from the summed variance of the items and that of the sum."""
    at_least(2, respondents, "complete respondents")
    at_least(2, items, "items")
    if sum_variance <= 0:
        raise NoSpreadError("All respondents have the same sum score.")
    alpha = items / (items - 1) * (1 - items_variance / sum_variance)
    between, within = respondents - 1, (respondents - 1) * (items - 1)
    tail = (1 - confidence) / 2
    low = 1 - (1 - alpha) * float(special.fdtri(between, within, 1 - tail))
    high = 1 - (1 - alpha) * float(special.fdtri(between, within, tail))
    return Reliability(alpha, low, high, respondents, items)


def mcdonald_omega(scores: ArrayLike) -> float:
    r"""Return McDonald's omega of a one-factor model fitted to the covariance.

    .. math::
        \omega = \frac{(\sum_i \lambda_i)^2}
                      {(\sum_i \lambda_i)^2 + \sum_i \psi_i}

    where :math:`\lambda_i` is the loading of item :math:`i` on the one factor and
    :math:`\psi_i` its residual variance, both by maximum likelihood. The variance
    below the line is the one the model implies.

    Parameters
    ----------
    scores
        One row per respondent, one column per item, items already reversed.
        Respondents with a gap (NaN) are left out (listwise).

    Raises
    ------
    TooFewError
        with fewer than three items, or not more respondents than items.
    NoSpreadError
        if an item has one answer only, or items copy one another.

    References
    ----------
    McDonald, R. P. (1999). Test theory: a unified treatment, equation 6.21.
    https://doi.org/10.4324/9781410601087

    Examples
    --------
    For five agreeableness items of 2,709 people R (lavaan) has 0.712129; see
    `omega_of_covariance`.

    """
    complete = complete_rows(scores)
    respondents, items = complete.shape
    at_least(3, items, "items")
    at_least(items + 1, respondents, "complete respondents")
    return omega_of_covariance(np.cov(complete, rowvar=False))


def omega_of_covariance(covariance: FloatArray) -> float:
    """Return McDonald's omega from the covariance matrix of the items.

    Examples
    --------
    Five agreeableness items of the Big Five Inventory, A1 reversed; R (lavaan
    and an optimiser run to the end) printed 0.712129:

    >>> upper = np.array([
    ...     [1.97283168, 0.56448716, 0.49158435, 0.30981702, 0.32371034],
    ...     [0, 1.38395157, 0.74701389, 0.58623029, 0.57554214],
    ...     [0, 0, 1.70186037, 0.70230325, 0.83143379],
    ...     [0, 0, 0, 2.20950843, 0.57515487],
    ...     [0, 0, 0, 0, 1.59164293]])
    >>> round(omega_of_covariance(upper + np.triu(upper, 1).T), 6)
    0.712129

    """
    loadings, residuals = one_factor(covariance)
    common = float(loadings.sum()) ** 2
    return common / (common + float(residuals.sum()))


def item_rest_correlations(scores: ArrayLike) -> FloatArray:
    r"""Return each item's correlation with the sum of the other items.

    .. math::
        r_i = \operatorname{cor}\Bigl(x_i, \sum_{j \ne i} x_j\Bigr)

    where :math:`x_i` is item :math:`i`. An item without spread has NaN.

    Parameters
    ----------
    scores
        One row per respondent, one column per item, items already reversed.
        Respondents with a gap (NaN) are left out (listwise).

    References
    ----------
    Nunnally, J. C. and Bernstein, I. H. (1994). Psychometric theory (3rd ed.).
    ISBN 0-07-047849-X.

    Examples
    --------
    R printed 0.311401 for the first of five items of 2,709 people; see
    `item_rest_of_covariance`.

    """
    complete = complete_rows(scores)
    at_least(2, complete.shape[0], "complete respondents")
    at_least(2, complete.shape[1], "items")
    return item_rest_of_covariance(np.cov(complete, rowvar=False))


def item_rest_of_covariance(covariance: FloatArray) -> FloatArray:
    """Return item-rest correlations from the covariance matrix of the items.

    Examples
    --------
    Five agreeableness items of the Big Five Inventory, A1 reversed; R printed
    0.311401, 0.563015, 0.588773, 0.394794 and 0.487241:

    >>> upper = np.array([
    ...     [1.97283168, 0.56448716, 0.49158435, 0.30981702, 0.32371034],
    ...     [0, 1.38395157, 0.74701389, 0.58623029, 0.57554214],
    ...     [0, 0, 1.70186037, 0.70230325, 0.83143379],
    ...     [0, 0, 0, 2.20950843, 0.57515487],
    ...     [0, 0, 0, 0, 1.59164293]])
    >>> both = upper + np.triu(upper, 1).T
    >>> [round(float(r), 5) for r in item_rest_of_covariance(both)]
    [0.3114, 0.56302, 0.58877, 0.39479, 0.48724]

    """
    variances = np.diag(covariance)
    together = covariance.sum(axis=1) - variances
    rest = covariance.sum() - 2 * covariance.sum(axis=1) + variances
    apart = np.sqrt(np.maximum(variances * rest, 0))
    undefined = np.full(together.shape, np.nan)
    np.divide(together, apart, out=undefined, where=apart > 0)
    return undefined
