"""The whole district from its organisations: by headcount, and the typical one."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

import numpy as np

from analysis.figures import Cell, Estimate, Withheld
from analysis.results import ORGANISATION
from analysis.statistics.design import stratified_mean
from analysis.suppression import Hidden
from analysis.tallies import Flags, Grouping, Tally

_LEAST = 2


@dataclass(frozen=True, slots=True)
class District:
    """The organisations of a survey and how many people each has."""

    grouping: Grouping
    headcounts: Mapping[str, int]

    def weighted(self, tally: Tally, hidden: Hidden) -> Estimate | None:
        """Return the district's mean by headcount, with its interval.

        Organisations whose mean is withheld count as one: else the mean of one of
        them could be computed from the figure. Without every headcount, with answers
        from no organisation, or with nothing heard from a part of the district, there
        is no such figure.
        """
        strata = self._strata(tally, hidden)
        if strata is None:
            return None
        people = {str(n): headcount for n, (_atoms, headcount) in enumerate(strata)}
        values, labels = [], []
        for number, (atoms, _headcount) in enumerate(strata):
            counts = tally.counts[atoms].sum(axis=0) * ~np.isnan(tally.scores)
            given = np.repeat(np.nan_to_num(tally.scores), counts)
            values.append(given)
            labels.append(np.full(len(given), str(number)))
        if min(map(len, values), default=0) < _LEAST:
            return None
        found = stratified_mean(np.concatenate(values), np.concatenate(labels), people)
        return Estimate(found.value, found.low, found.high)

    def _strata(self, tally: Tally, hidden: Hidden) -> list[tuple[Flags, int]] | None:
        """Return atoms and headcount of each shown organisation, and of the rest."""
        cut = next((c for c in self.grouping.cuts if c.name == ORGANISATION), None)
        if cut is None or not set(cut.labels) <= set(self.headcounts):
            return None
        outside = ~cut.members.any(axis=0)
        if not len(cut.labels) or tally.answered[outside].any():
            return None
        people = [self.headcounts[label] for label in cut.labels]
        shown = [p for p in range(len(people)) if p not in hidden[ORGANISATION]]
        strata = [(cut.members[place], people[place]) for place in shown]
        rest = ~cut.members[shown].any(axis=0)
        if tally.answered[rest].any():
            strata.append((rest, sum(people[p] for p in hidden[ORGANISATION])))
        elif any(people[place] for place in hidden[ORGANISATION]):
            return None
        return strata


def typical(cells: Mapping[str, Cell | Withheld]) -> float | None:
    """Return the median of the means of the organisations that are shown."""
    means = [c.mean for c in cells.values() if isinstance(c, Cell)]
    known = [mean for mean in means if mean is not None]
    return median(known) if known else None
