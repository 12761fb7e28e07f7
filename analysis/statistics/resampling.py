"""Says how sure a figure is where no formula does: by resampling, and by the worst."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.intervals import Estimate
from analysis.statistics.samples import (
    IntArray,
    at_least,
    codes,
    sampled_fraction,
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Holds the least and the greatest value that a figure can have."""

    low: float
    high: float


def bootstrap(
    statistic: Callable[[IntArray], float],
    groups: ArrayLike,
    *,
    generator: np.random.Generator,
    repeats: int = 999,
    confidence: float = 0.95,
) -> Estimate:
    r"""Estimate any figure by drawing respondents again within their organisation.

    .. math::
        [\hat\theta^*_{(1 - c)/2},\ \hat\theta^*_{(1 + c)/2}]

    where :math:`\hat\theta^*` is the figure of samples in which each organisation
    keeps its number of answers, drawn with replacement, and :math:`c` is the
    confidence. There is no finite population correction, so the interval is
    conservative. It is widened, if need be, to hold the figure itself.

    Parameters
    ----------
    statistic
        Takes the places of the respondents to use and returns the figure.
    groups
        The organisation of each respondent.
    generator
        Source of randomness; its seed belongs in the report.
    repeats
        Samples drawn.
    confidence
        Probability that the interval holds the figure.

    References
    ----------
    Davison, A. C. and Hinkley, D. V. (1997). Bootstrap methods and their
    application, sections 3.2 and 5.3. https://doi.org/10.1017/CBO9780511802843

    Examples
    --------
    The mean of the city's item ``q2_01`` is 3.1965, with 3.1340 to 3.2589 by R's
    ``t.test``; the bootstrap of one organisation is near:

    >>> answers = np.repeat([1, 2, 3, 4, 5], [67, 192, 284, 424, 51])
    >>> found = bootstrap(lambda rows: answers[rows].mean(), np.zeros(1018),
    ...                   generator=np.random.default_rng(1))
    >>> abs(found.low - 3.1340) < 0.01, abs(found.high - 3.2589) < 0.01
    (True, True)

    """
    _, places = codes(groups)
    at_least(1, places.size, "answers")
    order = np.argsort(places, kind="stable")
    sizes = np.bincount(places)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    room = np.repeat(sizes, sizes)
    drawn = [
        statistic(
            order[starts + (generator.random(order.size) * room).astype(np.int64)]
        )
        for _ in range(repeats)
    ]
    value = float(statistic(np.arange(places.size)))
    tail = (1 - confidence) / 2
    low, high = (float(at) for at in np.quantile(drawn, [tail, 1 - tail]))
    se = float(np.std(drawn, ddof=1)) if repeats > 1 else math.inf
    return Estimate(places.size, value, min(low, value), max(high, value), se)


def manski_bounds(
    value: float, n: int, *, headcount: int, lowest: float = 0, highest: float = 100
) -> Bounds:
    r"""Return what a mean could be if the people who did not answer were known.

    .. math::
        \left[\tfrac nN \bar y + (1 - \tfrac nN) a,\
              \tfrac nN \bar y + (1 - \tfrac nN) b\right]

    where :math:`n` of :math:`N` people answered with mean :math:`\bar y` on a scale
    from :math:`a` to :math:`b`. Nothing is assumed about the others.

    References
    ----------
    Manski, C. F. (1989). Anatomy of the selection problem. Journal of Human
    Resources, 24(3), 343-360. https://doi.org/10.2307/145818

    Examples
    --------
    By hand, for half of the people at 70: from 35 to 85:

    >>> manski_bounds(70, 50, headcount=100)
    Bounds(low=35.0, high=85.0)

    """
    answered = sampled_fraction(n, headcount)
    known = answered * value
    return Bounds(known + (1 - answered) * lowest, known + (1 - answered) * highest)
