"""Says how alike people of one group answer, and how reliable a group's mean is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.samples import (
    FloatArray,
    NoSpreadError,
    ShapeError,
    at_least,
    codes,
    complete,
    complete_rows,
    numbers,
)


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Holds the two mean squares of a one-way analysis of variance."""

    between: float
    within: float
    n: int
    groups: int
    mean_size: float
    n0: float


def mean_squares(scores: ArrayLike, groups: ArrayLike) -> MeanSquares:
    r"""Split the variance of scores into that between and that within groups.

    .. math::
        MSB = \frac{\sum_g n_g (\bar y_g - \bar y)^2}{k - 1}, \quad
        MSW = \frac{\sum_g \sum_i (y_{gi} - \bar y_g)^2}{n - k}, \quad
        n_0 = \frac{n - \sum_g n_g^2 / n}{k - 1}

    where :math:`n_g` people of group :math:`g` have the mean :math:`\bar y_g`,
    :math:`k` is the number of groups and :math:`n` that of all people.

    Parameters
    ----------
    scores
        One number per respondent; gaps (NaN) are left out.
    groups
        The group of each respondent.

    Raises
    ------
    TooFewError
        with fewer than two groups, or nobody beyond one per group.

    References
    ----------
    Searle, S. R., Casella, G. and McCulloch, C. E. (1992). Variance components.
    https://doi.org/10.1002/9780470316856

    Examples
    --------
    The ratings of Shrout and Fleiss (1979) print 11.24 and 6.26 in their table 2:

    >>> ratings = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8,
    ...            7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7]
    >>> squares = mean_squares(ratings, np.repeat(range(6), 4))
    >>> round(squares.between, 2), round(squares.within, 2)
    (11.24, 6.26)

    """
    values, labels = numbers(scores).ravel(), np.asarray(groups).ravel()
    if values.shape != labels.shape:
        raise ShapeError("Each score needs one group.")
    answered = ~np.isnan(values)
    distinct, places = codes(labels[answered])
    values = values[answered]
    n, k = values.size, len(distinct)
    at_least(2, k, "groups")
    at_least(k + 1, n, "answers")
    sizes = np.bincount(places, minlength=k)
    means = np.bincount(places, weights=values, minlength=k) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (k - 1)
    within = float(((values - means[places]) ** 2).sum()) / (n - k)
    n0 = (n - float((sizes**2).sum()) / n) / (k - 1)
    return MeanSquares(between, within, n, k, n / k, n0)


def icc1(scores: ArrayLike, groups: ArrayLike) -> float:
    r"""Return ICC(1), the share of variance that lies between groups.

    .. math::
        ICC(1) = \frac{MSB - MSW}{MSB + (\bar n - 1)\,MSW}

    where :math:`MSB` and :math:`MSW` are the mean squares between and within
    groups and :math:`\bar n = n / k` the mean group size, as in R's multilevel.
    The value may be negative; whoever shows it shows none instead.

    Parameters
    ----------
    scores
        One number per respondent; gaps (NaN) are left out.
    groups
        The group of each respondent.

    References
    ----------
    Bliese, P. D. (2000). Within-group agreement, non-independence, and
    reliability. In Multilevel theory, research, and methods in organizations,
    349-381. Shrout, P. E. and Fleiss, J. L. (1979).
    https://doi.org/10.1037/0033-2909.86.2.420

    Examples
    --------
    R's psych prints 0.17 (``ICC1``) for the ratings of Shrout and Fleiss:

    >>> ratings = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8,
    ...            7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7]
    >>> round(icc1(ratings, np.repeat(range(6), 4)), 2)
    0.17

    """
    squares = mean_squares(scores, groups)
    return _icc1(squares, squares.mean_size)


def icc1_n0(scores: ArrayLike, groups: ArrayLike) -> float:
    r"""Return ICC(1) with :math:`n_0` of unequal groups instead of their mean size.

    The formula is that of `icc1`; :math:`n_0` is explained at `mean_squares`.

    References
    ----------
    Searle, S. R., Casella, G. and McCulloch, C. E. (1992). Variance components.
    https://doi.org/10.1002/9780470316856

    Examples
    --------
    In groups of one size it is ICC(1), 0.17 by R's psych:

    >>> ratings = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8,
    ...            7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7]
    >>> round(icc1_n0(ratings, np.repeat(range(6), 4)), 2)
    0.17

    """
    squares = mean_squares(scores, groups)
    return _icc1(squares, squares.n0)


