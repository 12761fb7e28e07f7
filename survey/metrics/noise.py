r"""Noise in which a whole visit disappears: two-sided geometric, drawn once per window.

$P(k) = \frac{1-a}{1+a} a^{|k|}$ with $a = e^{-1/b}$: the discrete Laplace distribution
(Ghosh, Roughgarden and Sundararajan, 2012, doi:10.1137/09076828X). Where a visit
changes the cells of one kind by at most $d$ in sum, whoever knows everything else of
the window learns of it at most $d/b$: no observation is more than $e^{d/b}$ times as
likely with the visit as without. There are five kinds, each with $d/b$ = 0.1.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from survey.metrics.window import COMMITS, COUNTED, Cell, Family, Window

Chance = Callable[[], float]  # Draws from nought to below one.

STEP = 10
# A visit: one answer, sent twice at most; a form without scripts and all files of it.
VISIT_ANSWERS, VISIT_REQUESTS = 2, 64
EPSILON = 0.1


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be known of a window."""

    counts: Mapping[Cell, int]
    queue: int


def shown(window: Window, chance: Chance) -> Shown:
    """Return a window with noise, in steps of ten; to be drawn once for each window."""
    return Shown(
        {
            cell: _coarse(window.counts[cell] + draw(scale(cell), chance))
            for cell in COUNTED
        },
        _coarse(window.queue + draw(1 / EPSILON, chance)),
    )


def scale(cell: Cell) -> float:
    """Return how wide the noise of a cell is."""
    few = cell[0] in {"seconds", COMMITS} or cell[1:2] == (Family.ANSWERS.value,)
    return (VISIT_ANSWERS if few else VISIT_REQUESTS) / EPSILON


def draw(width: float, chance: Chance) -> int:
    """Draw two-sided geometric noise: the difference of two geometric numbers."""
    return _geometric(width, chance) - _geometric(width, chance)


def _geometric(width: float, chance: Chance) -> int:
    # One minus a number below one is never nought.
    return math.floor(-width * math.log(1.0 - chance()))


def _coarse(number: int) -> int:
    return max(0, STEP * round(number / STEP))
