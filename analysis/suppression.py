"""Decides which cells of one question are withheld, and why.

It looks at one question at a time: too few people, all alike, what could be computed
by taking shown cells from a shown whole, and cells of two cuts that overlap in few
people. `families` carries decisions from one question to another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.tallies import Counts, Flags, Grouping, Partition, Tally

COMPLEMENT, ALIKE, OVERLAP, AUDIT = "complement", "alike", "overlap", "audit"
GUARDS = {COMPLEMENT, AUDIT}
_TWO = 2

Hidden = dict[str, dict[int, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What was answered to one question, in which groups, and the floor of cells.

    `follows` says whether it was asked, or counted, because of another answer: then
    it is not known of a withheld group that nobody there was asked.
    """

    tally: Tally
    grouping: Grouping
    floor: int
    follows: bool = False

    @property
    def few(self) -> str:
        """Return the reason that stands where too few people answered."""
        return f"n<{self.floor}"

    def people(self, atoms: Flags) -> int:
        """Return how many people of some atoms answered."""
        return int(self.tally.answered[atoms].sum())

    def sizes(self, cut: Partition) -> Counts:
        """Return how many people of each cell answered."""
        return np.asarray(cut.members @ self.tally.answered)

    def is_small(self, counts: Counts) -> Flags:
        """Return which numbers of people are neither nobody nor enough."""
        return np.asarray((counts > 0) & (counts < self.floor))


def alone(question: Question) -> Hidden:
    """Return the cells that may not be shown whatever stands beside them."""
    return {
        cut.name: {
            place: reason
            for place, members in enumerate(cut.members)
            if (reason := reason_alone(question, members)) is not None
        }
        for cut in question.grouping.cuts
    }


def reason_alone(question: Question, atoms: Flags) -> str | None:
    """Return why the figures of some people may not be shown, if so."""
    part = question.tally.within(atoms)
    if part.n < question.floor:
        return question.few
    return ALIKE if part.alike else None


def closed(question: Question, hidden: Hidden) -> Hidden:
    """Return the cells to withhold so that no shown figures give away a hidden one."""
    found = {cut.name: dict(hidden[cut.name]) for cut in question.grouping.cuts}
    while True:
        more = next(_leaks(question, found), None)
        if more is None:
            return found
        cut, place, reason = more
        found[cut][place] = reason


def residual(question: Question, cut: Partition, hidden: Hidden) -> Flags:
    """Return the atoms that a reader finds by taking all shown cells from the whole."""
    shown = shown_places(cut, hidden)
    return np.asarray(~cut.members[shown].any(axis=0) & (question.tally.answered > 0))


def shown_places(cut: Partition, hidden: Hidden) -> list[int]:
    """Return the places of the cells of a cut that are shown."""
    return [place for place in range(len(cut.labels)) if place not in hidden[cut.name]]


def next_to_hide(cut: Partition, places: list[int], sizes: Counts) -> int:
    """Return the cell to withhold next: the one of the smallest group.

    It goes by the size of the group, not by the answers to one question, so that all
    questions withhold the same cells.
    """
    whole = cut.members @ sizes
    return min(places, key=lambda place: (whole[place], cut.labels[place]))


def _leaks(question: Question, hidden: Hidden) -> Iterator[tuple[str, int, str]]:
    """Yield cells that must be withheld beside those that are."""
    everybody = np.ones(len(question.tally.answered), dtype=np.bool_)
    for number, cut in enumerate(question.grouping.cuts):
        yield from _orphans(question, cut, hidden)
        yield from _overlaps(question, number, hidden)
        whole = list(range(len(cut.labels)))
        yield from _complement(question, cut, hidden, (everybody, whole))
        for _parent, atoms, children, shown in _parents(question, cut, hidden):
            if shown:
                yield from _complement(question, cut, hidden, (atoms, children))


