"""Indicators and indices: means of several items, weighted means of indicators."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.dataset import NOT_ASKED, Dataset
from analysis.figures import Cell
from analysis.measures import finite
from analysis.statistics import estimates
from analysis.tallies import POSITIVE, Flags, Scores
from questionnaires.model import Item


def indicator_scores(dataset: Dataset, name: str) -> Scores:
    """Return each respondent's mean of an indicator's items, NaN below half of them.

    The half is of the items that applied to the respondent.
    """
    items = items_of(dataset, name)
    if not items:
        return np.full(len(dataset), np.nan)
    scores = item_scores(dataset, items)
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

    def cell(self, members: Flags, *, headcount: int | None) -> Cell:
        r"""Return the weighted mean of the indicators' means among some people.

        The interval is linearised: with :math:`u_i = \sum_j w_j \frac{n}{n_j}
        (x_{ij} - \bar x_j)` over the indicators that respondent :math:`i` has, the
        variance of the index is that of the mean of :math:`u`. Without an answer to
        one of the indicators there is no index.
        """
        scores = self.scores[:, members]
        scores = scores[:, ~np.isnan(scores).all(axis=0)]
        counts = (~np.isnan(scores)).sum(axis=1)
        n = scores.shape[1]
        if not counts.all():
            return Cell(0)
        weights = self._column().ravel()
        means = np.nansum(scores, axis=1) / counts
        away = np.nan_to_num(scores - means[:, None])
        pulls = (weights * n / counts) @ away
        variance = float(pulls.var(ddof=1)) if n > 1 else np.inf
        mean = estimates.mean_from_moments(
            n, float(weights @ means), variance, headcount=headcount
        )
        positive = int((self.respondents()[members] > POSITIVE).sum())
        share = estimates.wilson(positive, n, headcount=headcount)
        return Cell(
            n=n,
            mean=mean.value,
            low=finite(mean.low),
            high=finite(mean.high),
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


def items_of(dataset: Dataset, indicator: str) -> list[Item]:
    """Return the items of an indicator."""
    items = dataset.questionnaire.items
    return [item for item in items if item.indicator == indicator]


def item_scores(dataset: Dataset, items: list[Item]) -> Scores:
    """Return scores as a table of items × respondents; NaN is no answer."""
    return np.stack([dataset.scores(item) for item in items])
