"""Scores answers: item, indicator and index results on 0–100, rates and reliability.

What it returns is not protected; only `disclosure.protect` makes it publishable.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
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
    tally_items,
)
from analysis.results import (
    ExperienceResult,
    IndexResult,
    IndicatorResult,
    ItemResult,
    Results,
)
from analysis.tallies import Flags, Partition, Tallies, Tally
from questionnaires.model import Indicator

Figure = TypeVar("Figure", Cell, Rate)
Figures = Callable[[Flags, Headcount], list[list[Figure]]]


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
        facts=replace(facts, headcount=headcounts.total),
        answers=len(dataset),
        spoiled=dataset.spoiled,
        organisations=coverage(dataset, headcounts, facts.posters),
        disclosure=Disclosure(facts.cell_floor),
        items=scorer.items(),
        indicators=scorer.indicators(),
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
        """Return the figures of all items, by group where they are broken down."""
        questionnaire, tallies = self.dataset.questionnaire, self.tallies.items
        names = [
            i.name for i in questionnaire.items if is_broken_down(questionnaire, i)
        ]
        broken = [tallies[name] for name in names]
        by = self._by(lambda *sets: item_cells(broken, *sets), len(broken))
        groups = dict(zip(names, by, strict=True))
        missing = self.counted.histogram.missing.tolist()
        cells = self._overall(lambda *sets: item_cells([*tallies.values()], *sets))
        return {
            item.name: ItemResult(
                item_overall(item, tallies[item.name], reasons, cell),
                groups.get(item.name, {}),
            )
            for item, reasons, cell in zip(
                questionnaire.items, missing, cells, strict=True
            )
        }

    def indicators(self) -> dict[str, IndicatorResult]:
        """Return the figures of all indicators, and their weights."""
        indicators = self.dataset.questionnaire.indicators
        tallies = [self.tallies.indicators[one.name] for one in indicators]
        cells = self._overall(lambda *sets: scored_cells(tallies, *sets))
        by = self._by(lambda *sets: scored_cells(tallies, *sets), len(tallies))
        return {
            one.name: IndicatorResult(overall, groups, _weight(one))
            for one, overall, groups in zip(indicators, cells, by, strict=True)
        }

    def index(self, name: str, weights: Mapping[str, float]) -> IndexResult:
        """Return an index's figures and the weights that made it."""
        counted = self.tallies.indices[name], self.counted.shapes[name]

        def figures(*sets: *tuple[Flags, Headcount]) -> list[list[Cell]]:
            return [index_cells(weights, counted, *sets)]

        (overall,), (by,) = self._overall(figures), self._by(figures)
        return IndexResult(overall, by, weights)

    def experience(self, name: str) -> ExperienceResult:
        """Return how many of those who could have had an experience had it.

        How many people could have had it is not known: no correction is made.
        """
        tally = self.tallies.experience[name]

        def figures(sets: Flags, _headcounts: Headcount) -> list[list[Rate]]:
            return [rates(tally, sets)]

        (overall,), (by,) = self._overall(figures), self._by(figures)
        return ExperienceResult(overall, by)

    def _overall(self, figures: Figures[Figure]) -> list[Figure]:
        """Return each of some figures of everybody."""
        everybody = np.ones((1, len(self.tallies.grouping.sizes)), dtype=np.bool_)
        return [cell for (cell,) in figures(everybody, [self.headcounts.total])]

    def _by(
        self, figures: Figures[Figure], number: int = 1
    ) -> list[dict[str, dict[str, Figure]]]:
        """Return each of so many figures by every declared cut."""
        found: list[dict[str, dict[str, Figure]]] = [{} for _ in range(number)]
        for cut in self.tallies.grouping.cuts:
            made = figures(cut.members, self._headcounts(cut))
            for by, cells in zip(found, made, strict=True):
                by[cut.name] = dict(zip(cut.labels, cells, strict=True))
        return found

    def _headcounts(self, cut: Partition) -> Headcount:
        return [self.headcounts.of(cut.name, label) for label in cut.labels]


def _weight(indicator: Indicator) -> IndicatorWeight:
    weight = indicator.weight
    return IndicatorWeight(weight.value, weight.status, weight.source)
