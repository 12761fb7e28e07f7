"""Scores answers: item, indicator and index results on 0–100, rates and reliability.

What it returns is not protected; only `disclosure.protect` makes it publishable.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from analysis.composites import indices
from analysis.consistency import reliabilities
from analysis.counting import PART, Counted, count_answers
from analysis.cuts import Sorting, sort_respondents
from analysis.dataset import Dataset
from analysis.figures import Cell, Disclosure, IndicatorWeight, Rate, SurveyFacts
from analysis.headcounts import Headcounts, coverage, known_headcounts
from analysis.index_cells import index_cells
from analysis.indirect import prevalences
from analysis.influence import drivers_of
from analysis.measures import Headcount, rates, scored_cells
from analysis.questions import (
    is_broken_down,
    item_cells,
    item_overall,
    missing_answers,
    tally_items,
)
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


def score(
    dataset: Dataset,
    facts: SurveyFacts,
    *,
    executor: Executor | None = None,
    part: int = PART,
) -> Results:
    """Return everything that the answers say, before protection.

    Everything derives from whole counts of so many respondents at a time, taken here
    or on an executor: however the respondents are divided, the result is the same to
    the last digit.
    """
    headcounts = known_headcounts(dataset, facts)
    sorting = sort_respondents(dataset, headcounts.groups)
    counted = count_answers(dataset, sorting, executor=executor, part=part)
    tallies = _tallies(dataset, sorting, counted)
    scorer = _Scorer(dataset, counted, headcounts, tallies)
    questionnaire = dataset.questionnaire
    return Results(
        questionnaire=questionnaire,
        facts=facts,
        answers=len(dataset),
        spoiled=dataset.spoiled,
        organisations=coverage(dataset, headcounts, facts.posters),
        disclosure=Disclosure(facts.cell_floor),
        items=scorer.items(),
        indicators={i.name: scorer.indicator(i) for i in questionnaire.indicators},
        indices={name: scorer.index(name, w) for name, w in indices(dataset).items()},
        experience={name: scorer.experience(name) for name in tallies.experience},
        sensitive=prevalences(questionnaire, counted.pairs),
        reliability=reliabilities(counted.scales),
        drivers=drivers_of(questionnaire, counted.links, sorting.organisations),
        tallies=tallies,
    )


def _tallies(dataset: Dataset, sorting: Sorting, counted: Counted) -> Tallies:
    return Tallies(
        grouping=sorting.grouping,
        items=tally_items(dataset, counted),
        indicators={name: found.tally() for name, found in counted.indicators.items()},
        indices={name: found.tally() for name, found in counted.indices.items()},
        experience={
            name: Tally(("yes", "no"), found, found.sum(axis=1), np.empty(0))
            for name, found in counted.experiences.items()
        },
    )


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Makes the results of one survey from its counts."""

    dataset: Dataset
    counted: Counted
    headcounts: Headcounts
    tallies: Tallies

    def items(self) -> dict[str, ItemResult]:
        """Return the figures of all items."""
        missing = self.counted.histogram.missing.tolist()
        rows = zip(self.dataset.questionnaire.items, missing, strict=True)
        return {item.name: self._item(item, reasons) for item, reasons in rows}

    def _item(self, item: Item, reasons: list[int]) -> ItemResult:
        """Return an item's figures, by group where it is broken down."""
        tally, total = self.tallies.items[item.name], self.headcounts.total
        missing = missing_answers(item, reasons)
        overall = item_overall(item, tally, missing, headcount=total)
        if not is_broken_down(self.dataset.questionnaire, item):
            return ItemResult(overall)
        return ItemResult(overall, self._by(lambda *sets: item_cells(tally, *sets)))

    def indicator(self, indicator: Indicator) -> IndicatorResult:
        """Return an indicator's figures and its weight."""
        tally, weight = self.tallies.indicators[indicator.name], indicator.weight
        (overall,) = scored_cells(tally, self._everybody, [self.headcounts.total])
        return IndicatorResult(
            overall,
            self._by(lambda *sets: scored_cells(tally, *sets)),
            IndicatorWeight(weight.value, weight.status, weight.source),
        )

    def index(self, name: str, weights: Mapping[str, float]) -> IndexResult:
        """Return an index's figures and the weights that made it."""
        counted = self.tallies.indices[name], self.counted.shapes[name]
        total = [self.headcounts.total]
        (overall,) = index_cells(weights, counted, self._everybody, total)
        by = self._by(lambda *sets: index_cells(weights, counted, *sets))
        return IndexResult(overall, by, weights)

    def experience(self, name: str) -> ExperienceResult:
        """Return how many of those who could have had an experience had it.

        How many people could have had it is not known: no correction is made.
        """
        tally = self.tallies.experience[name]
        (overall,) = rates(tally, self._everybody)
        by = self._by(lambda sets, _headcounts: rates(tally, sets))
        return ExperienceResult(overall, by)

    def _by(
        self, figures: Callable[[Flags, Headcount], list[Figure]]
    ) -> dict[str, dict[str, Figure]]:
        return {
            cut.name: dict(
                zip(
                    cut.labels,
                    figures(
                        cut.members,
                        [self.headcounts.of(cut.name, label) for label in cut.labels],
                    ),
                    strict=True,
                )
            )
            for cut in self.tallies.grouping.cuts
        }

    @property
    def _everybody(self) -> Flags:
        return np.ones((1, len(self.tallies.grouping.sizes)), dtype=np.bool_)
