"""What statistics take in: arrays of numbers, and what can be wrong with them."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TABLE = 2


class UndefinedError(ValueError):
    """A statistic does not exist for these numbers."""


class TooFewError(UndefinedError):
    """There are not enough numbers for a statistic to exist."""


class NoSpreadError(UndefinedError):
    """All answers are equal, and a statistic needs them to differ."""


class HeadcountError(ValueError):
    """There are more answers than people who could have answered."""


class ShapeError(ValueError):
    """Numbers that belong together do not fit each other."""


def numbers(values: ArrayLike) -> FloatArray:
    """Return values as floating point numbers, gaps being NaN."""
    return np.asarray(values, dtype=np.float64)


def complete(values: ArrayLike) -> FloatArray:
    """Return one row of values without its gaps."""
    array = numbers(values).ravel()
    return array[~np.isnan(array)]


def complete_rows(scores: ArrayLike) -> FloatArray:
    """Return the respondents (rows) who answered every item (listwise deletion)."""
    table = numbers(scores)
    if table.ndim != TABLE:
        raise ShapeError("Scores are a table: respondents by items.")
    return table[~np.isnan(table).any(axis=1)]


def at_least(needed: int, found: int, what: str) -> None:
    """Raise if fewer things were found than a statistic needs."""
    if found < needed:
        raise TooFewError(
            f"At least {needed} {what} are needed, and there are {found}."
        )


def codes(labels: ArrayLike) -> tuple[NDArray[np.str_] | NDArray[np.int64], IntArray]:
    """Return the distinct labels in sorted order, and each row's place among them."""
    distinct, places = np.unique(np.asarray(labels), return_inverse=True)
    return distinct, places.ravel().astype(np.int64)


def sampled_fraction(count: int, headcount: int | None) -> float:
    """Return the share of people who answered, or 0 where the headcount is unknown."""
    if headcount is None:
        return 0.0
    if count > headcount:
        raise HeadcountError(f"{count} answers came from {headcount} people.")
    return count / headcount


def normal_quantile(confidence: float) -> float:
    """Return how many standard errors a normal interval reaches to each side."""
    return float(special.ndtri((1 + confidence) / 2))


def t_quantile(confidence: float, degrees: float) -> float:
    """Return how many standard errors a t interval reaches to each side."""
    if degrees <= 0:
        return math.inf
    return float(special.stdtrit(degrees, (1 + confidence) / 2))
