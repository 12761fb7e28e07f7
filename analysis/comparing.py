"""Puts beside protected results what follows from them: standings and weights.

It looks only at cells that are shown.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from analysis.figures import Cell, Estimate
from analysis.results import (
    ORGANISATION,
    Breakdown,
    Drivers,
    IndexResult,
    IndicatorResult,
    Ranking,
    Reliability,
    Results,
)
from analysis.rounding import SMALL
from analysis.standings import Agreement, Comparing, agreement_of, with_shrunken
from analysis.statistics.estimates import manski_bounds
from analysis.tallies import Flags, Tallies, Tally

Result = TypeVar("Result", IndicatorResult, IndexResult)

LEAST_FOR_INDICATOR, LEAST_FOR_INDEX = 20, 10
LOW_COVERAGE = 60.0


def compared(shown: Results, tallies: Tallies) -> Results:
    """Return protected results with shrunken means, rankings and sensitivities."""
    agreements = {
        name: _agreement(tallies, tallies.indicators[name], result.by)
        for name, result in shown.indicators.items()
    }
    ranking = dict(_rankings(shown, agreements))
    for name, result in shown.indices.items():
        found = _agreement(tallies, tallies.indices[name], result.by)
        ranked = _ranking(shown, result.by, found, least=LEAST_FOR_INDEX)
        if ranked is not None:
            ranking[name] = ranked
    return replace(
        shown,
        indicators={n: _drawn(shown, r) for n, r in shown.indicators.items()},
        indices={
            n: _bounded(shown, _weighed(shown, _drawn(shown, r)))
            for n, r in shown.indices.items()
        },
        reliability={
            name: _with_agreement(found, agreements[name])
            for name, found in shown.reliability.items()
        },
        ranking=ranking,
        drivers={n: _with_means(shown, found) for n, found in shown.drivers.items()},
    )


def _rankings(
    shown: Results, agreements: Mapping[str, Agreement]
) -> Mapping[str, Ranking]:
    found = {
        name: _ranking(shown, result.by, agreements[name], least=LEAST_FOR_INDICATOR)
        for name, result in shown.indicators.items()
    }
    return {name: ranking for name, ranking in found.items() if ranking is not None}


def _ranking(
    shown: Results, by: Breakdown, agreement: Agreement, *, least: int
) -> Ranking | None:
    facts = shown.facts
    if facts.posters:
        return None  # People who chose themselves are compared by no test.
    comparing = Comparing.of(by, facts.headcounts or {}, seed=facts.seed, least=least)
    return comparing.ranking(agreement.reliability)


def _drawn(shown: Results, result: Result) -> Result:
    facts = shown.facts
    comparing = Comparing.of(result.by, facts.headcounts or {}, seed=facts.seed)
    return replace(result, by=with_shrunken(result.by, comparing.shrunken()))


def _agreement(tallies: Tallies, tally: Tally, by: Breakdown) -> Agreement:
    cut = next((c for c in tallies.grouping.cuts if c.name == ORGANISATION), None)
    if cut is None:
        return Agreement()
    cells = by.get(ORGANISATION, {})
    shown: dict[str, Flags] = {
        label: members
        for label, members in zip(cut.labels, cut.members, strict=True)
        if isinstance(cells.get(label), Cell)
    }
    return agreement_of(tally, shown)


def _with_agreement(found: Reliability, agreement: Agreement) -> Reliability:
    return replace(found, icc1=agreement.icc1, icc2=agreement.icc2)


def _with_means(shown: Results, found: Drivers) -> Drivers:
    means = {
        name: result.overall.mean
        for name, result in shown.indicators.items()
        if isinstance(result.overall, Cell)
    }
    told = {
        name: replace(driver, mean=means.get(name))
        for name, driver in found.indicators.items()
    }
    return replace(found, indicators=told)


def _bounded(shown: Results, result: IndexResult) -> IndexResult:
    """Tell what an index could be at worst and at best where few people answered.

    It follows from the mean, the answers and the headcount, which are all shown;
    where the answers are so few that they stand in a band, it is not told.
    """
    cell, headcount = result.overall, shown.facts.headcount
    if not isinstance(cell, Cell) or cell.mean is None or not headcount:
        return result
    if 100 * shown.answers >= LOW_COVERAGE * headcount or cell.n < SMALL:
        return result
    found = manski_bounds(cell.mean, cell.n, headcount=headcount)
    return replace(result, bounds=Estimate(cell.mean, found.low, found.high))


def _weighed(shown: Results, result: IndexResult) -> IndexResult:
    """Tell what an index of unequal weights would be with equal ones."""
    means = [
        part.overall.mean
        for name in result.weight
        if isinstance((part := shown.indicators[name]).overall, Cell)
        and part.overall.mean is not None
    ]
    overall = result.overall
    if (
        not isinstance(overall, Cell)
        or overall.mean is None
        or len(means) < len(result.weight)
        or len(set(result.weight.values())) == 1
    ):
        return result
    told = {"as defined": overall.mean, "equal": sum(means) / len(means)}
    return replace(result, sensitivity=told)
