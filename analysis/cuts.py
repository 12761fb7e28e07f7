"""Sorts respondents into the cells of the cuts that the questionnaire declares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis.dataset import Dataset
from analysis.results import ORGANISATION
from analysis.tallies import Counts, Grouping, Partition, Scores, Tally
from questionnaires.model import Cut

_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Sorting:
    """The groups of a survey, and the atom of each respondent."""

    grouping: Grouping
    atom_of: Counts

    def count(self, places: Counts, values: Sequence[object], scores: Scores) -> Tally:
        """Count answers by atom; a place of −1 is no answer."""
        atoms, width = len(self.grouping.sizes), len(values)
        given = places >= 0
        cells = self.atom_of[given] * width + places[given]
        counts = np.bincount(cells, minlength=atoms * width).reshape(atoms, width)
        names = tuple(str(value) for value in values)
        return Tally(names, counts, counts.sum(axis=1), scores)

    def count_scores(self, scores: Scores) -> Tally:
        """Count scores by atom, each different score being an answer; NaN is none."""
        given = ~np.isnan(scores)
        found, inverse = np.unique(
            np.round(scores[given], _DIGITS), return_inverse=True
        )
        places = np.full(len(scores), -1, dtype=np.int64)
        places[given] = inverse
        return self.count(places, list(found), found)

    def count_chosen(self, chosen: np.ndarray, values: Sequence[object]) -> Tally:
        """Count answers of which a person may give several."""
        atoms = len(self.grouping.sizes)
        counts = np.zeros((atoms, len(values)), dtype=np.int64)
        np.add.at(counts, self.atom_of, chosen.astype(np.int64))
        given = self.atom_of[chosen.any(axis=1)]
        answered = np.bincount(given, minlength=atoms)
        names = tuple(str(value) for value in values)
        return Tally(names, counts, answered, np.empty(0), exclusive=False)


def sort_respondents(dataset: Dataset, organisations: Iterable[str] = ()) -> Sorting:
    """Sort the respondents by all cuts; organisations without answers are added."""
    cuts = dataset.questionnaire.cuts
    dimensions = sorted({name for cut in cuts for name in cut.by} | {ORGANISATION})
    rows = np.stack([_places(dataset, name) for name in dimensions], axis=1)
    atoms, atom_of = np.unique(rows, axis=0, return_inverse=True)
    sizes = np.bincount(atom_of.ravel(), minlength=len(atoms))
    labels = {name: _labels(dataset, name, organisations) for name in dimensions}
    partitions = tuple(_partition(cut, dimensions, labels, atoms) for cut in cuts)
    return Sorting(Grouping(sizes, partitions), atom_of.ravel().astype(np.int64))


def _places(dataset: Dataset, name: str) -> Counts:
    if name == ORGANISATION:
        return dataset.groups
    return np.maximum(dataset.columns[name], -1).astype(np.int64)


def _labels(
    dataset: Dataset, name: str, organisations: Iterable[str]
) -> tuple[str, ...]:
    if name != ORGANISATION:
        return tuple(str(value) for value in dataset.values[name])
    silent = sorted(set(organisations) - set(dataset.group_names))
    return (*dataset.group_names, *silent)


def _partition(
    cut: Cut,
    dimensions: Sequence[str],
    labels: dict[str, tuple[str, ...]],
    atoms: Counts,
) -> Partition:
    columns = [dimensions.index(name) for name in cut.by]
    cells = list(product(*(range(len(labels[name])) for name in cut.by)))
    places = np.array(cells, dtype=np.int64).reshape(len(cells), len(cut.by))
    told = tuple(
        " × ".join(
            labels[name][place] for name, place in zip(cut.by, cell, strict=True)
        )
        for cell in cells
    )
    members = (atoms[:, columns][None, :, :] == places[:, None, :]).all(axis=2)
    return Partition(cut.name, cut.by, told, places, members)
