"""Estimates means and totals from samples with strata, clusters and weights."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.intervals import Estimate
from analysis.statistics.samples import (
    FloatArray,
    HeadcountError,
    IntArray,
    ShapeError,
    at_least,
    codes,
    numbers,
    t_quantile,
)


@dataclass(frozen=True, slots=True)
class Design:
    """Says how each respondent came into the sample.

    `weights` are the people each respondent stands for; `strata` and `clusters`
    number the strata and the sampled clusters (each respondent one, in a sample of
    people); `fractions` are the sampled shares of the clusters of each stratum.
    After raking `basis` has orthonormal columns that span the margins, scaled by
    the roots of the weights before raking, which `roots` keeps.
    """

    weights: FloatArray
    strata: IntArray
    clusters: IntArray
    fractions: FloatArray
    basis: FloatArray | None = None
    roots: FloatArray | None = None

    @property
    def degrees(self) -> int:
        """Return the degrees of freedom: clusters less strata."""
        return len(np.unique(self.clusters)) - len(self.fractions)


def stratified(
    strata: ArrayLike,
    headcounts: Mapping[str, int],
    *,
    weights: ArrayLike | None = None,
) -> Design:
    """Describe a sample of people drawn within each stratum.

    Parameters
    ----------
    strata
        The stratum (organisation) of each respondent.
    headcounts
        The people of each stratum, by the stratum's label as text.
    weights
        People each respondent stands for; headcount by answers if not given.

    Raises
    ------
    HeadcountError
        if a stratum has more answers than people.

    """
    distinct, places = codes(strata)
    people = np.array([headcounts[str(label)] for label in distinct], dtype=np.float64)
    answers = np.bincount(places, minlength=len(distinct))
    if (answers > people).any():
        raise HeadcountError("A stratum has more answers than people.")
    own = (people / answers)[places] if weights is None else numbers(weights)
    return Design(own, places, np.arange(len(places)), answers / people)


def clustered(weights: ArrayLike, clusters: ArrayLike, *, population: int) -> Design:
    """Describe a sample of whole clusters out of a number of clusters."""
    distinct, places = codes(clusters)
    fraction = np.array([len(distinct) / population])
    return Design(numbers(weights), np.zeros_like(places), places, fraction)


def design_mean(
    values: ArrayLike, design: Design, *, confidence: float = 0.95
) -> Estimate:
    r"""Estimate a mean by weights, its error by linearisation.

    .. math::
        \bar y = \frac{\sum_i w_i y_i}{\sum_i w_i}, \quad
        z_i = \frac{w_i (y_i - \bar y)}{\sum_i w_i}, \quad
        se^2 = \sum_h (1 - f_h) \frac{n_h}{n_h - 1}
               \sum_{c \in h} (z_c - \bar z_h)^2

    where respondent :math:`i` has weight :math:`w_i`, :math:`z_c` sums
    :math:`z_i` over cluster :math:`c`, and stratum :math:`h` has :math:`n_h`
    clusters, a share :math:`f_h` of all. After raking :math:`z_i / w_i` is replaced
    by its residual from the margins (GREG, regression on design weights). The
    interval is that of t with as many degrees of freedom as there are clusters
    beyond one per stratum.

    Parameters
    ----------
    values
        One number per respondent; those with a gap (NaN) are outside the domain.
    design
        How the respondents were sampled.
    confidence
        Probability that the interval holds the mean.

    References
    ----------
    Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model assisted survey
    sampling, sections 5.5 and 6.6. https://doi.org/10.1007/978-1-4612-4378-6
    Lumley, T. (2004). Analysis of complex survey samples. Journal of Statistical
    Software, 9(8). https://doi.org/10.18637/jss.v009.i08

    Examples
    --------
    Californian schools in three strata, and the share of them that missed the
    target for the whole school; R's survey printed 0.1720520 and 0.0243448:

    >>> strata = np.repeat(["E", "H", "M"], [100, 50, 50])
    >>> missed = np.repeat([1.0, 0.0] * 3, [9, 91, 24, 26, 15, 35])
    >>> design = stratified(strata, {"E": 4421, "H": 755, "M": 1018})
    >>> found = design_mean(missed, design)
    >>> round(found.value, 6), round(found.se, 6)
    (0.172052, 0.024345)

    """
    numbers_given = numbers(values)
    _fits(numbers_given, design)
    inside = ~np.isnan(numbers_given)
    at_least(1, int(inside.sum()), "answers")
    weights = np.where(inside, design.weights, 0.0)
    known = np.where(inside, numbers_given, 0.0)
    whole = float(weights.sum())
    value = float((weights * known).sum()) / whole
    influence = np.where(inside, known - value, 0.0) / whole
    se = _standard_error(influence, design)
    return _estimate(
        int(inside.sum()), value, se, reach=t_quantile(confidence, design.degrees)
    )


def design_total(
    values: ArrayLike, design: Design, *, confidence: float = 0.95
) -> Estimate:
    r"""Estimate a total, :math:`\sum_i w_i y_i`, with the error of `design_mean`.

    There :math:`z_i = w_i y_i`; a gap (NaN) is outside the domain and adds nothing.

    References
    ----------
    Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model assisted survey
    sampling. https://doi.org/10.1007/978-1-4612-4378-6

    Examples
    --------
    The total of a share is the share times everybody: 0.1720520 of 6,194 schools,
    by R's survey:

    >>> strata = np.repeat(["E", "H", "M"], [100, 50, 50])
    >>> missed = np.repeat([1.0, 0.0] * 3, [9, 91, 24, 26, 15, 35])
    >>> design = stratified(strata, {"E": 4421, "H": 755, "M": 1018})
    >>> round(design_total(missed, design).value / 6194, 6)
    0.172052

    """
    numbers_given = numbers(values)
    _fits(numbers_given, design)
    known = np.nan_to_num(numbers_given, nan=0.0)
    se = _standard_error(known, design)
    n = int((~np.isnan(numbers_given)).sum())
    total = float((design.weights * known).sum())
    return _estimate(n, total, se, reach=t_quantile(confidence, design.degrees))


def stratified_mean(
    values: ArrayLike,
    strata: ArrayLike,
    headcounts: Mapping[str, int],
    *,
    confidence: float = 0.95,
) -> Estimate:
    r"""Estimate a mean, or the share of ones, from answers within each organisation.

    .. math::
        \bar y = \sum_h \frac{N_h}{N} \bar y_h, \qquad
        se^2 = \sum_h \frac{N_h^2}{N^2}
               \left(1 - \frac{n_h}{N_h}\right) \frac{s_h^2}{n_h}

    where :math:`n_h` of the :math:`N_h` people of organisation :math:`h` answered,
    with mean :math:`\bar y_h` and variance :math:`s_h^2`. People with a gap (NaN)
    count as not having answered.

    References
    ----------
    Cochran, W. G. (1977). Sampling techniques (3rd ed.), theorems 5.1 and 5.3.
    ISBN 0-471-16240-X.

    Examples
    --------
    The schools of `design_mean`; R's survey printed 0.1720520 and 0.0243448:

    >>> strata = np.repeat(["E", "H", "M"], [100, 50, 50])
    >>> missed = np.repeat([1.0, 0.0] * 3, [9, 91, 24, 26, 15, 35])
    >>> found = stratified_mean(missed, strata, {"E": 4421, "H": 755, "M": 1018})
    >>> round(found.value, 6), round(found.se, 6)
    (0.172052, 0.024345)

    """
    scores, labels = numbers(values).ravel(), np.asarray(strata).ravel()
    if scores.shape != labels.shape:
        raise ShapeError("Each answer needs its stratum.")
    answered = ~np.isnan(scores)
    return design_mean(
        scores[answered],
        stratified(labels[answered], headcounts),
        confidence=confidence,
    )


def _fits(values: FloatArray, design: Design) -> None:
    """Raise unless there is one value for each respondent of the design."""
    if values.shape != design.weights.shape:
        raise ShapeError("Each respondent of the design needs one value.")


def _standard_error(influence: FloatArray, design: Design) -> float:
    """Return the standard error of a weighted sum of influences."""
    own = influence
    if design.basis is not None and design.roots is not None:
        scaled = influence * design.roots
        own = (scaled - design.basis @ (design.basis.T @ scaled)) / design.roots
    clusters, first = np.unique(design.clusters, return_index=True)
    sums = np.bincount(design.clusters, weights=design.weights * own)[clusters]
    strata = design.strata[first]
    counts = np.bincount(strata, minlength=len(design.fractions))
    start = np.unique(strata, return_index=True)[1]
    shifted = sums - sums[start][strata]
    means = np.bincount(strata, weights=shifted) / counts
    squares = np.bincount(strata, weights=(shifted - means[strata]) ** 2)
    open_shares = 1 - design.fractions
    if ((counts == 1) & (open_shares > 0)).any():
        return math.inf
    variance = open_shares * squares * counts / np.maximum(counts - 1, 1)
    return math.sqrt(float(variance.sum()))


def _estimate(n: int, value: float, se: float, *, reach: float) -> Estimate:
    """Return an estimate whose interval reaches so many standard errors."""
    half = reach * se if se > 0 else 0.0
    return Estimate(n, value, value - half, value + half, se)
