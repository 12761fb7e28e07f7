"""Estimates how common something is that nobody is asked about directly.

The random device is the respondent's own. Nothing is clipped: an estimate may lie
below 0 or above 1, and is shown with its interval.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.item_count import ListExperiment, list_experiment
from analysis.statistics.samples import ShapeError, at_least, normal_quantile

__all__ = [
    "ListExperiment",
    "Prevalence",
    "crosswise",
    "crosswise_corrected",
    "forced_response",
    "list_experiment",
    "unrelated_question",
    "warner",
]


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Holds an estimated share, its interval, its standard error and the answers."""

    n: int
    estimate: float
    low: float
    high: float
    se: float


def warner(yes: int, n: int, *, p: float, confidence: float = 0.95) -> Prevalence:
    r"""Estimate the share of whom a statement is true, by Warner's design.

    .. math::
        \hat\pi = \frac{\hat\lambda + p - 1}{2p - 1}, \qquad
        SE = \sqrt{\frac{\hat\lambda(1 - \hat\lambda)}{(n - 1)(2p - 1)^2}}

    where :math:`\hat\lambda` is the share of `n` people who said "yes" and
    :math:`p \ne 1/2` the chance of being asked the statement instead of its
    opposite.

    Raises
    ------
    TooFewError
        with fewer than two answers.
    ShapeError
        if the chance is 1/2, which tells nothing, or no chance.

    References
    ----------
    Warner, S. L. (1965). Randomized response: a survey technique for eliminating
    evasive answer bias. JASA, 60(309), 63-69.
    https://doi.org/10.1080/01621459.1965.10480775

    Examples
    --------
    373 of 564 Swiss people on minarets, p = 2/12; R's RRreg printed 0.257979 and
    0.029918:

    >>> found = warner(373, 564, p=2 / 12)
    >>> round(found.estimate, 6), round(found.se, 6)
    (0.257979, 0.029918)

    """
    slope = _slope(p)
    return _from_share(yes, n, (slope, 1 - p), confidence)


def forced_response(
    yes: int, n: int, *, truth: float, forced_yes: float, confidence: float = 0.95
) -> Prevalence:
    r"""Estimate the share of whom a statement is true, by forced response.

    .. math::
        \hat\pi = \frac{\hat\lambda - p_1}{p}, \qquad
        SE = \frac1p \sqrt{\frac{\hat\lambda(1 - \hat\lambda)}{n - 1}}

    where :math:`\hat\lambda` is the share of `n` people who said "yes",
    :math:`p` the chance of having to say the truth and :math:`p_1` that of having
    to say "yes".

    References
    ----------
    Boruch, R. F. (1971). Assuring confidentiality of responses in social research.
    American Sociologist, 6(4), 308-311. https://www.jstor.org/stable/27701807
    Blair, G., Imai, K. and Zhou, Y.-Y. (2015). Design and analysis of the randomized
    response technique. JASA, 110(511), 1304-1319.
    https://doi.org/10.1080/01621459.2015.1050028

    Examples
    --------
    831 of 2,435 Nigerians with one die; R's RRreg printed 0.261910 and 0.014416:

    >>> found = forced_response(831, 2435, truth=2 / 3, forced_yes=1 / 6)
    >>> round(found.estimate, 6), round(found.se, 6)
    (0.26191, 0.014416)

    """
    if not 0 < truth <= 1 - forced_yes <= 1:
        raise ShapeError("The chances of truth and of a forced answer lie in 0-1.")
    return _from_share(yes, n, (truth, forced_yes), confidence)


def unrelated_question(
    yes: int, n: int, *, p: float, harmless: float, confidence: float = 0.95
) -> Prevalence:
    r"""Estimate the share of whom a statement is true, by an unrelated question.

    .. math::
        \hat\pi = \frac{\hat\lambda - (1 - p)\,\pi_u}{p}, \qquad
        SE = \frac1p \sqrt{\frac{\hat\lambda(1 - \hat\lambda)}{n - 1}}

    where :math:`\hat\lambda` is the share of `n` people who said "yes",
    :math:`p` the chance of being asked the sensitive question, and :math:`\pi_u`
    the known share of whom the harmless one is true.

    References
    ----------
    Greenberg, B. G., Abul-Ela, A.-L. A., Simmons, W. R. and Horvitz, D. G. (1969).
    The unrelated question randomized response model. JASA, 64(326), 520-539.
    https://doi.org/10.1080/01621459.1969.10500991

    Examples
    --------
    A die that forces is a harmless question of one half: 831 of 2,435 Nigerians, for
    whom R's RRreg printed 0.261910 and 0.014416:

    >>> found = unrelated_question(831, 2435, p=2 / 3, harmless=1 / 2)
    >>> round(found.estimate, 6), round(found.se, 6)
    (0.26191, 0.014416)

    """
    if not (0 < p <= 1 and 0 <= harmless <= 1):
        raise ShapeError(
            "The chance and the share of the harmless question lie in 0-1."
        )
    return _from_share(yes, n, (p, (1 - p) * harmless), confidence)


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
    Partial plagiarism of Jann, Jerke and Krumpal (2012), 198 of 310 "same", p = .25;
    R's RRreg printed 0.222581 and 0.054655:

    >>> found = crosswise(198, 310, p=0.25)
    >>> round(found.estimate, 6), round(found.se, 6)
    (0.222581, 0.054655)

    """
    return _from_share(same, n, (_slope(p), 1 - p), confidence)


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

    Examples
    --------
    Where the anchor says that all were attentive, it is the crosswise estimate,
    0.222581 by R's RRreg:

    >>> same, anchor = np.arange(310) < 198, np.arange(310) < 248
    >>> round(crosswise_corrected(same, anchor, p=0.25, anchor_p=0.2).estimate, 6)
    0.222581

    """
    _slope(anchor_p)
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
    """Return how much the share of "yes" or "same" follows the prevalence."""
    if not 0 < p < 1 or math.isclose(p, 0.5):
        raise ShapeError("A chance lies in 0-1, and 1/2 would tell nothing.")
    return 2 * p - 1


def _from_share(
    counted: int, n: int, line: tuple[float, float], confidence: float
) -> Prevalence:
    """Return the prevalence where the share counted is slope * prevalence + start."""
    at_least(2, n, "answers")
    if not 0 <= counted <= n:
        raise ShapeError(f"{counted} people cannot be among {n}.")
    slope, start = line
    share = counted / n
    se = math.sqrt(share * (1 - share) / (n - 1)) / abs(slope)
    return _interval(n, (share - start) / slope, se, confidence)


def _interval(n: int, estimate: float, se: float, confidence: float) -> Prevalence:
    """Return a prevalence with its normal interval."""
    reach = normal_quantile(confidence) * se
    return Prevalence(n, estimate, estimate - reach, estimate + reach, se)
