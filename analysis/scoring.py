"""Scores answers: item, indicator and index results on 0–100, rates and reliability.

What it returns is not protected; only `disclosure.protect` makes it publishable.
"""

from collections.abc import Mapping

from analysis.composites import index_scores, indicator_scores
from analysis.cuts import Sorting, sort_respondents
from analysis.dataset import Dataset
from analysis.figures import Disclosure, IndicatorWeight, SurveyFacts
from analysis.headcounts import Headcounts, coverage, known_headcounts
from analysis.indirect import sensitive_results
from analysis.internal_agreement import reliability_of
from analysis.measures import rate
from analysis.questions import has_breakdown, item_overall, item_tally, part_cell
from analysis.results import (
    ExperienceResult,
    IndexResult,
    IndicatorResult,
    ItemResult,
    Results,
)
from analysis.tallies import Tally
from analysis.weighting import with_district
from questionnaires.model import Item


def score(dataset: Dataset, facts: SurveyFacts) -> Results:
    """Return everything that the answers say, before protection."""
    headcounts = known_headcounts(dataset, facts)
    sorting = sort_respondents(dataset, headcounts.groups)
    scorer = _Scorer(dataset, sorting, headcounts)
    tallies: dict[str, Tally] = {}
    return Results(
        questionnaire=dataset.questionnaire,
        facts=facts,
        answers=len(dataset),
        spoiled=dataset.spoiled,
        organisations=coverage(dataset, headcounts),
        disclosure=Disclosure(facts.cell_floor),
    )
