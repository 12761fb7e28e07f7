"""Turns a difference and its standard error into an interval and a p value."""

import math
from dataclasses import dataclass

from scipy import special

from analysis.statistics.samples import t_quantile


@dataclass(frozen=True, slots=True)
class Difference:
    """Holds a difference, its interval and the test that it is zero."""

    value: float
    low: float
    high: float
    se: float
    statistic: float
    degrees: float
    p: float


def difference(
    value: float, se: float, *, degrees: float = math.inf, confidence: float = 0.95
) -> Difference:
    """Return a difference with its t interval; endless degrees make it normal.

    Without any standard error the difference is exact: its p value is 1 where
    nothing differs and 0 otherwise.
    """
    statistic = value / se if se > 0 else math.copysign(math.inf, value)
    if value == 0:
        statistic = 0.0
    reach = t_quantile(confidence, degrees) * se if se > 0 else 0.0
    p = two_sided_p(statistic, degrees)
    return Difference(value, value - reach, value + reach, se, statistic, degrees, p)


def two_sided_p(statistic: float, degrees: float = math.inf) -> float:
    """Return how probable a t statistic at least this far from zero is."""
    if degrees <= 0:
        return 1.0
    return 2 * float(special.stdtr(degrees, -abs(statistic)))


def satterthwaite(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return Welch's degrees of freedom of two (squared error, degrees) pairs."""
    whole = first[0] + second[0]
    if whole == 0 or math.isinf(whole):
        return math.inf if whole == 0 else 0.0
    parts = sum(
        square**2 / degrees for square, degrees in (first, second) if degrees > 0
    )
    return whole**2 / parts if parts > 0 else 0.0
