"""Says which indicators go together with an outcome. That is not yet a cause."""

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.samples import (
    TABLE,
    FloatArray,
    NoSpreadError,
    ShapeError,
    at_least,
    codes,
    numbers,
)

_MOST_PREDICTORS = 15


@dataclass(frozen=True, slots=True)
class Importance:
    """Holds the explained share of variance, and each predictor's part of it."""

    n: int
    r2: float
    parts: FloatArray


def shapley(predictors: ArrayLike, outcome: ArrayLike) -> Importance:
    r"""Split the explained variance fairly among predictors (Shapley, LMG).

    .. math::
        \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(k - |S| - 1)!}{k!}
                 \left(R^2_{S \cup i} - R^2_S\right)

    where :math:`R^2_S` is the share of the outcome's variance that a linear
    regression on the predictors :math:`S` explains, and :math:`k` is the number of
    predictors. The parts are positive and sum to :math:`R^2`.

    Parameters
    ----------
    predictors
        One row per respondent, one column per predictor.
    outcome
        One number per respondent. Respondents with any gap (NaN) are left out.

    Raises
    ------
    TooFewError
        with not more respondents than predictors and two.
    NoSpreadError
        if a predictor or the outcome has a single value.

    References
    ----------
    Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to
    bivariate and multivariate analysis. ISBN 0-673-15099-2. Grömping, U. (2006).
    Relative importance for linear regression in R: the package relaimpo. Journal of
    Statistical Software, 17(1). https://doi.org/10.18637/jss.v017.i01

    Examples
    --------
    For 7,382 soldiers R's relaimpo printed 0.029652, 0.149140 and 0.017595; see
    `shapley_of_correlations`.

    """
    correlations, n = _correlations(predictors, outcome)
    parts = shapley_of_correlations(correlations)
    return Importance(n, float(parts.sum()), parts)


def shapley_of_correlations(correlations: FloatArray) -> FloatArray:
    """Return Shapley parts from correlations of the predictors and, last, the outcome.

    Examples
    --------
    Well-being by cohesion, leadership and hours of 7,382 soldiers; R's relaimpo
    printed 0.029652, 0.149140 and 0.017595:

    >>> upper = np.array([[1, 0.423182664, -0.10270018, 0.240338708],
    ...                   [0, 1, -0.134584816, 0.42571764],
    ...                   [0, 0, 1, -0.163206381],
    ...                   [0, 0, 0, 1]])
    >>> shapley_of_correlations(upper + np.triu(upper, 1).T).round(6).tolist()
    [0.029652, 0.14914, 0.017595]

    """
    k = len(correlations) - 1
    if k > _MOST_PREDICTORS:
        raise ShapeError(f"At most {_MOST_PREDICTORS} predictors can be compared.")
    explained = {
        chosen: _explained(correlations, chosen)
        for size in range(k + 1)
        for chosen in combinations(range(k), size)
    }
    parts = np.zeros(k)
    for chosen, share in explained.items():
        for added in set(range(k)) - set(chosen):
            larger = explained[tuple(sorted((*chosen, added)))]
            parts[added] += (larger - share) / (k * comb(k - 1, len(chosen)))
    return parts


def johnson(predictors: ArrayLike, outcome: ArrayLike) -> Importance:
    r"""Split the explained variance among predictors by Johnson's relative weights.

    .. math::
        \varepsilon_i = \sum_j \Lambda_{ij}^2 \beta_j^2, \qquad
        \Lambda = R^{1/2}, \quad \beta = R^{-1/2} r

    where :math:`R` holds the correlations of the predictors and :math:`r` theirs
    with the outcome. The weights sum to :math:`R^2` of the regression.

    Parameters
    ----------
    predictors
        One row per respondent, one column per predictor.
    outcome
        One number per respondent. Respondents with any gap (NaN) are left out.

    Raises
    ------
    TooFewError
        with not more respondents than predictors and two.
    NoSpreadError
        if a predictor or the outcome has a single value, or a predictor can be
        computed from the others.

    References
    ----------
    Johnson, J. W. (2000). A heuristic method for estimating the relative weight of
    predictor variables in multiple regression. Multivariate Behavioral Research,
    35(1), 1-19. https://doi.org/10.1207/S15327906MBR3501_1

    Examples
    --------
    For 7,382 soldiers R printed 0.029575, 0.148898 and 0.017915; see
    `johnson_of_correlations`.

    """
    correlations, n = _correlations(predictors, outcome)
    parts = johnson_of_correlations(correlations)
    return Importance(n, float(parts.sum()), parts)


