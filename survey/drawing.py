"""Draws the codes of a survey's groups, in an order that says nothing.

Codes leave on slips and in letters and are then forgotten; their hashes stay.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.manifest import BLIND, SLIP
from survey.registry.groups import GroupPlan
from survey.tokens import codes


@dataclass(frozen=True, slots=True)
class Drawn:
    """The codes of one group: slips, or invitations by organisation, or none."""

    slips: Sequence[str] = ()
    invitations: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def slip_hashes(self) -> list[bytes]:
        """Return the form in which the collector keeps the slips."""
        return [codes.slip_hash(code) for code in self.slips]


def draw(group: GroupPlan) -> Drawn:
    """Draw one code for each person of a group, for the channel that it has."""
    if group.channel == SLIP:
        return Drawn(slips=_codes(group.eligible))
    if group.channel != BLIND:
        return Drawn()
    drawn = iter(_codes(sum(body.eligible for body in group.members)))
    return Drawn(
        invitations={
            body.organisation: tuple(next(drawn) for _ in range(body.eligible))
            for body in group.members
        }
    )


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


def _codes(number: int) -> tuple[str, ...]:
    drawn: set[str] = set()
    while len(drawn) < number:
        drawn.add(codes.new_code())
    shuffled = list(drawn)
    secrets.SystemRandom().shuffle(shuffled)
    return tuple(shuffled)
