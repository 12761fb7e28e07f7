"""Which groups of a survey belong to an organisation: what its contact may see alone.

A small organisation answers together with others, and its figures are those of the
group. Citizens answer at service points, which belong to organisations. A survey names
an organisation as it was called when the survey was opened.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from survey.database import Session
from survey.registry import groups, history, organisations, surveys
from survey.registry.groups import GroupPlan


def groups_of(session: Session, survey: str, body: str) -> list[str]:
    """Return the groups of a survey in which an organisation's people answered."""
    called = history.names_of(session, body)
    at_points = set(_at_points(session, body, called))
    return [
        group.name
        for group in surveys.find(session, survey).groups
        if _is_of(group, called) or (not group.members and group.name in at_points)
    ]


def _is_of(group: GroupPlan, called: Collection[str]) -> bool:
    if not group.members:
        return group.name in called
    return any(member.organisation in called for member in group.members)


def _at_points(session: Session, body: str, called: Collection[str]) -> Iterator[str]:
    """Yield the names of an organisation's service points as groups have them."""
    points = organisations.service_points(session)
    for name in called:
        then = [
            replace(point, organisation=name) if point.organisation == body else point
            for point in points
        ]
        for plans in (groups.at_counters(then, 0), groups.on_posters(then)):
            for point, plan in zip(points, plans, strict=True):
                if point.organisation == body:
                    yield plan.name
