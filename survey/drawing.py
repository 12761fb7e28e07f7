"""Draws the codes of a survey's groups, in an order that says nothing.

Codes leave on slips and in letters and are then forgotten; their hashes stay. Slips
leave in numbered batches; which slip lies in which batch is known to whoever holds the
batch's key, and to nobody else.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from survey.manifest import BLIND, SLIP
from survey.registry.groups import GroupPlan
from survey.tokens import codes

# A batch never holds fewer slips than a group has people, where there are so many.
SMALLEST, LARGEST = 20, 50


@dataclass(frozen=True, slots=True)
class Batch:
    """Slips that leave together under a number, and the key that can void them.

    `bodies` are the organisations, or the service point, that they are for.
    """

    number: int
    bodies: tuple[str, ...]
    slips: tuple[str, ...]
    key: str

    @property
    def marks(self) -> dict[bytes, bytes]:
        """Return the form in which the collector keeps slips and their batch."""
        mark = codes.batch_mark(self.number, self.key)
        return {slip: mark(slip) for slip in map(codes.slip_hash, self.slips)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The codes of one group: batches of slips, or invitations by organisation."""

    batches: tuple[Batch, ...] = ()
    invitations: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def slips(self) -> tuple[str, ...]:
        """Return the codes of all slips."""
        return tuple(code for batch in self.batches for code in batch.slips)

    @property
    def marks(self) -> dict[bytes, bytes]:
        """Return the form in which the collector keeps all slips of the group."""
        return {
            slip: mark for batch in self.batches for slip, mark in batch.marks.items()
        }


def draw(group: GroupPlan, first: int = 1) -> Drawn:
    """Draw one code for each person of a group, for the channel that it has.

    Batches of slips are numbered from `first` on.
    """
    if group.channel == SLIP:
        drawn = iter(_codes(group.eligible))
        return Drawn(
            tuple(
                Batch(number, bodies, _some(drawn, size), codes.batch_key())
                for number, (bodies, size) in enumerate(divided(group), start=first)
            )
        )
    if group.channel != BLIND:
        return Drawn()
    drawn = iter(_codes(sum(body.eligible for body in group.members)))
    return Drawn(
        invitations={
            body.organisation: _some(drawn, body.eligible) for body in group.members
        }
    )


def draw_all(groups: Sequence[GroupPlan]) -> dict[str, Drawn]:
    """Draw the codes of all groups, by their names; batches are numbered through."""
    found: dict[str, Drawn] = {}
    for group in groups:
        before = sum(len(drawn.batches) for drawn in found.values())
        found[group.name] = draw(group, before + 1)
    return found


def again(number: int, bodies: tuple[str, ...], slips: int) -> Batch:
    """Draw a batch in place of one that was voided."""
    return Batch(number, bodies, _codes(slips), codes.batch_key())


def divided(group: GroupPlan) -> list[tuple[tuple[str, ...], int]]:
    """Return the batches of a group: for which bodies, and of how many slips.

    Each organisation has its own, and small ones have one together: nobody shall be
    able to ask how many of a handful have answered.
    """
    return [
        (bodies, size) for bodies, people in _parts(group) for size in _sizes(people)
    ]


def invitation_hashes(
    drawn: Mapping[str, Drawn],
) -> dict[tuple[str, str], list[bytes]]:
    """Return the form in which the registry keeps invitations.

    They stand by group and organisation.
    """
    return {
        (group, organisation): [codes.invitation_hash(code) for code in invited]
        for group, codes_of_group in drawn.items()
        for organisation, invited in codes_of_group.invitations.items()
    }


def _parts(group: GroupPlan) -> list[tuple[tuple[str, ...], int]]:
    people = sum(member.eligible for member in group.members)
    if people != group.eligible:
        return [((group.name,), group.eligible)]
    large = [m for m in group.members if m.eligible >= SMALLEST]
    small = [m for m in group.members if m.eligible < SMALLEST]
    parts: list[tuple[tuple[str, ...], int]] = [
        ((member.organisation,), member.eligible) for member in large
    ]
    if small:
        names = tuple(member.organisation for member in small)
        rest = sum(member.eligible for member in small)
        if rest < SMALLEST and parts:
            smallest = min(parts, key=lambda part: part[1])
            parts.remove(smallest)
            names, rest = (*smallest[0], *names), smallest[1] + rest
        parts.append((names, rest))
    return parts


def _sizes(people: int) -> list[int]:
    """Return batches of nearly equal size, none larger than a stack in the hand."""
    batches = -(-people // LARGEST)
    return [people * (n + 1) // batches - people * n // batches for n in range(batches)]


def _some(drawn: Iterator[str], number: int) -> tuple[str, ...]:
    return tuple(islice(drawn, number))


def _codes(number: int) -> tuple[str, ...]:
    drawn: set[str] = set()
    while len(drawn) < number:
        drawn.add(codes.new_code())
    shuffled = list(drawn)
    secrets.SystemRandom().shuffle(shuffled)
    return tuple(shuffled)
