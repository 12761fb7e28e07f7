"""Sorts respondents into the cells of the cuts that the questionnaire declares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis.codes import distinct
from analysis.dataset import Dataset
from analysis.results import ORGANISATION
from analysis.tallies import Counts, Grouping, Partition
from questionnaires.model import Cut


@dataclass(frozen=True, slots=True)
class Sorting:
    """The groups of a survey, the atom of each respondent, and its organisation."""

    grouping: Grouping
    atom_of: Counts
    organisations: Counts


def sort_respondents(dataset: Dataset, organisations: Iterable[str] = ()) -> Sorting:
    """Sort the respondents by all cuts; organisations without answers are added."""
    cuts = dataset.questionnaire.cuts
    dimensions = sorted({name for cut in cuts for name in cut.by} | {ORGANISATION})
    labels = {name: _labels(dataset, name, organisations) for name in dimensions}
    widths = [len(labels[name]) + 1 for name in dimensions]
    codes = np.zeros(len(dataset), dtype=np.int64)
    for name, width in zip(dimensions, widths, strict=True):
        codes = codes * width + _places(dataset, name) + 1
    present, atom_of = distinct(codes)
    rows = np.stack(np.unravel_index(present, widths), axis=1) - 1
    sizes = np.bincount(atom_of, minlength=len(rows))
    partitions = tuple(_partition(cut, dimensions, labels, rows) for cut in cuts)
    organisation_of = rows[:, dimensions.index(ORGANISATION)]
    return Sorting(Grouping(sizes, partitions), atom_of, organisation_of)


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
