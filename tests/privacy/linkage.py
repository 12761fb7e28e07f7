"""Joins the claims of one database with the answers of the other by their ranks.

On top of the order attack: people who came one after the other stand in both orders,
so a thief of both databases joins the first with the first, the second with the second.
A person counts as linked if their answer stands at the same place as their claim, and
as nearly linked if it is at most five hundredths of all people away.
"""

from dataclasses import dataclass

NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Link:
    """How many people one strategy linked, of so many."""

    strategy: str
    linked: int
    near: int
    people: int

    @property
    def is_chance(self):
        """Say whether no more people are nearly linked than chance and 4 sigma."""
        return self.near <= chance(self.people) + 4 * deviation(self.people)


def _window(people):
    return int(NEAR * people)


def chance(people):
    """Return how many people are nearly linked where nothing is known."""
    window = _window(people)
    return 2 * window + 1 - window * (window + 1) / people


def deviation(people):
    """Return the standard deviation of that number, people being nearly independent."""
    share = chance(people) / people
    return (people * share * (1 - share)) ** 0.5


def link(strategy, claims, answers, pairs, *, backwards=False):
    """Join ranked claims with ranked answers of (claim, answer) pairs of people."""
    found = [pair for pair in pairs if pair[0] in claims and pair[1] in answers]
    first = _places([(claims[claim], claim) for claim, _ in found])
    second = _places([(answers[answer], answer) for _, answer in found])
    if backwards:
        second = [len(found) - 1 - place for place in second]
    apart = [abs(one - other) for one, other in zip(first, second, strict=True)]
    near = sum(distance <= _window(len(found)) for distance in apart)
    return Link(strategy, apart.count(0), near, len(found))


def links(claims, answers, pairs):
    """Try every strategy that ranks both, in both directions."""
    return [
        link(strategy, claims[strategy], answers[strategy], pairs, backwards=backwards)
        for strategy in claims.keys() & answers.keys()
        for backwards in (False, True)
    ]


def _places(ranks):
    """Return each one's place; equal ranks are told apart by what is random anyway."""
    order = sorted(range(len(ranks)), key=lambda person: ranks[person])
    places = [0] * len(ranks)
    for place, person in enumerate(order):
        places[person] = place
    return places
