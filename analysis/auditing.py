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
    most: NDArray[np.float64] | None = None
    limits: NDArray[np.float64] | None = None


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


def bounds(knowledge: Knowledge, targets: ArrayLike) -> list[Bound]:
    """Return the smallest and largest value of each target (a row of coefficients).

    All programmes are solved at once, as blocks of one that do not touch.
    """
    rows = np.asarray(targets, dtype=np.float64)
    objectives = np.concatenate([np.stack([row, -row]) for row in rows])
    found = _solve(knowledge, objectives)
    values = (objectives * found).sum(axis=1)
    return [
        Bound(int(np.ceil(low - _NEARLY)), int(np.floor(-high + _NEARLY)))
        for low, high in values.reshape(-1, 2)
    ]


def audit(question: Question, hidden: Hidden) -> list[Finding]:
    """Bound the count of every answer in every withheld cell of one question.

    A count is hidden well if its bounds are `floor` apart, or as far apart as nothing
    but the number of people and answers left after subtraction allows.
    """
    cuts = [cut for cut in question.grouping.cuts if shown_places(cut, hidden)]
    targets = list(_targets(question, cuts, hidden))
    if not targets:
        return []
    findings = []
    for answer in range(question.tally.counts.shape[1]):
        knowledge, classes = _knowledge(question, cuts, hidden, answer)
        wanted = [t for t in targets if _needed(question, t, answer)]
        rows = [
            np.concatenate([classes @ t.members > 0, np.zeros(len(classes))])
            for t in wanted
        ]
        if rows:
            found = bounds(knowledge, np.array(rows))
            findings += [
                Finding(t.cut, t.place, bound, _needed(question, t, answer))
                for t, bound in zip(wanted, found, strict=True)
            ]
    return findings


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


def _knowledge(
    question: Question, cuts: Sequence[Partition], hidden: Hidden, answer: int
) -> tuple[Knowledge, Counts]:
    """Return what a reader knows of those who gave an answer, and of the others.

    The unknowns are first the people of each class who gave the answer, then those
    who gave another. A class is the atoms that no cell tells apart.
    """
    sets = np.concatenate([cut.members for cut in cuts])
    classes, of = np.unique(sets.T, axis=0, return_inverse=True)
    belongs = np.zeros((len(classes), sets.shape[1]), dtype=np.int64)
    belongs[of.ravel(), np.arange(sets.shape[1])] = 1
    everybody = np.ones(sets.shape[1], dtype=np.bool_)
    known = [everybody] + [
        cut.members[place] for cut in cuts for place in shown_places(cut, hidden)
    ]
    rows = np.array([belongs @ members > 0 for members in known], dtype=np.float64)
    nothing = np.zeros_like(rows)
    gave = question.tally.counts[:, answer]
    others = question.tally.answered - gave
    totals = [[int(c[m].sum()) for m in known] for c in (gave, others)]
    limits = belongs @ question.grouping.sizes
    identity = np.eye(len(classes))
    knowledge = Knowledge(
        np.block([[rows, nothing], [nothing, rows]]),
        np.array(totals[0] + totals[1], dtype=np.float64),
        np.hstack([identity, identity]),
        limits.astype(np.float64),
    )
    return knowledge, belongs


def _solve(
    knowledge: Knowledge, objectives: NDArray[np.float64]
) -> NDArray[np.float64]:
    blocks, width = objectives.shape
    most, limits = knowledge.most, knowledge.limits
    if most is None or limits is None:
        most, limits = np.zeros((0, width)), np.zeros(0)
    found = linprog(
        objectives.ravel(),
        A_eq=sparse.block_diag([knowledge.equal] * blocks, format="csr"),
        b_eq=np.tile(knowledge.totals, blocks),
        A_ub=sparse.block_diag([most] * blocks, format="csr"),
        b_ub=np.tile(limits, blocks),
        method="highs",
    )
    if found.x is None:
        raise AuditError(f"HiGHS: {found.message}")
    return np.asarray(found.x).reshape(blocks, width)