def _parents(
    question: Question, cut: Partition, hidden: Hidden
) -> Iterator[tuple[int, Flags, list[int], bool]]:
    """Yield the cells of single cuts that a crossed cut divides, with their parts."""
    if len(cut.by) < _TWO:
        return
    for column, name in enumerate(cut.by):
        for parent in question.grouping.cuts:
            if parent.by != (name,):
                continue
            for place, atoms in enumerate(parent.members):
                children = np.flatnonzero(cut.places[:, column] == place)
                shown = place not in hidden[parent.name]
                yield place, atoms, [int(child) for child in children], shown


def _orphans(
    question: Question, cut: Partition, hidden: Hidden
) -> Iterator[tuple[str, int, str]]:
    """Yield the shown parts of withheld cells: together they might tell the cell."""
    for _place, _atoms, children, shown in _parents(question, cut, hidden):
        for child in children:
            if not shown and child not in hidden[cut.name]:
                yield cut.name, child, COMPLEMENT


def _complement(
    question: Question,
    cut: Partition,
    hidden: Hidden,
    whole: tuple[Flags, list[int]],
) -> Iterator[tuple[str, int, str]]:
    atoms, children = whole
    shown = [place for place in children if place not in hidden[cut.name]]
    rest = atoms & ~cut.members[shown].any(axis=0)
    people = question.people(rest)
    if not shown or not people:
        return
    if _tells(question, cut, hidden, (rest, children)):
        place = next_to_hide(cut, shown, question.grouping.sizes)
        yield cut.name, place, COMPLEMENT


def _tells(
    question: Question,
    cut: Partition,
    hidden: Hidden,
    whole: tuple[Flags, list[int]],
) -> bool:
    """Return whether what is left after subtraction tells of too few people."""
    rest, children = whole
    part = question.tally.within(rest)
    if part.n < question.floor or part.alike:
        return True
    sizes = question.sizes(cut)
    withheld = [p for p in children if p in hidden[cut.name] and sizes[p]]
    outside = part.n - int(sizes[withheld].sum())
    if len(withheld) == 1 and not outside:
        return not _is_covered(question, cut, hidden, whole)
    return any(
        hidden[cut.name][place] == ALIKE and part.n - sizes[place] < question.floor
        for place in withheld
    )


def _is_covered(
    question: Question,
    cut: Partition,
    hidden: Hidden,
    whole: tuple[Flags, list[int]],
) -> bool:
    """Return whether a lone withheld cell that guards others needs no second.

    Of a question that follows, nobody knows that nobody was asked in the others.
    """
    _rest, children = whole
    sizes, people = question.sizes(cut), cut.members @ question.grouping.sizes
    withheld = [place for place in children if place in hidden[cut.name]]
    guards = all(hidden[cut.name][p] in GUARDS for p in withheld if sizes[p])
    silent = any(people[p] for p in withheld if not sizes[p])
    return question.follows and guards and silent


def _overlaps(
    question: Question, number: int, hidden: Hidden
) -> Iterator[tuple[str, int, str]]:
    """Yield cells that share few people with a cell of a cut declared before.

    What is left of a cut after subtraction counts as a cell.
    """
    cut = question.grouping.cuts[number]
    shown = shown_places(cut, hidden)
    if not shown:
        return
    for earlier in question.grouping.cuts[:number]:
        theirs = shown_places(earlier, hidden)
        if not theirs:
            continue
        sets = [*earlier.members[theirs], residual(question, earlier, hidden)]
        bad = _shares_few(question, np.array(sets), cut.members[shown])
        for place in np.array(shown)[bad]:
            yield cut.name, int(place), OVERLAP
        rest = residual(question, cut, hidden)
        if _shares_few(question, np.array(sets), rest[None, :])[0]:
            place = next_to_hide(cut, shown, question.grouping.sizes)
            yield cut.name, place, OVERLAP


def _shares_few(question: Question, sets: Flags, others: Flags) -> Flags:
    answered = question.tally.answered
    both = (sets * answered) @ others.T.astype(np.int64)
    first = (sets @ answered)[:, None]
    second = (others @ answered)[None, :]
    bad = (
        question.is_small(both)
        | question.is_small(first - both)
        | question.is_small(second - both)
    )
    return np.asarray(bad.any(axis=0))
