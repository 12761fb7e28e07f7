"""How well the items of each indicator agree with one another."""

from collections.abc import Mapping

from analysis.results import Reliability
from analysis.statistics.histogram import Moments
from analysis.statistics.reliability import omega_of_covariance
from analysis.statistics.samples import NoSpreadError, UndefinedError
from analysis.statistics.summaries import alpha_of_moments, covariance_of

ENOUGH = 100
_LEAST_FOR_OMEGA = 3


def reliabilities(scales: Mapping[str, Moments]) -> dict[str, Reliability]:
    """Return alpha and omega of each indicator, of people who answered all its items.

    Fewer than a hundred such people tell nothing of a scale.
    """
    enough = {name: found for name, found in scales.items() if found.n >= ENOUGH}
    told = {name: _reliability(found) for name, found in enough.items()}
    return {name: found for name, found in told.items() if found is not None}


def _reliability(moments: Moments) -> Reliability | None:
    try:
        alpha = alpha_of_moments(moments)
    except NoSpreadError:
        return None
    return Reliability(
        n=alpha.n,
        items=alpha.items,
        alpha=alpha.value,
        low=alpha.low,
        high=alpha.high,
        omega=_omega(moments),
    )


def _omega(moments: Moments) -> float | None:
    if len(moments.sums) < _LEAST_FOR_OMEGA:
        return None
    try:
        return omega_of_covariance(covariance_of(moments))
    except UndefinedError:
        return None
