"""Orders organisations without pretending to know more than the answers say."""

from collections.abc import Sequence
from enum import Enum

from analysis.statistics.differences import Difference
from analysis.statistics.multiplicity import holm
from analysis.statistics.rank_sets import RankSet, rank_sets
from analysis.statistics.shrinkage import (
    Shrunken,
    ShrunkenMean,
    shrink,
    shrink_estimates,
)

__all__ = [
    "Class",
    "RankSet",
    "Shrunken",
    "ShrunkenMean",
    "classes",
    "rank_sets",
    "shrink",
    "shrink_estimates",
]


class Class(Enum):
    """Says how an organisation stands to the district without it."""

    ABOVE = "above"
    NOT_DIFFERENT = "not different"
    BELOW = "below"


def classes(
    differences: Sequence[Difference], *, confidence: float = 0.95
) -> tuple[Class, ...]:
    """Sort organisations into three classes, after Holm.

    An organisation is above or below the district without it only if the p value
    of its difference, adjusted by `analysis.statistics.multiplicity.holm`, is at
    most one less the confidence.

    Parameters
    ----------
    differences
        As `analysis.statistics.waves.against_rest` returns them.
    confidence
        Probability that no organisation is named wrongly.

    References
    ----------
    Holm, S. (1979). https://www.jstor.org/stable/4615733

    Examples
    --------
    R's ``p.adjust(c(0.0003, 0.02, 0.03), "holm")`` prints 0.0009 0.0400 0.0400:

    >>> from analysis.statistics.differences import difference
    >>> found = [difference(value, 1) for value in (-3.6, 2.3, 1.0)]
    >>> [single.value for single in classes(found)]
    ['below', 'above', 'not different']

    """
    adjusted = holm([single.p for single in differences])
    return tuple(
        _class(single.value, significant=bool(p <= 1 - confidence))
        for single, p in zip(differences, adjusted, strict=True)
    )


def _class(value: float, *, significant: bool) -> Class:
    """Return the class of one difference."""
    if not significant:
        return Class.NOT_DIFFERENT
    return Class.ABOVE if value > 0 else Class.BELOW
