"""What moved since the wave before, what did not, and what cannot be told.

It reads published results of both waves and nothing else, so that a comparison can
tell of nothing that is withheld. A changed wording ends a series.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure import Published
from analysis.figures import Cell, Change, Incomparable, Rate, Wave
from analysis.figures import Estimate as Mean
from analysis.results import ORGANISATION, Changes, Results
from analysis.standings import estimate_of
from analysis.statistics.estimates import Estimate
from analysis.statistics.multiplicity import benjamini_hochberg
from analysis.statistics.samples import normal_quantile
from analysis.statistics.waves import (
    change,
    change_of_shares,
    minimal_detectable_change,
)
from questionnaires.model import Item, Questionnaire

LEAST_FOR_ITEM, LEAST_FOR_INDICATOR, LEAST_FOR_INDEX = 30, 20, 10
_ALPHA = 0.05
_CONFIDENCE = 0.95

Found = Change | Incomparable
Figure = object
Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One figure in both waves, whether it was asked alike, and how many it needs."""

    place: Place
    before: Figure
    after: Figure
    alike: bool
    least: int

    def compared(self) -> Found:
        """Return the change, or why it cannot be told."""
        if self.before is None:
            return Incomparable("new")
        if not self.alike:
            return Incomparable("wording")
        first, second = _estimated(self.before), _estimated(self.after)
        if first is None or second is None:
            return Incomparable("withheld")
        if min(first.n, second.n) < self.least:
            return Incomparable("few")
        shares = isinstance(self.after, Rate)
        test = change_of_shares if shares else change
        found = test(first, second)
        return Change(
            before=first.value,
            after=second.value,
            difference=found.value,
            low=found.low,
            high=found.high,
            detectable=minimal_detectable_change(first, second),
            p=found.p,
            verdict=_direction(found.value, lower_is_better=shares),
        )


def changes(
    previous: Sequence[Published[Results]], now: Published[Results]
) -> Changes | None:
    """Return the comparison with the last of the earlier waves, and the whole trend."""
    if not previous:
        return None
    before, after = previous[-1].value, now.value
    pairs = list(_pairs(before, after))
    found = _adjusted({pair.place: pair.compared() for pair in pairs})
    blocks: dict[str, dict[str, Found]] = {}
    organisations: dict[str, dict[str, Found]] = {}
    for place, told in found.items():
        if place[0] == ORGANISATION:
            organisations.setdefault(place[1], {})[place[2]] = told
        else:
            blocks.setdefault(place[0], {})[place[1]] = told
    return Changes(
        tested=sum(isinstance(told, Change) for told in found.values()),
        waves=tuple(_wave(one.value, after) for one in previous),
        organisations=organisations,
        **blocks,
    )


def _pairs(before: Results, after: Results) -> Iterator[_Pair]:
    alike = _Alike(before.questionnaire, after.questionnaire)
    for item in after.questionnaire.items:
        if item.scores and item.name in after.items:
            figures = _both(before.items, after.items, item.name)
            yield _Pair(
                ("items", item.name), *figures, alike.item(item.name), LEAST_FOR_ITEM
            )
    for name in after.indicators:
        figures = _both(before.indicators, after.indicators, name)
        same = alike.indicator(name)
        yield _Pair(("indicators", name), *figures, same, LEAST_FOR_INDICATOR)
    for name in after.experience:
        figures = _both(before.experience, after.experience, name)
        same = alike.experience(name)
        yield _Pair(("experience", name), *figures, same, LEAST_FOR_ITEM)
    for name in after.indices:
        figures = _both(before.indices, after.indices, name)
        same = alike.index(name)
        yield _Pair(("indices", name), *figures, same, LEAST_FOR_INDEX)
        yield from _organisations(before, after, name, same=same)


def _organisations(
    before: Results, after: Results, name: str, *, same: bool
) -> Iterator[_Pair]:
    earlier = before.indices[name].by if name in before.indices else {}
    cells = earlier.get(ORGANISATION, {})
    for label, cell in after.indices[name].by.get(ORGANISATION, {}).items():
        place = (ORGANISATION, name, label)
        yield _Pair(place, cells.get(label), cell, same, LEAST_FOR_INDEX)


def _both(
    before: Mapping[str, Figure], after: Mapping[str, Figure], name: str
) -> tuple[Figure, Figure]:
    earlier = getattr(before.get(name), "overall", None)
    return earlier, getattr(after[name], "overall", None)


