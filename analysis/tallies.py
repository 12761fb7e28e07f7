"""Bare counts by every combination of groups, from which protection is decided.

They stay inside the analysis: no document holds them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
REMAINDER = -1


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of each atom gave each answer to one question.

    An atom is a set of people who are alike in every single cut: a row of `atoms`
    holds their place in each cut of `dimensions` (`REMAINDER` for people in no
    group of it). `counts` has a row per atom and a column per answer; `scores` are
    the answers' scores on 0–100, or nothing where they have none.
    """

    dimensions: tuple[str, ...]
    atoms: Counts
    counts: Counts
    scores: tuple[float, ...] | None

    def people(self, cut: Sequence[str], cell: Sequence[int]) -> NDArray[np.bool_]:
        """Return which atoms lie in a cell of a cut of one or more dimensions."""
        inside = np.ones(len(self.atoms), dtype=bool)
        for name, place in zip(cut, cell, strict=True):
            inside &= self.atoms[:, self.dimensions.index(name)] == place
        return inside
