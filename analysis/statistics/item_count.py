"""Estimates a prevalence from a list experiment: how many, never which."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.differences import difference, satterthwaite
from analysis.statistics.samples import (
    FloatArray,
    ShapeError,
    at_least,
    complete,
)


@dataclass(frozen=True, slots=True)
class ListExperiment:
    """Holds the difference of mean counts, its interval and test, and the counts."""

    estimate: float
    low: float
    high: float
    se: float
    degrees: float
    p: float
    treated: tuple[int, ...]
    control: tuple[int, ...]


def list_experiment(
    treated: ArrayLike, control: ArrayLike, *, confidence: float = 0.95
) -> ListExperiment:
    r"""Estimate the share of whom the added statement of a longer list is true.

    .. math::
        \hat\pi = \bar y_1 - \bar y_0, \qquad
        SE = \sqrt{\frac{s_1^2}{n_1} + \frac{s_0^2}{n_0}}

    where :math:`\bar y_1` is the mean count of true statements among the
    :math:`n_1` people whose list has the added one, :math:`\bar y_0` among the
    :math:`n_0` others, and :math:`s^2` are the variances (Welch).

    Parameters
    ----------
    treated, control
        Counts of true statements, one per respondent; gaps (NaN) are left out.
    confidence
        Probability that the interval holds the share.

    Raises
    ------
    TooFewError
        if a list has fewer than two answers.
    ShapeError
        if a count is not a whole number from 0.

    References
    ----------
    Miller, J. D. (1984). A new survey technique for studying deviant behavior.
    Dissertation, George Washington University. Blair, G. and Imai, K. (2012).
    Statistical analysis of list experiments. Political Analysis, 20(1), 47-77.
    https://doi.org/10.1093/pan/mpr048

    Examples
    --------
    The race list of 1991; R printed 0.0677974 and 0.0495783:

    >>> treated = np.repeat(range(5), [19, 123, 229, 219, 34])
    >>> control = np.repeat(range(4), [8, 132, 222, 227])
    >>> found = list_experiment(treated, control)
    >>> round(found.estimate, 7), round(found.se, 7)
    (0.0677974, 0.0495783)

    """
    longer, shorter = _counts(treated), _counts(control)
    squares = [float(part.var(ddof=1)) / part.size for part in (longer, shorter)]
    found = difference(
        float(longer.mean() - shorter.mean()),
        sum(squares) ** 0.5,
        degrees=satterthwaite(
            (squares[0], longer.size - 1), (squares[1], shorter.size - 1)
        ),
        confidence=confidence,
    )
    most = int(max(longer.max(), shorter.max())) + 1
    tables = [
        tuple(np.bincount(part.astype(np.int64), minlength=most).tolist())
        for part in (longer, shorter)
    ]
    return ListExperiment(
        found.value,
        found.low,
        found.high,
        found.se,
        found.degrees,
        found.p,
        tables[0],
        tables[1],
    )


def _counts(answers: ArrayLike) -> FloatArray:
    """Return the answers of one list, which must be counts."""
    counts = complete(answers)
    at_least(2, counts.size, "answers to each list")
    if (counts < 0).any() or (counts % 1 != 0).any():
        raise ShapeError("A count is a whole number from 0.")
    return counts
