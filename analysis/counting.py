"""Counts the answers of a survey in one pass, on as many workers as there are.

All counts are whole numbers: partitions of the respondents, counted anywhere and
merged in any order, give the same to the last digit.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from functools import reduce
from itertools import repeat
from operator import add
from typing import TypeVar

import numpy as np

from analysis.composites import Composite, composite, indices, own_index
from analysis.cuts import Sorting
from analysis.dataset import FIRST_MISSING, Dataset
from analysis.levels import Ladder
from analysis.shapes import Shape, linked, shaped
from analysis.spreads import Spread, spread_of_index, spread_of_means
from analysis.statistics.histogram import (
    Histogram,
    Layout,
    Moments,
    count,
    moments,
)
from analysis.tallies import Counts, Flags
from questionnaires.model import SAME, Item

PART = 1 << 18
Sum = TypeVar("Sum", Moments, Spread, Shape, Counts)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of some respondents; the counts of two parts can be added.

    `histogram` has the atoms as its groups and all items in their order. `chosen`
    and `experiences` are counts by atom; the last column of `chosen` has those who
    chose anything. `pairs` tells of crosswise pairs who said "same" to which.
    """

    histogram: Histogram
    chosen: Mapping[str, Counts]
    experiences: Mapping[str, Counts]
    pairs: Mapping[str, Counts]
    scales: Mapping[str, Moments]
    indicators: Mapping[str, Spread]
    indices: Mapping[str, Spread]
    shapes: Mapping[str, Shape]
    links: Mapping[str, Shape]

    def __add__(self, other: "Counted") -> "Counted":
        """Return the counts of both sets of respondents."""
        merged = {
            field.name: _merged(getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)[1:]
        }
        return Counted(self.histogram + other.histogram, **merged)


def count_answers(
    dataset: Dataset,
    sorting: Sorting,
    *,
    executor: Executor | None = None,
    part: int = PART,
) -> Counted:
    """Count all answers by atom, so many at a time, here or on an executor."""
    starts = range(0, max(len(dataset), 1), part)
    parts = (dataset.rows(start, start + part) for start in starts)
    atoms = (sorting.atom_of[start : start + part] for start in starts)
    number = len(sorting.grouping.sizes)
    if executor is None:
        return reduce(add, map(count_part, parts, atoms, repeat(number)))
    # Each part by itself: not every executor maps over what is made on the way.
    handed = [
        executor.submit(count_part, part, atom_of, number)
        for part, atom_of in zip(parts, atoms, strict=True)
    ]
    return reduce(add, (one.result() for one in handed))


