"""Bare counts by every combination of groups, from which figures are made.

Protection is decided from them. They stay inside the analysis: no document holds
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]
POSITIVE = 50.0


@dataclass(frozen=True, slots=True)
class Partition:
    """A declared cut: which atoms lie in each of its cells (cells × atoms)."""

    name: str
    by: tuple[str, ...]
    labels: tuple[str, ...]
    places: Counts
    members: Flags


@dataclass(frozen=True, slots=True)
class Grouping:
    """The atoms of a survey and the declared cuts of them.

    An atom is a set of people who are alike in every single cut; `sizes` tells how
    many answers came from each.
    """

    sizes: Counts
    cuts: tuple[Partition, ...]

    def cut(self, name: str) -> Partition:
        """Return a declared cut by its name."""
        return next(cut for cut in self.cuts if cut.name == name)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of each atom gave each answer to one question.

    `counts` has a row per atom and a column per answer, `answered` the people of
    each atom who answered. `scores` are the answers' scores on 0–100, NaN where an
    answer has none. Of an `exclusive` question each person gave one answer.
    """

    values: tuple[str, ...]
    counts: Counts
    answered: Counts
    scores: Scores
    exclusive: bool = True

    @property
    def scored(self) -> bool:
        """Return whether a mean can be taken."""
        return bool(len(self.scores)) and not bool(np.isnan(self.scores).all())

    def halved(self) -> "Tally":
        """Return the counts of scores above 50 and of all others."""
        above = self.scores > POSITIVE
        counts = np.stack(
            [self.counts[:, above].sum(axis=1), self.counts[:, ~above].sum(axis=1)],
            axis=1,
        )
        return Tally(("positive", "other"), counts, self.answered, np.empty(0))

    def within(self, atoms: Flags) -> "Part":
        """Return the counts of the people in some atoms."""
        people = int(self.answered[atoms].sum())
        return Part(people, self.counts[atoms].sum(axis=0), self)


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one set of people to one question."""

    n: int
    counts: Counts
    tally: Tally

    @property
    def mean(self) -> float:
        """Return the mean score."""
        return float(self.counts @ self._scores) / self.n

    @property
    def variance(self) -> float:
        """Return the variance of the scores (divisor n − 1); of one it is infinite."""
        if self.n == 1:
            return float("inf")
        away = np.nan_to_num(self.tally.scores - self.mean)
        return float(self.counts @ away**2) / (self.n - 1)

    @property
    def positive(self) -> int:
        """Return how many scored above 50."""
        return int(self.counts[self._scores > POSITIVE].sum())

    @property
    def alike(self) -> bool:
        """Return whether all people, or all but one, said the same."""
        if not len(self.counts):
            return False
        return int(self.counts.max()) >= self.n - 1

    @property
    def named_counts(self) -> Mapping[str, int]:
        """Return the count of each answer by its value."""
        counted = zip(self.tally.values, self.counts, strict=True)
        return {value: int(count) for value, count in counted}

    @property
    def _scores(self) -> Scores:
        return np.nan_to_num(self.tally.scores)


@dataclass(frozen=True, slots=True)
class Tallies:
    """The counts of everything that is broken down, by the name of its result."""

    grouping: Grouping
    items: Mapping[str, Tally]
    indicators: Mapping[str, Tally]
    indices: Mapping[str, Tally]
    experience: Mapping[str, Tally]
