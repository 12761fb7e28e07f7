"""Bounds the counts that a release withholds, as narrowly as a reader could.

The reader is assumed to know more than was published: the answers of the whole, of
every shown cell in full (so its mean, interval and share too), and how many people
each group has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linprog

from analysis.suppression import GUARDS, Hidden, Question, residual, shown_places
from analysis.tallies import Counts, Flags, Partition

_NEARLY = 1e-6


class AuditError(RuntimeError):
    """The linear programme of an audit has no solution."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of counts x ≥ 0: equal @ x = totals and most @ x ≤ limits."""

    equal: NDArray[np.float64]
    totals: NDArray[np.float64]
    most: NDArray[np.float64]
    limits: NDArray[np.float64]

    @classmethod
    def of(
        cls, equal: ArrayLike, totals: ArrayLike, *limited: ArrayLike
    ) -> "Knowledge":
        """Return knowledge of totals, and of limits if there are any."""
        rows = np.array(equal, dtype=np.float64)
        most, limits = limited or (np.zeros((0, rows.shape[1])), np.zeros(0))
        return cls(
            rows,
            np.array(totals, dtype=np.float64),
            np.array(most, dtype=np.float64),
            np.array(limits, dtype=np.float64),
        )


@dataclass(frozen=True, slots=True)
class Bound:
    """Between which whole numbers a hidden count must lie."""

    low: int
    high: int

    @property
    def width(self) -> int:
        """Return how far the bounds are apart."""
        return self.high - self.low


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


@dataclass(frozen=True, slots=True)
class Problem:
    """What is known of some counts, and which sums of them are to be bounded."""

    knowledge: Knowledge
    targets: NDArray[np.float64]


def bounds(problems: Sequence[Problem]) -> list[list[Bound]]:
    """Return the smallest and largest value of each target of each problem.

    All programmes are solved at once, as blocks of one that do not touch.
    """
    if not problems:
        return []
    objectives = [np.repeat(problem.targets, 2, axis=0) for problem in problems]
    for rows in objectives:
        rows[1::2] *= -1
    found = _solve([problem.knowledge for problem in problems], objectives)
    told, start = [], 0
    for rows in objectives:
        values = (rows * found[start : start + rows.size].reshape(rows.shape)).sum(1)
        start += rows.size
        told.append([_bound(low, -high) for low, high in values.reshape(-1, 2)])
    return told


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


def _bound(low: float, high: float) -> Bound:
    return Bound(int(np.ceil(low - _NEARLY)), int(np.floor(high + _NEARLY)))


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


def _solve(
    knowledge: Sequence[Knowledge], objectives: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    repeated = [
        one
        for one, rows in zip(knowledge, objectives, strict=True)
        for _row in range(len(rows))
    ]
    found = linprog(
        np.concatenate([rows.ravel() for rows in objectives]),
        A_eq=_diagonal([one.equal for one in repeated]),
        b_eq=np.concatenate([one.totals for one in repeated]),
        A_ub=_diagonal([one.most for one in repeated]),
        b_ub=np.concatenate([one.limits for one in repeated]),
        method="highs",
    )
    if found.x is None:
        raise AuditError(f"HiGHS: {found.message}")
    return np.asarray(found.x)


def _diagonal(blocks: Sequence[NDArray[np.float64]]) -> sparse.csr_array:
    """Return blocks along a diagonal, built at once."""
    heights, widths = np.array([block.shape for block in blocks]).T
    tops, lefts = np.cumsum(heights) - heights, np.cumsum(widths) - widths
    places = [np.nonzero(block) for block in blocks]
    counts = [len(rows) for rows, _columns in places]
    rows = np.concatenate([one for one, _ in places]) + np.repeat(tops, counts)
    columns = np.concatenate([one for _, one in places]) + np.repeat(lefts, counts)
    values = np.concatenate(
        [block[place] for block, place in zip(blocks, places, strict=True)]
    )
    shape = (heights.sum(), widths.sum())
    return sparse.csr_array((values, (rows, columns)), shape=shape)