def count_part(dataset: Dataset, atom_of: Counts, atoms: int) -> Counted:
    """Count the answers of one part of the respondents."""
    return _Counter(dataset, atom_of, atoms).counted()


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts one part of the respondents, each of whom belongs to one atom."""

    dataset: Dataset
    atom_of: Counts
    atoms: int

    def counted(self) -> Counted:
        """Return everything that is counted."""
        questionnaire, data = self.dataset.questionnaire, self.dataset
        parts = {i.name: composite(data, i.name) for i in questionnaire.indicators}
        weights = indices(data)
        members = {name: [parts[part] for part in weights[name]] for name in weights}
        return Counted(
            histogram=self._histogram(),
            chosen={name: self._chosen(name) for name in data.chosen},
            experiences=self._experiences(),
            pairs={i.name: self._pair(i) for i in questionnaire.items if i.crosswise},
            scales={n: moments(part.steps) for n, part in parts.items() if _long(part)},
            indicators={
                name: spread_of_means(part, self.atom_of, self.atoms)
                for name, part in parts.items()
            },
            indices={
                name: spread_of_index(
                    own_index(weights[name], parts), self.atom_of, self.atoms
                )
                for name, parts in members.items()
            },
            shapes={
                name: shaped(parts, self.atom_of, self.atoms)
                for name, parts in members.items()
            },
            links=self._links(parts),
        )

    def _histogram(self) -> Histogram:
        names = [item.name for item in self.dataset.questionnaire.items]
        columns = [self.dataset.columns[name] for name in names]
        return count(
            np.asarray(columns, dtype=np.result_type(*columns)),
            self.atom_of,
            layout_of(self.dataset, self.atoms),
        )

    def _chosen(self, name: str) -> Counts:
        chosen = self.dataset.chosen[name]
        each = [*chosen.T, chosen.any(axis=1)]
        counted = [np.bincount(self.atom_of[one], minlength=self.atoms) for one in each]
        return np.stack(counted, axis=1)

    def _experiences(self) -> dict[str, Counts]:
        """Count experiences, those of single items before those of several."""
        questionnaire = self.dataset.questionnaire
        had = {item.name: self._had(item) for item in questionnaire.items}
        told = {name: flags for name, flags in had.items() if flags is not None}
        joint = {
            one.name: _any([told[part] for part in one.parts])
            for one in questionnaire.experiences
        }
        return {name: self._divided(*both) for name, both in (told | joint).items()}

    def _had(self, item: Item) -> tuple[Flags, Flags] | None:
        """Return who had an experience and who had not, of those who could."""
        if item.experience is None:
            return None
        data, among = self.dataset, item.experience.among
        asked = data.answered(item, data.values[item.name])
        if among is not None:
            asked &= data.holds(among)
        yes = data.answered(item, item.experience.yes)
        return asked & yes, asked & ~yes

    def _divided(self, yes: Flags, no: Flags) -> Counts:
        """Count by atom who had an experience (0) and who had not (1)."""
        counted = [
            np.bincount(self.atom_of[one], minlength=self.atoms) for one in (yes, no)
        ]
        return np.stack(counted, axis=1)

    def _pair(self, item: Item) -> Counts:
        """Count who said "same" to an item (rows: no, yes) and its anchor (columns)."""
        data, pair = self.dataset, item.crosswise
        if pair is None or pair.anchor is None:
            return np.zeros((2, 2), dtype=np.int64)
        anchor = data.questionnaire.item(pair.anchor)
        both = (data.columns[item.name] >= 0) & (data.columns[anchor.name] >= 0)
        said = 2 * data.answered(item, [SAME])[both].astype(np.int64)
        said += data.answered(anchor, [SAME])[both]
        return np.bincount(said, minlength=4).reshape(2, 2)

    def _links(self, parts: Mapping[str, Composite]) -> dict[str, Shape]:
        """Count how indicators go together with the outcome, if one is named."""
        questionnaire = self.dataset.questionnaire
        if questionnaire.outcome is None:
            return {}
        outcome = questionnaire.item(questionnaire.outcome)
        ladder = Ladder.of(self.dataset, [outcome])
        column = self.dataset.columns[outcome.name]
        (steps,) = ladder.climb([column], len(self.dataset))
        others = [part for n, part in parts.items() if n != outcome.indicator]
        return {outcome.name: linked(others, steps, self.atom_of, self.atoms)}


def layout_of(dataset: Dataset, atoms: int) -> Layout:
    """Return the layout of a survey's histogram: everything that can be said."""
    items = dataset.questionnaire.items
    return Layout(
        groups=atoms,
        values=max([1, *(len(dataset.values[item.name]) for item in items)]),
        missing=max(len(item.missing) for item in items) - FIRST_MISSING - 1,
    )


def _any(parts: Sequence[tuple[Flags, Flags]]) -> tuple[Flags, Flags]:
    """Return who had any of several experiences, and who said to have had none.

    Where one is denied and another not answered, neither is known: such people are
    left out, so that the rate is never below that of a part.
    """
    yes, no = zip(*parts, strict=True)
    return np.logical_or.reduce(yes), np.logical_and.reduce(no)


def _long(part: Composite) -> bool:
    """Return whether there are items enough to agree with each other."""
    return len(part.steps) > 1


def _merged(one: Mapping[str, Sum], other: Mapping[str, Sum]) -> dict[str, Sum]:
    return {name: one[name] + other[name] for name in one}
