"""Bounds the counts that a release withholds, as narrowly as a reader could.

The reader is assumed to know more than was published: the answers of the whole, of
every shown cell in full (so its mean, interval and share too), and how many people
each group has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.bounding import Bound, Knowledge, Problem, bounds
from analysis.suppression import GUARDS, Hidden, Question, residual, shown_places
from analysis.tallies import Counts, Flags, Partition


@dataclass(frozen=True, slots=True)
class Finding:
    """One hidden count: its cell, its bounds, and how wide these must be."""

    cut: str
    place: int
    bound: Bound
    needed: int

    @property
    def passed(self) -> bool:
        """Return whether the count is hidden well enough."""
        return self.bound.width >= self.needed


def audit(
    questions: Sequence[tuple[Question, Hidden]],
) -> list[list[Finding]]:
    """Bound the count of every answer in every withheld cell of some questions.

    A count is hidden well if its bounds are `floor` apart, or as far apart as nothing
    but the number of people and answers left after subtraction allows.
    """
    prepared = [list(_problems(*one)) for one in questions]
    found = iter(bounds([problem for one in prepared for problem, _targets in one]))
    return [
        [
            Finding(target.cut, target.place, bound, needed)
            for _problem, targets in one
            for (target, needed), bound in zip(targets, next(found), strict=True)
        ]
        for one in prepared
    ]


@dataclass(frozen=True, slots=True)
class _Target:
    cut: str
    place: int
    members: Flags
    rest: Flags
    guards: bool


def _targets(
    question: Question, cuts: Sequence[Partition], hidden: Hidden
) -> Iterator[_Target]:
    for cut in cuts:
        rest = residual(question, cut, hidden)
        for place, reason in hidden[cut.name].items():
            if question.people(cut.members[place]):
                guards = reason in GUARDS
                yield _Target(cut.name, place, cut.members[place], rest, guards)


def _needed(question: Question, target: _Target, answer: int) -> int:
    """Return how wide the bounds of a count must be.

    A cell that is withheld only to guard others need not be less certain than they
    make it.
    """
    here = question.people(target.members)
    rest = question.people(target.rest)
    gave = int(question.tally.counts[target.rest, answer].sum())
    others = rest - here if target.guards else here
    return min(question.floor, here, others, gave, rest - gave)


def _problems(
    question: Question, hidden: Hidden
) -> Iterator[tuple[Problem, list[tuple[_Target, int]]]]:
    """Yield a problem for every answer: who gave it, and who gave another."""
    cuts = [cut for cut in question.grouping.cuts if shown_places(cut, hidden)]
    targets = list(_targets(question, cuts, hidden))
    if not targets:
        return
    classes = _Classes.of(cuts, hidden)
    for answer in range(question.tally.counts.shape[1]):
        needed = [(target, _needed(question, target, answer)) for target in targets]
        wanted = [(target, wide) for target, wide in needed if wide]
        if wanted:
            rows = [classes.unknown(target.members) for target, _wide in wanted]
            nothing = np.zeros_like(rows)
            knowledge = classes.knowledge(question, answer)
            yield Problem(knowledge, np.hstack([rows, nothing])), wanted


@dataclass(frozen=True, slots=True)
class _Classes:
    """Classes of atoms that no cell tells apart; those that are known are left out.

    `belongs` has a row per class and a column per atom, `known` a row per set of
    people whose answers are published.
    """

    belongs: Counts
    known: Flags

    @classmethod
    def of(cls, cuts: Sequence[Partition], hidden: Hidden) -> "_Classes":
        """Sort atoms by the cells that they lie in."""
        sets = np.concatenate([cut.members for cut in cuts])
        found, of = np.unique(sets.T, axis=0, return_inverse=True)
        belongs = np.zeros((len(found), sets.shape[1]), dtype=np.int64)
        belongs[of.ravel(), np.arange(sets.shape[1])] = 1
        everybody = np.ones((1, sets.shape[1]), dtype=np.bool_)
        shown = [cut.members[shown_places(cut, hidden)] for cut in cuts]
        known = np.concatenate([everybody, *shown])
        told = (known @ belongs.T) > 0
        fixed = told[told.sum(axis=1) == 1].any(axis=0)
        loose = belongs[~fixed]
        known = known & loose.any(axis=0)
        return cls(loose, np.unique(known[known.any(axis=1)], axis=0))

    def unknown(self, members: Flags) -> NDArray[np.float64]:
        """Return which classes lie in a set of people."""
        return np.asarray((self.belongs @ members) > 0, dtype=np.float64)

    def knowledge(self, question: Question, answer: int) -> Knowledge:
        """Return what a reader knows of an answer.

        The unknowns are first the people of each class who gave the answer, then
        those who gave another.
        """
        rows = np.array([self.unknown(members) for members in self.known])
        nothing = np.zeros_like(rows)
        gave = question.tally.counts[:, answer]
        others = question.tally.answered - gave
        totals = np.concatenate([self.known @ gave, self.known @ others])
        identity = np.eye(len(self.belongs))
        return Knowledge(
            np.block([[rows, nothing], [nothing, rows]]),
            totals.astype(np.float64),
            np.hstack([identity, identity]),
            (self.belongs @ question.grouping.sizes).astype(np.float64),
        )
