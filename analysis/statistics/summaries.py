"""Derives means, shares and alphas from a histogram, for all groups at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.statistics.histogram import Histogram, Moments
from analysis.statistics.reliability import Reliability, alpha_of_variances
from analysis.statistics.samples import (
    FloatArray,
    HeadcountError,
    IntArray,
    ShapeError,
    at_least,
    normal_quantile,
    numbers,
)

_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Table:
    """Holds estimates of groups × items; NaN where nobody of a group answered."""

    n: IntArray
    value: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray


def group_means(
    histogram: Histogram,
    scores: ArrayLike,
    *,
    headcounts: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Table:
    """Estimate each group's mean of each item, as `estimates.mean` does.

    Parameters
    ----------
    histogram
        Answers of all groups.
    scores
        The score of each value: one row per item, or one for all. Values with NaN
        have no score and count as not answered.
    headcounts
        People of each group.
    confidence
        Probability that an interval holds its mean.

    Raises
    ------
    HeadcountError
        if a group has more answers than people.

    References
    ----------
    Cochran, W. G. (1977). Sampling techniques (3rd ed.), equations 2.23 and 2.25.
    ISBN 0-471-16240-X.

    Examples
    --------
    Kansas City, item ``q2_01``; R's ``t.test`` printed 3.134010 and 3.258917:

    >>> from analysis.statistics.histogram import Layout, count
    >>> answers = np.repeat(np.arange(5, dtype=np.int8), [67, 192, 284, 424, 51])
    >>> layout = Layout(groups=1, values=5)
    >>> found = count(answers[np.newaxis], np.zeros(1018, dtype=np.int64), layout)
    >>> table = group_means(found, [1, 2, 3, 4, 5])
    >>> round(float(table.low[0, 0]), 6), round(float(table.high[0, 0]), 6)
    (3.13401, 3.258917)

    """
    counts, given = _scored(histogram.counts, scores)
    return _means(counts, given, _people(counts, headcounts), confidence)


def means_of_counts(
    counts: IntArray, scores: ArrayLike, *, headcounts: ArrayLike | None = None
) -> Table:
    """Estimate the mean of each row of counts (sets of people × values).

    A headcount that is not known is NaN.
    """
    known, given = _scored(counts, scores)
    return _means(known, given, _people(known, headcounts), _CONFIDENCE)


def shares_of_counts(
    counts: IntArray, positive: ArrayLike, *, headcounts: ArrayLike | None = None
) -> Table:
    """Estimate the share of positive answers in each row of counts.

    A headcount that is not known is NaN.
    """
    known, chosen = _scored(counts, positive)
    return _shares(known, chosen, _people(known, headcounts), _CONFIDENCE)


def _means(
    counts: IntArray, given: FloatArray, people: FloatArray, confidence: float
) -> Table:
    """Return means of counts along the last axis."""
    n = counts.sum(axis=-1)
    answered, fractions = np.maximum(n, 1), _fractions(n, people)
    means = (counts * given).sum(axis=-1) / answered
    away = (given - means[..., np.newaxis]) ** 2
    squares = (counts * away).sum(axis=-1) / np.maximum(n - 1, 1)
    with np.errstate(invalid="ignore"):
        se = np.sqrt(squares / answered * (1 - fractions))
    single = (n == 1) & (fractions < 1)
    reach = special.stdtrit(np.maximum(n - 1, 1), (1 + confidence) / 2) * se
    se, reach = np.where(single, np.inf, se), np.where(single, np.inf, reach)
    return _table(n, means, (means - reach, means + reach), se)


def top_box(
    histogram: Histogram,
    positive: ArrayLike,
    *,
    headcounts: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Table:
    """Estimate each group's share of positive answers, as `estimates.wilson` does.

    Parameters
    ----------
    histogram
        Answers of all groups.
    positive
        Whether each value is positive: one row per item, or one for all.
    headcounts
        People of each group.
    confidence
        Probability that an interval holds its share.

    Raises
    ------
    HeadcountError
        if a group has more answers than people.

    References
    ----------
    Wilson, E. B. (1927). https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    Kansas City, item ``q2_01``; R's ``prop.test`` printed 0.4361382 and 0.4973153:

    >>> from analysis.statistics.histogram import Layout, count
    >>> answers = np.repeat(np.arange(5, dtype=np.int8), [67, 192, 284, 424, 51])
    >>> layout = Layout(groups=1, values=5)
    >>> found = count(answers[np.newaxis], np.zeros(1018, dtype=np.int64), layout)
    >>> table = top_box(found, [False, False, False, True, True])
    >>> round(float(table.low[0, 0]), 7), round(float(table.high[0, 0]), 7)
    (0.4361382, 0.4973153)

    """
    counts, chosen = _scored(histogram.counts, positive)
    return _shares(counts, chosen, _people(counts, headcounts), confidence)


def _shares(
    counts: IntArray, chosen: FloatArray, people: FloatArray, confidence: float
) -> Table:
    """Return shares of counts along the last axis, as Wilson does."""
    n = counts.sum(axis=-1)
    answered, fractions = np.maximum(n, 1), _fractions(n, people)
    share = (counts * chosen).sum(axis=-1) / answered
    corrected = (people - n) / np.maximum(people - 1, 1) / answered
    thinner = np.where(np.isnan(people), 1 / answered, corrected)
    thinner = np.where(fractions == 1, 0.0, thinner)
    z2 = normal_quantile(confidence) ** 2
    spread = share * (1 - share) * thinner
    centre = (share + z2 * thinner / 2) / (1 + z2 * thinner)
    reach = np.sqrt(z2 * spread + (z2 * thinner / 2) ** 2) / (1 + z2 * thinner)
    low = np.where(share == 0, 0.0, np.clip(centre - reach, 0.0, share))
    high = np.where(share == 1, 1.0, np.clip(centre + reach, share, 1.0))
    return _table(n, share, (low, high), np.sqrt(spread))


def alphas(
    histogram: Histogram,
    *,
    slopes: Sequence[float] | None = None,
    confidence: float = 0.95,
) -> tuple[Reliability, ...]:
    """Return Cronbach's alpha of each scale, as `reliability.cronbach_alpha` does.

    Parameters
    ----------
    histogram
        Answers of all groups.
    slopes
        What one step of each item adds to its score, negative where the item is
        reversed; 1 for all items unless given.
    confidence
        Probability that an interval holds its coefficient.

    Raises
    ------
    TooFewError
        if a scale has fewer than two complete respondents.
    NoSpreadError
        if all its sum scores are equal.

    References
    ----------
    Cronbach, L. J. (1951). https://doi.org/10.1007/BF02310555

    Examples
    --------
    The ratings of Shrout and Fleiss (1979); R's psych prints 0.91 (``ICC3k``):

    >>> from analysis.statistics.histogram import Layout, count
    >>> ratings = np.array([[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2],
    ...                     [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]], dtype=np.int8)
    >>> layout = Layout(groups=1, values=11, scales=((0, 1, 2, 3),))
    >>> found = count(ratings, np.zeros(6, dtype=np.int64), layout)
    >>> round(alphas(found)[0].value, 2)
    0.91

    """
    steps = np.ones(histogram.cells.shape[1]) if slopes is None else numbers(slopes)
    scales = zip(histogram.layout.scales, histogram.moments, strict=True)
    return tuple(
        alpha_of_moments(moments, slopes=steps[[*scale]], confidence=confidence)
        for scale, moments in scales
    )


def alpha_of_moments(
    moments: Moments, *, slopes: ArrayLike = 1.0, confidence: float = 0.95
) -> Reliability:
    """Return Cronbach's alpha of one scale, as `alphas` does of all."""
    covariance = covariance_of(moments)
    steps = numbers(slopes) * np.ones(len(covariance))
    turned = covariance * np.outer(steps, steps)
    return alpha_of_variances(
        float(np.trace(turned)),
        float(turned.sum()),
        respondents=moments.n,
        items=len(covariance),
        confidence=confidence,
    )


