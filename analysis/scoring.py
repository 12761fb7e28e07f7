"""Scores answers: item, indicator and index results on 0–100, rates and reliability.

What it returns is not protected; only `disclosure.protect` makes it publishable.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from analysis.composites import IndexParts, indicator_scores, indices
from analysis.consistency import reliabilities
from analysis.cuts import Sorting, sort_respondents
from analysis.dataset import Dataset
from analysis.figures import Cell, Disclosure, IndicatorWeight, Rate, SurveyFacts
from analysis.headcounts import Headcounts, coverage, known_headcounts
from analysis.indirect import prevalences
from analysis.influence import drivers_of
from analysis.measures import rate, scored_cell
from analysis.questions import is_broken_down, item_cell, item_overall, tally_item
from analysis.results import (
    ExperienceResult,
    IndexResult,
    IndicatorResult,
    ItemResult,
    Results,
)
from analysis.tallies import Flags, Tallies, Tally
from questionnaires.model import Indicator, Item

Figure = TypeVar("Figure", Cell, Rate)


def score(dataset: Dataset, facts: SurveyFacts) -> Results:
    """Return everything that the answers say, before protection."""
    headcounts = known_headcounts(dataset, facts)
    sorting = sort_respondents(dataset, headcounts.groups)
    parts = indices(dataset)
    tallies = _tallies(dataset, sorting, parts)
    scorer = _Scorer(dataset, sorting, headcounts, tallies)
    questionnaire = dataset.questionnaire
    return Results(
        questionnaire=questionnaire,
        facts=facts,
        answers=len(dataset),
        spoiled=dataset.spoiled,
        organisations=coverage(dataset, headcounts),
        disclosure=Disclosure(facts.cell_floor),
        items={item.name: scorer.item(item) for item in questionnaire.items},
        indicators={i.name: scorer.indicator(i) for i in questionnaire.indicators},
        indices={name: scorer.index(found) for name, found in parts.items()},
        experience={name: scorer.experience(name) for name in tallies.experience},
        sensitive=prevalences(dataset),
        reliability=reliabilities(dataset),
        drivers=drivers_of(dataset),
        tallies=tallies,
    )


def _tallies(
    dataset: Dataset, sorting: Sorting, parts: Mapping[str, IndexParts]
) -> Tallies:
    questionnaire = dataset.questionnaire
    return Tallies(
        grouping=sorting.grouping,
        items={i.name: tally_item(dataset, i, sorting) for i in questionnaire.items},
        indicators={
            i.name: sorting.count_scores(indicator_scores(dataset, i.name))
            for i in questionnaire.indicators
        },
        indices={
            name: sorting.count_scores(found.respondents())
            for name, found in parts.items()
        },
        experience={
            item.name: _tally_experience(dataset, item, sorting)
            for item in questionnaire.items
            if item.experience is not None
        },
    )


def _tally_experience(dataset: Dataset, item: Item, sorting: Sorting) -> Tally:
    """Count who had an experience (0) and who had not (1), among those who could."""
    asked = dataset.answered(item, dataset.values[item.name])
    yes = np.zeros(len(dataset), dtype=np.bool_)
    if item.experience is not None:
        yes = dataset.answered(item, item.experience.yes)
        if item.experience.among is not None:
            asked &= dataset.holds(item.experience.among)
    places = np.where(asked, np.where(yes, 0, 1), -1)
    return sorting.count(places, ("yes", "no"), np.empty(0))


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Makes the results of one survey from its counts."""

    dataset: Dataset
    sorting: Sorting
    headcounts: Headcounts
    tallies: Tallies

    def item(self, item: Item) -> ItemResult:
        """Return an item's figures, by group where it is broken down."""
        tally = self.tallies.items[item.name]
        everything = tally.within(self._everybody)
        total = self.headcounts.total
        overall = item_overall(self.dataset, item, everything, headcount=total)
        if not is_broken_down(self.dataset.questionnaire, item):
            return ItemResult(overall)
        by = self._by(lambda atoms, n: item_cell(tally.within(atoms), headcount=n))
        return ItemResult(overall, by)

    def indicator(self, indicator: Indicator) -> IndicatorResult:
        """Return an indicator's figures and its weight."""
        tally = self.tallies.indicators[indicator.name]
        everything = tally.within(self._everybody)
        weight = indicator.weight
        return IndicatorResult(
            scored_cell(everything, headcount=self.headcounts.total),
            self._by(lambda atoms, n: scored_cell(tally.within(atoms), headcount=n)),
            IndicatorWeight(weight.value, weight.status, weight.source),
        )

    def index(self, parts: IndexParts) -> IndexResult:
        """Return an index's figures and the weights that made it."""
        atom_of = self.sorting.atom_of
        everybody = self._everybody[atom_of]
        return IndexResult(
            parts.cell(everybody, headcount=self.headcounts.total),
            self._by(lambda atoms, n: parts.cell(atoms[atom_of], headcount=n)),
            parts.weights,
        )

    def experience(self, name: str) -> ExperienceResult:
        """Return how many of those who could have had an experience had it.

        How many people could have had it is not known: no correction is made.
        """
        tally = self.tallies.experience[name]
        overall = rate(tally.within(self._everybody), headcount=None)
        by = self._by(lambda atoms, _n: rate(tally.within(atoms), headcount=None))
        return ExperienceResult(overall, by)

    def _by(
        self, figure: Callable[[Flags, int | None], Figure]
    ) -> dict[str, dict[str, Figure]]:
        return {
            cut.name: {
                label: figure(members, self.headcounts.of(cut.name, label))
                for label, members in zip(cut.labels, cut.members, strict=True)
            }
            for cut in self.sorting.grouping.cuts
        }

    @property
    def _everybody(self) -> Flags:
        return np.ones(len(self.sorting.grouping.sizes), dtype=np.bool_)