def icc2(scores: ArrayLike, groups: ArrayLike) -> float:
    r"""Return ICC(2), the reliability of the groups' means taken together.

    .. math::
        ICC(2) = \frac{MSB - MSW}{MSB}

    with the mean squares of `mean_squares`. The value may be negative; whoever
    shows it shows none instead.

    References
    ----------
    Bliese, P. D. (2000), as in `icc1`. Shrout, P. E. and Fleiss, J. L. (1979).
    https://doi.org/10.1037/0033-2909.86.2.420

    Examples
    --------
    R's psych prints 0.44 (``ICC1k``) for the ratings of Shrout and Fleiss:

    >>> ratings = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8,
    ...            7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7]
    >>> round(icc2(ratings, np.repeat(range(6), 4)), 2)
    0.44

    """
    squares = mean_squares(scores, groups)
    if squares.between == 0:
        raise NoSpreadError("All groups have the same mean.")
    return (squares.between - squares.within) / squares.between


def group_reliability(n: float, icc: float) -> float:
    r"""Return how reliable the mean of one group of n people is.

    .. math::
        \frac{n\,ICC(1)}{1 + (n - 1)\,ICC(1)}

    References
    ----------
    Spearman, C. (1910) and Brown, W. (1910), in Bliese, P. D. (2000); see `icc1`.
    https://doi.org/10.1111/j.2044-8295.1910.tb00206.x

    Examples
    --------
    At the mean group size it is ICC(2), which R's multilevel printed as 0.775460
    for 7,382 soldiers in 99 companies:

    >>> round(group_reliability(7382 / 99, 0.0442652975571412), 6)
    0.77546

    """
    return n * icc / (1 + (n - 1) * icc)


def rwg(scores: ArrayLike, options: int) -> float:
    r"""Return the agreement of one group on one item.

    .. math::
        r_{wg} = 1 - \frac{s^2}{\sigma^2_E}, \qquad
        \sigma^2_E = \frac{A^2 - 1}{12}

    where :math:`s^2` is the variance of the answers (divisor :math:`n - 1`) and
    :math:`\sigma^2_E` that of answers drawn blindly from :math:`A` options.
    Truncated at 0.

    Parameters
    ----------
    scores
        The answers of one group to one item; gaps (NaN) are left out.
    options
        Number of options :math:`A` of the item.

    References
    ----------
    James, L. R., Demaree, R. G. and Wolf, G. (1984). Estimating within-group
    interrater reliability with and without response bias. Journal of Applied
    Psychology, 69(1), 85-98. https://doi.org/10.1037/0021-9010.69.1.85

    Examples
    --------
    One company of 59 soldiers; R's multilevel printed 0.110462:

    >>> answers = np.repeat([1, 2, 3, 4, 5], [14, 11, 18, 8, 8])
    >>> round(rwg(answers, 5), 6)
    0.110462

    """
    answers = complete(scores)
    at_least(2, answers.size, "answers")
    return _agreement(float(answers.var(ddof=1)), options, items=1)


def rwg_j(scores: ArrayLike, options: int) -> float:
    r"""Return the agreement of one group on several items together.

    .. math::
        r_{wg(J)} = \frac{J (1 - \bar s^2 / \sigma^2_E)}
                         {J (1 - \bar s^2 / \sigma^2_E) + \bar s^2 / \sigma^2_E}

    where :math:`\bar s^2` is the mean variance of the :math:`J` items and
    :math:`\sigma^2_E = (A^2 - 1) / 12`. Truncated at 0.

    Parameters
    ----------
    scores
        The answers of one group, respondents by items; respondents with a gap
        (NaN) are left out (listwise).
    options
        Number of options :math:`A` of every item.

    References
    ----------
    James, L. R., Demaree, R. G. and Wolf, G. (1984), as in `rwg`.
    https://doi.org/10.1037/0021-9010.69.1.85

    Examples
    --------
    One item is `rwg`, 0.110462 by R's multilevel:

    >>> answers = np.repeat([1, 2, 3, 4, 5], [14, 11, 18, 8, 8])
    >>> round(rwg_j(answers[:, np.newaxis], 5), 6)
    0.110462

    """
    answers: FloatArray = complete_rows(scores)
    at_least(2, answers.shape[0], "complete respondents")
    at_least(1, answers.shape[1], "items")
    variance = float(answers.var(axis=0, ddof=1).mean())
    return _agreement(variance, options, items=answers.shape[1])


def _icc1(squares: MeanSquares, size: float) -> float:
    """Return ICC(1) of mean squares for a group size."""
    whole = squares.between + (size - 1) * squares.within
    if whole == 0:
        raise NoSpreadError("All answers are equal.")
    return (squares.between - squares.within) / whole


def _agreement(variance: float, options: int, *, items: int) -> float:
    """Return how far a variance stays below that of blind answers."""
    at_least(2, options, "options")
    ratio = min(variance / ((options**2 - 1) / 12), 1.0)
    return items * (1 - ratio) / (items * (1 - ratio) + ratio)