def johnson_of_correlations(correlations: FloatArray) -> FloatArray:
    """Return relative weights from correlations of predictors and, last, the outcome.

    Examples
    --------
    Well-being by cohesion, leadership and hours of 7,382 soldiers; R printed
    0.029575, 0.148898 and 0.017915:

    >>> upper = np.array([[1, 0.423182664, -0.10270018, 0.240338708],
    ...                   [0, 1, -0.134584816, 0.42571764],
    ...                   [0, 0, 1, -0.163206381],
    ...                   [0, 0, 0, 1]])
    >>> johnson_of_correlations(upper + np.triu(upper, 1).T).round(6).tolist()
    [0.029575, 0.148898, 0.017915]

    """
    values, vectors = np.linalg.eigh(correlations[:-1, :-1])
    if float(values[0]) <= len(values) * np.finfo(np.float64).eps * float(values[-1]):
        raise NoSpreadError("A predictor can be computed from the others.")
    root = vectors * np.sqrt(values) @ vectors.T
    slopes = np.linalg.solve(root, correlations[:-1, -1])
    return np.asarray(root**2 @ slopes**2, dtype=np.float64)


def centred(scores: ArrayLike, groups: ArrayLike) -> FloatArray:
    r"""Return scores less the mean of their organisation, :math:`y_{gi} - \bar y_g`.

    What remains tells people of one organisation apart, so that differences between
    organisations do not pass for drivers. Gaps (NaN) stay gaps.

    Parameters
    ----------
    scores
        One row per respondent, with one column or several.
    groups
        The organisation of each respondent.

    References
    ----------
    Enders, C. K. and Tofighi, D. (2007). Centering predictor variables in
    cross-sectional multilevel models. Psychological Methods, 12(2), 121-138.
    https://doi.org/10.1037/1082-989X.12.2.121

    Examples
    --------
    As ``x - ave(x, g)`` in R:

    >>> centred([1.0, 3.0, 10.0], ["a", "a", "b"]).tolist()
    [-1.0, 1.0, 0.0]

    """
    given = numbers(scores)
    table = given.reshape(len(given), -1)
    distinct, places = codes(groups)
    if places.size != len(given):
        raise ShapeError("Each respondent needs one group.")
    members = np.zeros((len(distinct), len(given)))
    members[places, np.arange(len(given))] = 1
    answered = members @ ~np.isnan(table)
    sums = members @ np.nan_to_num(table)
    means = np.divide(sums, answered, out=np.zeros_like(sums), where=answered > 0)
    return np.asarray((table - means[places]).reshape(given.shape))


def _correlations(predictors: ArrayLike, outcome: ArrayLike) -> tuple[FloatArray, int]:
    """Return the correlations of predictors and, last, outcome, and the answers."""
    table, target = numbers(predictors), numbers(outcome).ravel()
    if table.ndim != TABLE or len(table) != target.size:
        raise ShapeError("Each respondent needs one row and one outcome.")
    whole = np.column_stack([table, target])
    whole = whole[~np.isnan(whole).any(axis=1)]
    at_least(whole.shape[1] + 1, len(whole), "complete respondents")
    if (np.ptp(whole, axis=0) == 0).any():
        raise NoSpreadError("A predictor or the outcome has a single value.")
    return np.corrcoef(whole, rowvar=False), len(whole)


def _explained(correlations: FloatArray, chosen: tuple[int, ...]) -> float:
    """Return the share of the outcome's variance that some predictors explain."""
    rows = list(chosen)
    with_outcome = correlations[rows, -1]
    among = correlations[np.ix_(rows, rows)]
    return float(with_outcome @ np.linalg.pinv(among, hermitian=True) @ with_outcome)