def covariance_of(moments: Moments) -> FloatArray:
    """Return the covariance of the items of a scale (divisor n − 1)."""
    at_least(2, moments.n, "complete respondents")
    means = moments.sums / moments.n
    centred = moments.products - np.outer(means, moments.sums)
    return np.asarray(centred / (moments.n - 1))


def _scored(counts: IntArray, scores: ArrayLike) -> tuple[IntArray, FloatArray]:
    """Return the counts of values that have a score, and the scores."""
    given = numbers(scores)
    if given.shape not in {counts.shape[-1:], counts.shape[1:]}:
        raise ShapeError("Each value needs one score.")
    known = ~np.isnan(given)
    return counts * known, np.where(known, given, 0.0)


def _people(counts: IntArray, headcounts: ArrayLike | None) -> FloatArray:
    """Return the people of each group, beside each of its sets of counts."""
    groups = len(counts)
    people = np.full(groups, np.nan) if headcounts is None else numbers(headcounts)
    if people.shape != (groups,):
        raise ShapeError("Each group needs its headcount.")
    return people.reshape(groups, *(1 for _ in counts.shape[1:-1]))


def _fractions(n: IntArray, people: FloatArray) -> FloatArray:
    """Return the share of each group's people who answered; unknown counts as none."""
    if (n > people).any():
        raise HeadcountError("A group has more answers than people.")
    return np.nan_to_num(n / np.maximum(people, 1))


def _table(
    n: IntArray, value: FloatArray, ends: tuple[FloatArray, FloatArray], se: FloatArray
) -> Table:
    """Return a table that has NaN where there is no answer."""
    nobody = n == 0
    low, high = ends
    columns = [np.where(nobody, np.nan, part) for part in (value, low, high, se)]
    return Table(n, *columns)
