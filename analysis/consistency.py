"""How well the items of each indicator agree with one another."""

import numpy as np

from analysis.composites import item_scores, items_of
from analysis.dataset import Dataset
from analysis.results import Reliability
from analysis.statistics.reliability import cronbach_alpha, mcdonald_omega
from analysis.statistics.samples import UndefinedError
from analysis.tallies import Scores

ENOUGH = 100
_LEAST_ITEMS = 2
_LEAST_FOR_OMEGA = 3


def reliabilities(dataset: Dataset) -> dict[str, Reliability]:
    """Return alpha and omega of each indicator, of people who answered all its items.

    Fewer than a hundred such people tell nothing of a scale.
    """
    found = {}
    for indicator in dataset.questionnaire.indicators:
        items = items_of(dataset, indicator.name)
        if len(items) < _LEAST_ITEMS:
            continue
        table = item_scores(dataset, items).T
        complete = table[~np.isnan(table).any(axis=1)]
        if len(complete) >= ENOUGH and np.ptp(complete.sum(axis=1)) > 0:
            found[indicator.name] = _reliability(complete)
    return found


def _reliability(complete: Scores) -> Reliability:
    alpha = cronbach_alpha(complete)
    return Reliability(
        n=alpha.n,
        items=alpha.items,
        alpha=alpha.value,
        low=alpha.low,
        high=alpha.high,
        omega=_omega(complete),
    )


def _omega(complete: Scores) -> float | None:
    if complete.shape[1] < _LEAST_FOR_OMEGA:
        return None
    try:
        return mcdonald_omega(complete)
    except UndefinedError:
        return None
