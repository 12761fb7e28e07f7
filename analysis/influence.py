"""Asks which indicators go together with the outcome that a questionnaire names."""

import numpy as np

from analysis.composites import indicator_scores
from analysis.dataset import Dataset
from analysis.figures import Driver
from analysis.results import Drivers
from analysis.statistics.drivers import centred, johnson, shapley
from analysis.statistics.samples import UndefinedError

ENOUGH = 100
_LEAST = 2


def drivers_of(dataset: Dataset) -> dict[str, Drivers]:
    """Return how much of the outcome goes together with each indicator.

    Scores are centred within organisations. The indicator that the outcome belongs
    to is left out; it goes without saying.
    """
    questionnaire = dataset.questionnaire
    if questionnaire.outcome is None:
        return {}
    outcome = questionnaire.item(questionnaire.outcome)
    names = [i.name for i in questionnaire.indicators if i.name != outcome.indicator]
    if len(names) < _LEAST or not outcome.scores:
        return {}
    columns = [indicator_scores(dataset, name) for name in names]
    table = np.stack([*columns, dataset.scores(outcome)], axis=1)
    complete = ~np.isnan(table).any(axis=1)
    if int(complete.sum()) < ENOUGH:
        return {}
    within = centred(table[complete], dataset.groups[complete])
    try:
        fair = shapley(within[:, :-1], within[:, -1])
        relative = johnson(within[:, :-1], within[:, -1])
    except UndefinedError:
        return {}
    parts = zip(names, fair.parts.tolist(), relative.parts.tolist(), strict=True)
    told = {name: Driver(first, second) for name, first, second in parts}
    return {outcome.name: Drivers(fair.n, fair.r2, told)}
