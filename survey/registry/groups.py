"""Forms the groups of a staff survey: small bodies answer together with others.

A group below the floor would point at people. Bodies of one type are joined first,
in the order of the list; what is still too small joins the smallest group.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from survey.manifest import BLIND, POSTER, SLIP
from survey.registry.organisations import Organisation, ServicePoint

POSTER_NAME = "{} (зурагт хуудас)"

_NAMES_IN_FULL = 4


class TooFewPeopleError(Exception):
    """All organisations together have fewer people than one group needs."""


class UnknownGroupNameError(Exception):
    """No group of the survey has this name."""


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation in a group, with its number of people at the opening."""

    organisation: str
    eligible: int


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """Those who will answer together, and the organisations that they come from."""

    name: str
    eligible: int
    members: tuple[Member, ...] = ()
    services: tuple[str, ...] = ()
    channel: str = SLIP


def by_invitation(
    planned: Sequence[GroupPlan], names: Collection[str]
) -> tuple[GroupPlan, ...]:
    """Return the groups with those named answering by personal invitation.

    A group has one channel: all its organisations are invited, or none.
    """
    unknown = set(names) - {group.name for group in planned}
    if unknown:
        raise UnknownGroupNameError(f"No group is named {min(unknown)}.")
    return tuple(
        replace(group, channel=BLIND) if group.name in names else group
        for group in planned
    )


def form(organisations: Sequence[Organisation], floor: int) -> tuple[GroupPlan, ...]:
    """Return groups of at least `floor` people that hold every organisation once."""
    staffed = [body for body in organisations if body.headcount > 0]
    if _people(staffed) < floor:
        raise TooFewPeopleError(
            f"All organisations together have fewer than {floor} people."
        )
    groups, rest = _by_type(staffed, floor)
    if _people(rest) >= floor:
        groups.append(rest)
    elif rest:
        smallest = min(groups, key=lambda group: (len(group) == 1, _people(group)))
        smallest.extend(rest)
    order = {body.name: place for place, body in enumerate(organisations)}
    groups.sort(key=lambda group: order[group[0].name])
    return tuple(_plan(group) for group in groups)


def at_counters(points: Sequence[ServicePoint], slips: int) -> tuple[GroupPlan, ...]:
    """Return a group of citizens for each service point, with so many slips each."""
    names = [point.name for point in points]
    return tuple(
        GroupPlan(
            point.name
            if names.count(point.name) == 1
            else f"{point.name} ({point.organisation})",
            slips,
            services=tuple(point.services),
        )
        for point in points
    )


def on_posters(points: Sequence[ServicePoint]) -> tuple[GroupPlan, ...]:
    """Return a group for whoever answers by the poster of each service point.

    They are counted apart: nobody knows how often one person answered.
    """
    return tuple(
        replace(group, name=POSTER_NAME.format(group.name), channel=POSTER)
        for group in at_counters(points, 0)
    )


def _by_type(
    bodies: Sequence[Organisation], floor: int
) -> tuple[list[list[Organisation]], list[Organisation]]:
    groups = [[body] for body in bodies if body.headcount >= floor]
    small = [body for body in bodies if body.headcount < floor]
    rest: list[Organisation] = []
    for kind in dict.fromkeys(body.type for body in small):
        joined = _joined([body for body in small if body.type == kind], floor)
        too_small = joined.pop() if _people(joined[-1]) < floor else []
        if too_small and joined:
            joined[-1].extend(too_small)
        else:
            rest.extend(too_small)
        groups.extend(joined)
    return groups, rest


def _joined(bodies: Sequence[Organisation], floor: int) -> list[list[Organisation]]:
    groups: list[list[Organisation]] = [[]]
    for body in bodies:
        if _people(groups[-1]) >= floor:
            groups.append([])
        groups[-1].append(body)
    return groups


def _people(bodies: Sequence[Organisation]) -> int:
    return sum(body.headcount for body in bodies)


def name_of(members: Sequence[Member]) -> str:
    """Return the name that a group has from its organisations."""
    names = [member.organisation for member in members]
    name = ", ".join(names[:_NAMES_IN_FULL])
    return name if len(names) <= _NAMES_IN_FULL else f"{name} … ({len(names)})"


def _plan(bodies: Sequence[Organisation]) -> GroupPlan:
    members = tuple(Member(body.name, body.headcount) for body in bodies)
    return GroupPlan(name_of(members), _people(bodies), members)
