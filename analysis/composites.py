"""Indicators and indices: means of several items, and how well these agree."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.cells import HALF, Mask, People, Scores
from analysis.dataset import NOT_ASKED, Dataset
from analysis.figures import Cell
from analysis.results import Reliability
from analysis.statistics import agreement, estimates
from analysis.statistics.reliability import cronbach_alpha
from questionnaires.model import Item

ENOUGH_FOR_RELIABILITY = 100
_LEAST = 2


def indicator_scores(dataset: Dataset, name: str) -> Scores:
    """Return each respondent's mean of an indicator's items, NaN below half of them.

    The half is of the items that applied to the respondent.
    """
    items = _items(dataset, name)
    if not items:
        return np.full(len(dataset), np.nan)
    scores = _table(dataset, items)
    applied = np.stack([dataset.columns[item.name] != NOT_ASKED for item in items])
    given = ~np.isnan(scores)
    count = given.sum(axis=0)
    enough = (count > 0) & (2 * count >= applied.sum(axis=0))
    total = np.where(given, scores, 0.0).sum(axis=0)
    return np.where(enough, total / np.maximum(count, 1), np.nan)


@dataclass(frozen=True, slots=True)
class IndexParts:
    """An index: the respondents' scores on its indicators, and the weights of these."""

    weights: Mapping[str, float]
    scores: NDArray[np.float64]

    def respondents(self) -> Scores:
        """Return each respondent's own index over the indicators that they have."""
        given = ~np.isnan(self.scores)
        weight = (self._column() * given).sum(axis=0)
        total = (self._column() * np.where(given, self.scores, 0.0)).sum(axis=0)
        return np.where(weight > 0, total / np.maximum(weight, 1e-300), np.nan)

    def cell(self, people: People) -> Cell:
        r"""Return the weighted mean of the indicators' means among some people.

        The interval is linearised: with :math:`u_i = \sum_j w_j \frac{n}{n_j}
        (x_{ij} - \bar x_j)` over the indicators that respondent :math:`i` has, the
        variance of the index is that of the mean of :math:`u`.
        """
        scores = self.scores[:, people.members]
        there = ~np.isnan(scores)
        counts = there.sum(axis=1)
        n = int(there.any(axis=0).sum())
        if not n or not counts.all():
            return Cell(n=n if counts.all() else 0)
        means = np.where(there, scores, 0.0).sum(axis=1) / counts
        weights = np.array(list(self.weights.values()))
        away = np.where(there, scores - means[:, None], 0.0)
        pulls = (weights[:, None] * (n / counts)[:, None] * away).sum(axis=0)
        pulls = pulls[there.any(axis=0)]
        variance = float(pulls.var(ddof=1)) if n > 1 else np.inf
        estimate = estimates.mean_from_moments(
            n, float(weights @ means), variance, headcount=people.headcount
        )
        own = self.respondents()[people.members]
        positive = int((own[~np.isnan(own)] > HALF).sum())
        share = estimates.wilson(positive, n, headcount=people.headcount)
        return Cell(
            n=n,
            mean=estimate.value,
            low=estimate.low,
            high=estimate.high,
            positive=share.value,
            positive_low=share.low,
            positive_high=share.high,
        )

    def _column(self) -> NDArray[np.float64]:
        return np.array(list(self.weights.values()))[:, None]


def indices(dataset: Dataset) -> dict[str, IndexParts]:
    """Return every index of the questionnaire with weights that sum to one."""
    found: dict[str, dict[str, float]] = {}
    for indicator in dataset.questionnaire.indicators:
        found.setdefault(indicator.index, {})[indicator.name] = indicator.weight.value
    return {
        name: IndexParts(
            {part: weight / sum(weights.values()) for part, weight in weights.items()},
            np.stack([indicator_scores(dataset, part) for part in weights]),
        )
        for name, weights in found.items()
    }


def reliability(dataset: Dataset) -> dict[str, Reliability]:
    """Return how well the items of each indicator agree, where enough people answered.

    Alpha is over people who answered all items; the ICCs are of the respondents'
    indicator means in organisations, and absent where they would be negative.
    """
    found = {}
    for indicator in dataset.questionnaire.indicators:
        items = _items(dataset, indicator.name)
        table = _table(dataset, items).T if len(items) >= _LEAST else np.empty((0, 0))
        complete = table[~np.isnan(table).any(axis=1)]
        varied = complete.size and bool(np.ptp(complete.sum(axis=1)))
        if len(complete) < ENOUGH_FOR_RELIABILITY or not varied:
            continue
        alpha = cronbach_alpha(complete)
        first, second = _agreement(dataset, indicator_scores(dataset, indicator.name))
        found[indicator.name] = Reliability(
            n=len(complete),
            items=len(items),
            alpha=alpha.value,
            low=alpha.low,
            high=alpha.high,
            icc1=first,
            icc2=second,
        )
    return found


def had_contact(dataset: Dataset, item: Item) -> Mask:
    """Return who answered an experience item and could have had the experience."""
    answered = dataset.columns[item.name] >= 0
    among = item.experience.among if item.experience else None
    if among is None:
        return np.asarray(answered)
    holds = [among.holds(dataset.answers_of(row)) for row in range(len(dataset))]
    return np.asarray(answered & np.array(holds, dtype=np.bool_))


def _agreement(dataset: Dataset, scores: Scores) -> tuple[float | None, float | None]:
    there = ~np.isnan(scores) & (dataset.groups >= 0)
    groups = dataset.groups[there]
    _, sizes = np.unique(groups, return_counts=True)
    if len(sizes) < _LEAST or sizes.max() < _LEAST:
        return None, None
    first = float(agreement.icc1(scores[there], groups))
    second = float(agreement.icc2(scores[there], groups))
    return (first if first >= 0 else None), (second if second >= 0 else None)


def _items(dataset: Dataset, indicator: str) -> list[Item]:
    items = dataset.questionnaire.items
    return [item for item in items if item.indicator == indicator]


def _table(dataset: Dataset, items: list[Item]) -> NDArray[np.float64]:
    return np.stack([dataset.scores(item) for item in items])
