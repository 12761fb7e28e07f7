"""Changes by hand which organisations answer together, before a survey is opened.

Pure functions from groups to groups. A group that an officer makes may be too small
for a while; a survey with such a group is not opened.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from survey.manifest import SLIP
from survey.registry.groups import GroupPlan, Member, name_of
from survey.registry.organisations import Organisation


def join(
    planned: Sequence[GroupPlan], bodies: Collection[str]
) -> tuple[GroupPlan, ...]:
    """Return the groups with these organisations in one group of their own.

    They leave the groups that they were in. The new group stands where the first of
    them stood, and keeps a channel that all of them had.
    """
    chosen = [m for g in planned for m in g.members if m.organisation in bodies]
    channels = {g.channel for g in planned for m in g.members if m in chosen}
    channel = channels.pop() if len(channels) == 1 else SLIP
    made: list[GroupPlan] = []
    for group in planned:
        if chosen and chosen[0] in group.members:
            made.append(_group(chosen, channel))
        made += _left(group, [m for m in group.members if m not in chosen])
    return tuple(made)


def rename(
    planned: Sequence[GroupPlan], names: Mapping[str, str]
) -> tuple[GroupPlan, ...]:
    """Return the groups with new names, by the old ones; an empty name is made anew."""
    return tuple(
        replace(group, name=names[group.name] or name_of(group.members))
        if group.name in names
        else group
        for group in planned
    )


def call(
    planned: Sequence[GroupPlan], old: str, new: str, points: Mapping[str, str]
) -> tuple[GroupPlan, ...]:
    """Return the groups with an organisation called by its new name.

    `points` are service points that are called otherwise now, by their old names.
    """
    made = []
    for group in planned:
        members = [
            replace(m, organisation=new) if m.organisation == old else m
            for m in group.members
        ]
        made += _left(group, members) if members else [_at_point(group, points)]
    return tuple(made)


def _at_point(group: GroupPlan, points: Mapping[str, str]) -> GroupPlan:
    return replace(group, name=points.get(group.name, group.name))


def renew(
    planned: Sequence[GroupPlan], organisations: Sequence[Organisation]
) -> tuple[GroupPlan, ...]:
    """Return the groups with the people that organisations have now.

    Those that are new stand alone; those that have nobody any more are left out.
    """
    people = {b.name: b.headcount for b in organisations if b.headcount > 0}
    made: list[GroupPlan] = []
    for group in planned:
        names = [m.organisation for m in group.members if m.organisation in people]
        made += _left(group, [Member(name, people[name]) for name in names])
    known = {member.organisation for group in made for member in group.members}
    new = [Member(name, number) for name, number in people.items() if name not in known]
    return (*made, *(_group([member], SLIP) for member in new))


def _left(group: GroupPlan, members: Sequence[Member]) -> list[GroupPlan]:
    """Return what is left of a group: with its own name, if somebody gave it one."""
    if not members or tuple(members) == group.members:
        return [group] if members else []
    named = group.name != name_of(group.members)
    kept = _group(members, group.channel)
    return [replace(kept, name=group.name) if named else kept]


def _group(members: Sequence[Member], channel: str) -> GroupPlan:
    people = sum(member.eligible for member in members)
    return GroupPlan(name_of(members), people, tuple(members), channel=channel)