@dataclass(frozen=True, slots=True)
class _Alike:
    """Tells what was asked in the same words in both waves."""

    before: Questionnaire
    after: Questionnaire

    def item(self, name: str) -> bool:
        """Tell whether an item was asked in the same words."""
        earlier = {item.name: item for item in self.before.items}
        old, new = earlier.get(name), self.after.item(name)
        return old is not None and _wording(old) == _wording(new)

    def experience(self, name: str) -> bool:
        """Tell whether an experience was asked for by the same items."""
        old, new = _joint(self.before, name), _joint(self.after, name)
        return old == new and all(self.item(item) for item in new)

    def indicator(self, name: str) -> bool:
        """Tell whether an indicator was measured by the same items."""
        old, new = _measured(self.before, name), _measured(self.after, name)
        return old == new and all(self.item(item) for item in new)

    def index(self, name: str) -> bool:
        """Tell whether an index was made of the same indicators and weights."""
        old, new = _weights(self.before, name), _weights(self.after, name)
        return old == new and all(self.indicator(part) for part in new)


def _wording(item: Item) -> tuple[object, ...]:
    """Return all that answers to an item depend on, and what of them is counted."""
    source = item.when.text if item.when else ""
    counted = item.experience and (
        frozenset(item.experience.yes),
        item.experience.among.text if item.experience.among else "",
    )
    asked = (item.type, item.text, item.options, item.reversed, item.bounds)
    return (*asked, source, counted)


def _measured(questionnaire: Questionnaire, indicator: str) -> list[str]:
    return [i.name for i in questionnaire.items if i.indicator == indicator]


def _joint(questionnaire: Questionnaire, experience: str) -> tuple[str, ...]:
    joint = {one.name: one.parts for one in questionnaire.experiences}
    return joint.get(experience, (experience,))


def _weights(questionnaire: Questionnaire, index: str) -> dict[str, float]:
    parts = [i for i in questionnaire.indicators if i.index == index]
    total = sum(part.weight.value for part in parts)
    return {part.name: part.weight.value / total for part in parts}


def _estimated(figure: Figure) -> Estimate | None:
    if isinstance(figure, Cell) and None not in (figure.mean, figure.low):
        return estimate_of(figure)
    if isinstance(figure, Rate) and figure.rate is not None:
        low, high = figure.low or 0.0, figure.high or 0.0
        se = (high - low) / 2 / normal_quantile(_CONFIDENCE)
        return Estimate(figure.n, figure.rate, low, high, se)
    return None


def _direction(difference: float, *, lower_is_better: bool) -> str:
    return "better" if (difference < 0) == lower_is_better else "worse"


def _adjusted(found: Mapping[Place, Found]) -> dict[Place, Found]:
    """Adjust all tests together; what may be chance is not told apart."""
    tested = {p: one for p, one in found.items() if isinstance(one, Change)}
    sure = benjamini_hochberg([one.p for one in tested.values()]) if tested else ()
    told: dict[Place, Found] = dict(found)
    for (place, one), p in zip(tested.items(), sure, strict=True):
        moved = p < _ALPHA and abs(one.difference) > one.detectable
        verdict = one.verdict if moved else "not told apart"
        told[place] = replace(one, p=float(p), verdict=verdict)
    return told


def _wave(results: Results, now: Results) -> Wave:
    """Return an earlier wave with the means of what was asked as it is now."""
    facts = results.facts
    alike = _Alike(results.questionnaire, now.questionnaire)
    indices = {n: one for n, one in results.indices.items() if alike.index(n)}
    parts = {n: one for n, one in results.indicators.items() if alike.indicator(n)}
    means = dict(_means({**indices, **parts}.items()))
    if facts.posters:
        # People chose themselves to answer: their means have no margin of error.
        means = {name: Mean(one.mean) for name, one in means.items()}
    return Wave(
        version=facts.version,
        answers=results.answers,
        means=means,
        opened=facts.opened,
        closed=facts.closed,
    )


def _means(figures: Iterable[tuple[str, object]]) -> Iterator[tuple[str, Mean]]:
    for name, result in figures:
        cell = getattr(result, "overall", None)
        if isinstance(cell, Cell) and cell.mean is not None:
            yield name, Mean(cell.mean, cell.low, cell.high)
