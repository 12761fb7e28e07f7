"""Estimates how common something is that nobody is asked about directly.

The random device is the respondent's own. Nothing is clipped: an estimate may lie
below 0 or above 1, and is shown with its interval.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.statistics.samples import ShapeError, at_least


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Holds an estimated share, its interval, its standard error and the answers."""

    n: int
    estimate: float
    low: float
    high: float
    se: float


def crosswise(same: int, n: int, *, p: float, confidence: float = 0.95) -> Prevalence:
    r"""Estimate the share of whom the sensitive statement of a crosswise pair is true.

    .. math::
        \hat\pi = \frac{\hat\lambda + p - 1}{2p - 1}, \qquad
        SE = \sqrt{\frac{\hat\lambda(1 - \hat\lambda)}{(n - 1)(2p - 1)^2}}

    where :math:`\hat\lambda` is the share of `n` people who said "same" and
    :math:`p \ne 1/2` the known share of whom the harmless statement is true.

    References
    ----------
    Yu, J.-W., Tian, G.-L. and Tang, M.-L. (2008). Two new models for survey sampling
    with sensitive characteristic. Metrika, 67, 251-263.
    https://doi.org/10.1007/s00184-007-0131-x

    Examples
    --------
    By hand: 310 of 400 said "same", p = .2: (.775 - .8) / -.6.

    >>> round(crosswise(310, 400, p=0.2).estimate, 6)
    0.041667

    """
    at_least(2, n, "answers")
    slope = _slope(p)
    share = same / n
    se = math.sqrt(share * (1 - share) / ((n - 1) * slope**2))
    return _interval(n, (share + p - 1) / slope, se, confidence)


def crosswise_corrected(
    same: ArrayLike,
    anchor_same: ArrayLike,
    *,
    p: float,
    anchor_p: float,
    confidence: float = 0.95,
) -> Prevalence:
    r"""Estimate the share as `crosswise` does, less the bias of inattentive answers.

    .. math::
        \hat\gamma = \frac{\hat\lambda' - 1/2}{1/2 - p'}, \qquad
        \hat\pi = \frac12 + \frac{\hat\lambda - 1/2}{\hat\gamma\,(2p - 1)}

    where :math:`\hat\lambda'` is the share of "same" in the anchor pair, whose
    sensitive statement is true of nobody and whose harmless one of :math:`p'`, and
    :math:`\hat\gamma` the share of people who answered attentively. `same` and
    `anchor_same` are booleans of the same people, in the same order; the standard
    error is by the delta method with their covariance.

    References
    ----------
    Atsusaka, Y. and Stevenson, R. T. (2023). A bias-corrected estimator for the
    crosswise model with inattentive respondents. Political Analysis, 31, 134-148.
    https://doi.org/10.1017/pan.2021.43

    """
    pairs = np.stack([np.asarray(same, float), np.asarray(anchor_same, float)])
    n = pairs.shape[1]
    at_least(2, n, "answers")
    slope = _slope(p)
    share, anchor = (float(value) for value in pairs.mean(axis=1))
    attentive = (anchor - 0.5) / (0.5 - anchor_p)
    if attentive <= 0:
        raise ShapeError("The anchor pair says that nobody answered attentively.")
    estimate = 0.5 + (share - 0.5) / (attentive * slope)
    gradient = np.array(
        [
            1 / (attentive * slope),
            -(share - 0.5) / (attentive**2 * slope * (0.5 - anchor_p)),
        ]
    )
    variance = float(gradient @ (np.cov(pairs) / n) @ gradient)
    return _interval(n, estimate, math.sqrt(max(variance, 0.0)), confidence)


def _slope(p: float) -> float:
    if not 0 < p < 1 or math.isclose(p, 0.5):
        raise ShapeError("The share of the harmless statement lies in 0–1, not at 1/2.")
    return 2 * p - 1


def _interval(n: int, estimate: float, se: float, confidence: float) -> Prevalence:
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * se
    return Prevalence(n, estimate, estimate - reach, estimate + reach, se)
