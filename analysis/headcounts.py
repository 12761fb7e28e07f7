"""How many people could have answered, where that is known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.dataset import Dataset
from analysis.figures import Coverage, SurveyFacts
from analysis.results import ORGANISATION
from questionnaires.faults import Fault, FaultsError, fault


class HeadcountsError(FaultsError):
    """More people answered than there are; each fault names its group."""


@dataclass(frozen=True, slots=True)
class Headcounts:
    """The number of eligible people, overall and by organisation."""

    total: int | None
    groups: Mapping[str, int]

    def of(self, cut: str, label: str) -> int | None:
        """Return the headcount of a cell; only organisations have one."""
        return self.groups.get(label) if cut == ORGANISATION else None


def known_headcounts(dataset: Dataset, facts: SurveyFacts) -> Headcounts:
    """Return the headcounts of a survey, checked against its answers.

    Where answers came from people of no group, nobody knows of how many people. Beside
    answers by poster the headcounts are visits: they weigh, and are no coverage.
    """
    groups = facts.headcounts or {}
    total = facts.headcount
    if (
        total is None
        and groups
        and not facts.posters
        and set(dataset.group_names) <= set(groups)
    ):
        total = sum(groups.values())
    if groups and (dataset.groups < 0).any():
        total = None
    faults = [
        _fault(name, count, groups[name])
        for name, count in _answers(dataset).items()
        if name in groups and count > groups[name]
    ]
    if total is not None and len(dataset) > total:
        faults.append(_fault(facts.name, len(dataset), total))
    if faults:
        raise HeadcountsError(faults)
    return Headcounts(total, groups)


def coverage(
    dataset: Dataset, headcounts: Headcounts, posters: Collection[str] = ()
) -> Mapping[str, Coverage]:
    """Return how many of each organisation answered; of visitors only their number."""
    answers = _answers(dataset)
    if posters:
        return {name: Coverage(count, None) for name, count in answers.items()}
    names = sorted(set(answers) | set(headcounts.groups))
    return {
        name: Coverage(answers.get(name, 0), headcounts.groups.get(name))
        for name in names
    }


def _answers(dataset: Dataset) -> dict[str, int]:
    counted = np.bincount(
        dataset.groups[dataset.groups >= 0], minlength=len(dataset.group_names)
    )
    return {n: int(c) for n, c in zip(dataset.group_names, counted, strict=True)}


def _fault(name: str, answers: int, headcount: int) -> Fault:
    return fault(
        name,
        f"{headcount} хүнтэй гэж бүртгэсэн боловч {answers} хариулт иржээ.",
        f"{answers} answers came from {headcount} people.",
    )
