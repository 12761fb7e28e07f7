"""Says which ranks an organisation could have, given how little is known."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.statistics.samples import (
    FloatArray,
    ShapeError,
    at_least,
    numbers,
)

_DRAWS = 2000
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class RankSet:
    """Holds the best and the worst rank that an organisation could have."""

    best: int
    worst: int


def rank_sets(
    values: ArrayLike,
    errors: ArrayLike,
    *,
    generator: np.random.Generator,
    degrees: ArrayLike = math.inf,
    confidence: float = 0.95,
) -> tuple[RankSet, ...]:
    r"""Return sets that hold the true ranks of all organisations together.

    .. math::
        R_j = \{1 + |N^+_j|, \dots, k - |N^-_j|\}, \qquad
        N^\pm_j = \{h : \pm(y_h - y_j) > c\,\sqrt{se_h^2 + se_j^2}\}

    where organisation :math:`j` of :math:`k` has the estimate :math:`y_j` with
    standard error :math:`se_j`; rank 1 is the highest value. The critical value
    :math:`c` is the quantile of the largest studentised difference of all pairs,
    from 2,000 draws without any true difference; pairs found different are left
    out and the rest is tested again (step-down). With degrees of freedom the drawn
    errors vary as estimated errors do.

    Parameters
    ----------
    values
        Estimates, of one organisation each.
    errors
        Their standard errors; independent of one another.
    generator
        Source of randomness; its seed belongs in the report.
    degrees
        Degrees of freedom of the errors, one for all or one each.
    confidence
        Probability that every set holds its true rank.

    Raises
    ------
    TooFewError
        with fewer than two organisations.

    References
    ----------
    Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2023). Inference for
    ranks with applications to mobility across neighbourhoods and academic
    achievement across countries. Review of Economic Studies, 91(1), 476-518.
    https://doi.org/10.1093/restud/rdad006

    Examples
    --------
    Two that cannot be told apart lie above one that can. For three estimates with
    one standard error the first critical value is that of Tukey,
    ``qtukey(.95, 3, Inf) / sqrt(2)`` = 2.344 in R:

    >>> rank_sets([80, 79, 60], [2, 2, 2], generator=np.random.default_rng(1))
    (RankSet(best=1, worst=2), RankSet(best=1, worst=2), RankSet(best=3, worst=3))

    """
    means, spread = numbers(values).ravel(), numbers(errors).ravel()
    if means.shape != spread.shape:
        raise ShapeError("Each estimate needs its standard error.")
    at_least(2, means.size, "organisations")
    free = np.broadcast_to(numbers(degrees), means.shape)
    first, second = np.triu_indices(means.size, 1)
    apart = means[first] - means[second]
    together = np.hypot(spread[first], spread[second])
    observed = np.divide(
        np.abs(apart),
        together,
        out=np.where(apart == 0, 0.0, np.inf),
        where=together > 0,
    )
    drawn = _draw(spread, free, generator)
    different = np.zeros(observed.shape, dtype=np.bool_)
    while not different.all():
        critical = _critical(drawn, ~different, confidence=confidence)
        found = ~different & (observed > critical)
        if not found.any():
            break
        different |= found
    above = np.bincount(first[different & (apart < 0)], minlength=means.size)
    above += np.bincount(second[different & (apart > 0)], minlength=means.size)
    below = np.bincount(first[different & (apart > 0)], minlength=means.size)
    below += np.bincount(second[different & (apart < 0)], minlength=means.size)
    return tuple(
        RankSet(1 + int(better), means.size - int(worse))
        for better, worse in zip(above, below, strict=True)
    )


def _draw(
    spread: FloatArray, degrees: FloatArray, generator: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return drawn estimates without any true difference, and their drawn errors."""
    shape = (_DRAWS, spread.size)
    estimates = generator.standard_normal(shape) * spread
    if np.isinf(degrees).all():
        return estimates, np.broadcast_to(spread**2, shape)
    finite = np.where(np.isinf(degrees), 1e9, degrees)
    return estimates, spread**2 * generator.chisquare(finite, shape) / finite


def _critical(
    drawn: tuple[FloatArray, FloatArray],
    pairs: NDArray[np.bool_],
    *,
    confidence: float,
) -> float:
    """Return the quantile of the largest studentised difference among pairs."""
    estimates, squares = drawn
    first, second = (side[pairs] for side in np.triu_indices(estimates.shape[1], 1))
    largest = np.empty(_DRAWS)
    for start in range(0, _DRAWS, _CHUNK):
        rows = slice(start, start + _CHUNK)
        apart = np.abs(estimates[rows, first] - estimates[rows, second])
        together = np.sqrt(squares[rows, first] + squares[rows, second])
        ratios = np.divide(
            apart, together, out=np.zeros_like(apart), where=together > 0
        )
        largest[rows] = ratios.max(axis=1)
    return float(np.quantile(largest, confidence, method="higher"))
