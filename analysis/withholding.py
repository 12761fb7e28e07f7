"""Puts marks where a figure is withheld, and figures of the district beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from analysis import bands
from analysis.district import District, typical
from analysis.families import (
    EXPERIENCE,
    INDICATORS,
    INDICES,
    ITEMS,
    Decision,
    Families,
    Key,
)
from analysis.figures import Cell, Disclosure, DisclosureNote, Estimate, Rate, Withheld
from analysis.results import (
    ORGANISATION,
    ExperienceResult,
    IndexResult,
    IndicatorResult,
    ItemResult,
    Results,
)
from analysis.suppression import ALIKE, Hidden
from analysis.tallies import Tallies

Result = TypeVar("Result", ItemResult, IndicatorResult, IndexResult, ExperienceResult)
Figure = TypeVar("Figure", Cell, Rate)


@dataclass(frozen=True, slots=True)
class Withholding:
    """Results with the decision on what of them is withheld."""

    results: Results
    tallies: Tallies
    decision: Decision
    district: District

    @classmethod
    def of(cls, results: Results, tallies: Tallies) -> "Withholding":
        """Decide what of some results is withheld."""
        floor = results.facts.cell_floor
        families = Families(results.questionnaire, tallies, floor)
        district = District(tallies.grouping, results.facts.headcounts or {})
        return cls(results, tallies, families.decide(), district)

    def items(self) -> dict[str, ItemResult]:
        """Return the items as they are released."""
        return {
            name: self._released((ITEMS, name), result)
            for name, result in self.results.items.items()
        }

    def indicators(self) -> dict[str, IndicatorResult]:
        """Return the indicators as they are released."""
        return {
            name: self._released((INDICATORS, name), result)
            for name, result in self.results.indicators.items()
        }

    def indices(self) -> dict[str, IndexResult]:
        """Return the indices as they are released."""
        return {
            name: self._released((INDICES, name), result)
            for name, result in self.results.indices.items()
        }

    def experience(self) -> dict[str, ExperienceResult]:
        """Return the experiences as they are released."""
        return {
            name: self._released((EXPERIENCE, name), result)
            for name, result in self.results.experience.items()
        }

    def disclosure(self) -> Disclosure:
        """Return how the release is protected."""
        floor = self.results.facts.cell_floor
        return Disclosure(floor, tuple(self._notes()), self.decision.audit)

    def _notes(self) -> Iterator[DisclosureNote]:
        for (block, name), reason in self.decision.overall.items():
            yield DisclosureNote(block, name, "", "", reason)
        for (block, name), hidden in self.decision.cells.items():
            for cut, places in hidden.items():
                labels = self.tallies.grouping.cut(cut).labels
                for place, reason in sorted(places.items()):
                    yield DisclosureNote(block, name, cut, labels[place], reason)

    def _released(self, key: Key, result: Result) -> Result:
        hidden = self.decision.cells.get(key, {})
        by = {cut: self._cells(cut, cells, hidden) for cut, cells in result.by.items()}
        overall = self._marked(result.overall, self.decision.overall.get(key))
        if isinstance(overall, Cell) and overall.mean is not None:
            overall = replace(
                overall,
                weighted=self._weighted(key, hidden),
                typical=typical(by.get(ORGANISATION, {})),
            )
        return replace(result, overall=overall, by=by)

    def _cells(
        self, cut: str, cells: Mapping[str, Figure | Withheld], hidden: Hidden
    ) -> dict[str, Figure | Withheld]:
        labels = self.tallies.grouping.cut(cut).labels
        reasons = {labels[p]: reason for p, reason in hidden.get(cut, {}).items()}
        return {
            label: self._marked(figure, reasons.get(label))
            for label, figure in cells.items()
        }

    def _marked(
        self, figure: Figure | Withheld, reason: str | None
    ) -> Figure | Withheld:
        if reason is None or isinstance(figure, Withheld):
            return figure
        floor = self.results.facts.cell_floor
        if reason == ALIKE:
            return bands.alike(figure, reason=reason, floor=floor)
        return Withheld(reason)

    def _weighted(self, key: Key, hidden: Hidden) -> Estimate | None:
        """Return the mean by headcount; an index's is that of its indicators'."""
        block, name = key
        if not hidden:
            return None
        tally = getattr(self.tallies, block)[name]
        found = self.district.weighted(tally, hidden)
        if block != INDICES or found is None:
            return found
        total = 0.0
        for part, weight in self.results.indices[name].weight.items():
            inside = (INDICATORS, part)
            mean = self.district.weighted(
                self.tallies.indicators[part], self.decision.cells[inside]
            )
            if mean is None:
                return None
            total += weight * mean.mean
        return found.moved_to(total)
