"""Decides which cells of all questions are withheld together, and audits the decision.

An indicator is the mean of its items, an index the mean of its indicators, and a joint
experience any of several: what is withheld of a part must be withheld of the whole.
How many answered a question that follows from another tells how the other was
answered: what is withheld of the first must be withheld of all that follow from it.
The audit can then look at each question alone: of no group is more told by a question
that follows than by the one that it follows from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.auditing import Finding, audit
from analysis.figures import Audit
from analysis.questions import is_broken_down
from analysis.suppression import (
    ALIKE,
    AUDIT,
    COMPLEMENT,
    OVERLAP,
    Hidden,
    Question,
    alone,
    closed,
    next_to_hide,
    reason_alone,
    shown_places,
)
from analysis.tallies import Flags, Tallies, Tally
from questionnaires.model import Item, Questionnaire

ITEMS, INDICATORS, INDICES = "items", "indicators", "indices"
EXPERIENCE = "experience"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is withheld: by block and name, overall and in each cut."""

    overall: Mapping[Key, str]
    cells: Mapping[Key, Hidden]
    audit: Audit


@dataclass(slots=True)
class Families:
    """The questions of a survey, tied together by what is computed from what."""

    questionnaire: Questionnaire
    tallies: Tallies
    floor: int
    demanded: dict[Key, set[tuple[str, int]]] = field(default_factory=dict)
    audited: dict[Key, tuple[Hidden, list[Finding]]] = field(default_factory=dict)
    filters: Mapping[str, list[Key]] = field(init=False)

    def __post_init__(self) -> None:
        """Note for each item the questions that decide who is asked, or counted.

        What groups are made of is not among them: the groups tell it themselves.
        """
        groups = {name for cut in self.questionnaire.cuts for name in cut.by}
        self.filters = {
            item.name: [
                (block, name)
                for name in sorted(item.filters - groups)
                for block in (ITEMS, EXPERIENCE)
            ]
            for item in self.questionnaire.items
        }

    def decide(self) -> Decision:
        """Withhold cells until the audit finds nothing that is bounded too narrowly."""
        while True:
            overall, cells = self._overall(), self._cells()
            failed = self._failed(cells)
            if not failed:
                return Decision(overall, cells, self._summary())
            for key, finding in failed:
                self._demand(key, cells[key], finding)

    def question(self, key: Key) -> Question:
        """Return a question with its counts."""
        tallies: Mapping[str, Tally] = getattr(self.tallies, key[0])
        return Question(
            tallies[key[1]],
            self.tallies.grouping,
            self.floor,
            self._is_conditional(key),
        )

    def _cells(self) -> dict[Key, Hidden]:
        found: dict[Key, Hidden] = {}
        for key in self._sorted(self._keys()):
            hidden = alone(self.question(key))
            for cut, places in self._inherited(key, found):
                hidden[cut] = _carried(places) | hidden[cut]
            for cut, place in self.demanded.get(key, set()):
                hidden[cut].setdefault(place, AUDIT)
            found[key] = closed(self.question(key), hidden)
        return {key: found[key] for key in self._keys()}

    def _inherited(
        self, key: Key, found: Mapping[Key, Hidden]
    ) -> Iterator[tuple[str, Mapping[int, str]]]:
        """Yield what must be withheld of a question because of those before it."""
        for part in self._parts(key):
            for cut, places in found.get(part, {}).items():
                if self._gives_away(key, part, cut, found[part]):
                    yield cut, places
        for first in self._filters(key):
            for cut, places in found.get(first, {}).items():
                members = self.tallies.grouping.cut(cut).members
                yield (
                    cut,
                    {
                        place: reason
                        for place, reason in places.items()
                        if self._follows(key, first, members[place], reason)
                    },
                )

    def _overall(self) -> dict[Key, str]:
        found: dict[Key, str] = {}
        everybody = np.ones(len(self.tallies.grouping.sizes), dtype=np.bool_)
        items = [(ITEMS, item.name) for item in self.questionnaire.items]
        keys = list(dict.fromkeys([*items, *self._keys()]))
        for key in self._sorted(keys):
            reason = self._overall_reason(key, everybody)
            if reason is None and self._inherits(key, found, everybody):
                reason = COMPLEMENT
            if reason is not None:
                found[key] = reason
        return {key: found[key] for key in keys if key in found}

    def _inherits(self, key: Key, found: Mapping[Key, str], everybody: Flags) -> bool:
        """Return whether the whole of a question tells what is withheld before it."""
        parts = [part for part in self._parts(key) if part in found]
        firsts = [first for first in self._filters(key) if first in found]
        return any(self._is_exact(key, part, everybody) for part in parts) or any(
            self._follows(key, first, everybody, found[first]) for first in firsts
        )

    def _overall_reason(self, key: Key, everybody: Flags) -> str | None:
        reason = reason_alone(self.question(key), everybody)
        is_text = key[0] == ITEMS and self._item(key[1]).type == "text"
        return None if is_text and reason == ALIKE else reason

    def _keys(self) -> Iterator[Key]:
        """Yield what is broken down, block by block."""
        yield from (
            (ITEMS, i.name) for i in self.questionnaire.items if self._broken(i)
        )
        for block in (INDICATORS, INDICES, EXPERIENCE):
            yield from ((block, name) for name in getattr(self.tallies, block))

    def _sorted(self, keys: Iterable[Key]) -> list[Key]:
        """Return questions in the order asked, then what is made of them.

        Items follow from earlier ones alone, be these experiences or not.
        """
        asked = {item.name: n for n, item in enumerate(self.questionnaire.items)}
        last = len(asked)

        def place(key: Key) -> int:
            return asked.get(key[1], last) if key[0] in {ITEMS, EXPERIENCE} else last

        return sorted(keys, key=place)

    def _filters(self, key: Key) -> list[Key]:
        """Return the questions that decide who is asked, or counted in a rate."""
        return self.filters.get(key[1], []) if key[0] in {ITEMS, EXPERIENCE} else []

    def _is_conditional(self, key: Key) -> bool:
        """Return whether all that makes a question follows from other answers."""
        parts = self._parts(key)
        if parts:
            return all(self._is_conditional(part) for part in parts)
        return bool(self._filters(key))

    def _follows(self, key: Key, first: Key, atoms: Flags, reason: str) -> bool:
        """Return whether the number of those asked tells a hidden answer to a filter.

        Where all said the same to the filter it does not if enough people gave no
        answer to it: they are not asked either, and nobody tells them from others.
        """
        asked, question = self._item(key[1]), self.question(first)
        silent = int(self.tallies.grouping.sizes[atoms].sum()) - question.people(atoms)
        certain = asked.filters != {first[1]} or any(
            condition.holds({}) for condition in asked.conditions
        )
        return reason != ALIKE or certain or silent < self.floor

    def _parts(self, key: Key) -> list[Key]:
        """Return what an indicator or index is the mean of, or what is joint."""
        block, name = key
        if block == INDICATORS:
            items = self.questionnaire.items
            return [(ITEMS, i.name) for i in items if i.indicator == name]
        if block == INDICES:
            indicators = self.questionnaire.indicators
            return [(INDICATORS, i.name) for i in indicators if i.index == name]
        joint = {one.name: one.parts for one in self.questionnaire.experiences}
        if block == EXPERIENCE:
            return [(EXPERIENCE, part) for part in joint.get(name, ())]
        return []

    def _gives_away(self, key: Key, part: Key, cut: str, hidden: Hidden) -> bool:
        """Return whether the whole and its other parts tell a part that is hidden."""
        members = self.tallies.grouping.cut(cut).members
        return any(
            self._is_exact(key, part, members[place]) for place in hidden.get(cut, {})
        )

    def _is_exact(self, key: Key, part: Key, atoms: Flags) -> bool:
        """Return whether the whole and its other parts tell of a hidden part.

        An index does so by definition, and of a joint experience it is supposed. An
        indicator does where so few answered the part, or did not, that the difference
        is made by these few.
        """
        if key[0] in {INDICES, EXPERIENCE}:
            return True
        people = self.question(key).people(atoms)
        answered = self.question(part).people(atoms)
        few = min(answered, people - answered) < self.floor
        return answered > 0 and few

    def _failed(self, cells: Mapping[Key, Hidden]) -> list[tuple[Key, Finding]]:
        fresh = [
            (key, hidden)
            for key, hidden in cells.items()
            if key not in self.audited or self.audited[key][0] != hidden
        ]
        found = audit([(self._halved(key), hidden) for key, hidden in fresh])
        for (key, hidden), findings in zip(fresh, found, strict=True):
            self.audited[key] = (hidden, findings)
        wrong = {
            key: [finding for finding in findings if not finding.passed]
            for key, (_hidden, findings) in self.audited.items()
        }
        return [(key, findings[0]) for key, findings in wrong.items() if findings]

    def _halved(self, key: Key) -> Question:
        """Return a question as it is audited: of means, only above 50 or not."""
        question = self.question(key)
        if key[0] in {ITEMS, EXPERIENCE}:
            return question
        return Question(question.tally.halved(), question.grouping, question.floor)

    def _demand(self, key: Key, hidden: Hidden, finding: Finding) -> None:
        """Ask for one more cell to be withheld, of the question and of its parts."""
        cut = self.tallies.grouping.cut(finding.cut)
        sizes = self.tallies.grouping.sizes
        place = next_to_hide(cut, shown_places(cut, hidden), sizes)
        waiting = [key]
        while waiting:
            name = waiting.pop()
            self.demanded.setdefault(name, set()).add((cut.name, place))
            waiting += self._parts(name)

    def _summary(self) -> Audit:
        findings = [f for _hidden, found in self.audited.values() for f in found]
        return Audit(
            passed=all(f.passed for f in findings),
            checked=len(findings),
            narrowest=min((f.bound.width for f in findings), default=None),
            repaired=sum(len(found) for found in self.demanded.values()),
        )

    def _broken(self, item: Item) -> bool:
        return is_broken_down(self.questionnaire, item)

    def _item(self, name: str) -> Item:
        return self.questionnaire.item(name)


def _carried(places: Mapping[int, str]) -> dict[int, str]:
    """Return why the whole is withheld where a part is."""
    return {
        place: OVERLAP if reason == OVERLAP else COMPLEMENT
        for place, reason in places.items()
    }
