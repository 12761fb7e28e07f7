"""Foretells what of a survey would be withheld, before anybody has answered.

It makes as many answers as are expected and asks the same rules that later protect
the results. It cannot know what people will say, so that answers that are all alike
and the last audit can withhold a few cells more.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np

from analysis.results import ORGANISATION
from analysis.rounding import SMALL
from analysis.suppression import Question, alone, closed
from analysis.tallies import Counts, Grouping, Partition, Tally
from questionnaires.model import Cut, Questionnaire

_WHOLE, _NOWHERE = 100, -1

Labels = Mapping[str, Sequence[int | str]]
Choices = Sequence[Sequence[int]]


class Fate(StrEnum):
    """What would become of the figures of a cell."""

    SHOWN = "shown"
    BANDED = "banded"
    FEW = "few"
    GUARDING = "guarding"


@dataclass(frozen=True, slots=True)
class Expected:
    """A group by its name, and how many answers are expected from it."""

    name: str
    answers: int
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a breakdown: its values, the answers expected in it, and its fate."""

    values: tuple[int | str, ...]
    answers: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A declared cut with all its cells."""

    by: tuple[str, ...]
    cells: tuple[Cell, ...]

    def count(self, *fates: Fate) -> int:
        """Return how many cells have one of these fates."""
        return sum(cell.fate in fates for cell in self.cells)


def expected_answers(eligible: int, response: int) -> int:
    """Return how many of some people answer where so many per cent do."""
    return eligible * response // _WHOLE


def needed_response(eligible: int, floor: int) -> int | None:
    """Return how many per cent must answer for a result; none if all are too few."""
    if eligible < floor:
        return None
    return -(-_WHOLE * floor // eligible)


def forecast(
    questionnaire: Questionnaire, groups: Sequence[Expected], floor: int
) -> tuple[Breakdown, ...]:
    """Return what would be shown of each cut that the questionnaire declares.

    People of a group are taken to be spread evenly over the answers to the items by
    which results are broken down.
    """
    if not questionnaire.cuts or not groups:
        return ()
    labels = _labels(questionnaire, groups)
    choices = [_choices(labels, questionnaire, group) for group in groups]
    atoms, sizes = _atoms(choices, [group.answers for group in groups])
    cuts = tuple(_partition(cut, labels, atoms) for cut in questionnaire.cuts)
    nothing = np.empty((len(sizes), 0), dtype=np.int64)
    tally = Tally((), nothing, sizes, np.empty(0))
    question = Question(tally, Grouping(sizes, cuts), floor)
    hidden = closed(question, alone(question))
    return tuple(
        _breakdown(question, cut, labels, hidden[cut.name].keys()) for cut in cuts
    )


def _labels(questionnaire: Questionnaire, groups: Sequence[Expected]) -> Labels:
    """Return the values of each variable; that of the group comes first."""
    named = {name for cut in questionnaire.cuts for name in cut.by} - {ORGANISATION}
    items = [questionnaire.item(name) for name in sorted(named)]
    services = list(dict.fromkeys(name for group in groups for name in group.services))
    values: dict[str, Sequence[int | str]] = {
        item.name: services if item.source else [o.value for o in item.options]
        for item in items
    }
    return {ORGANISATION: [group.name for group in groups], **values}


def _choices(labels: Labels, questionnaire: Questionnaire, group: Expected) -> Choices:
    """Return which places of each variable the people of a group can have.

    Who comes for the only service of a place is not asked for it.
    """
    found = []
    for name, values in list(labels.items())[1:]:
        places = list(range(len(values)))
        if questionnaire.item(name).source:
            places = [values.index(service) for service in group.services]
            places = places if len(places) > 1 else []
        found.append(tuple(places) or (_NOWHERE,))
    return found


def _atoms(choices: Sequence[Choices], answers: Sequence[int]) -> tuple[Counts, Counts]:
    """Spread the people of each group evenly over all combinations of values.

    The n-th person has the n-th value of each variable, counted round and moved on
    by one at every turn, so that each value alone is as even as all together.
    """
    found: Counter[tuple[int, ...]] = Counter()
    for group, (variables, number) in enumerate(zip(choices, answers, strict=True)):
        for person in range(number):
            places, turn = [group], person
            for values in variables:
                places.append(values[turn % len(values)])
                turn = turn // len(values) + person
            found[tuple(places)] += 1
    if not found:
        found[(0,) * (1 + len(choices[0]))] = 0
    rows = np.array(list(found), dtype=np.int64)
    return rows, np.array(list(found.values()), dtype=np.int64)


def _partition(cut: Cut, labels: Labels, atoms: Counts) -> Partition:
    columns = [list(labels).index(name) for name in cut.by]
    cells = list(product(*(range(len(labels[name])) for name in cut.by)))
    places = np.array(cells, dtype=np.int64).reshape(len(cells), len(cut.by))
    told = tuple(str(cell) for cell in cells)
    members = (atoms[:, columns][None, :, :] == places[:, None, :]).all(axis=2)
    return Partition(cut.name, cut.by, told, places, members)


def _breakdown(
    question: Question, cut: Partition, labels: Labels, hidden: Collection[int]
) -> Breakdown:
    sizes = question.sizes(cut)
    cells = []
    for place, row in enumerate(cut.places):
        values = tuple(labels[n][at] for n, at in zip(cut.by, row, strict=True))
        answers = int(sizes[place])
        fate = _fate(answers, question.floor, is_hidden=place in hidden)
        cells.append(Cell(values, answers, fate))
    return Breakdown(cut.by, tuple(cells))


def _fate(answers: int, floor: int, *, is_hidden: bool) -> Fate:
    if answers < floor:
        return Fate.FEW
    if is_hidden:
        return Fate.GUARDING
    return Fate.BANDED if answers < SMALL else Fate.SHOWN
