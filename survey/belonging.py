"""Which groups of a survey belong to an organisation: what its contact may see alone.

A small organisation answers together with others, and its figures are those of the
group. Citizens answer at service points, which belong to organisations.
"""

from collections.abc import Iterator

from survey.database import Session
from survey.registry import groups, organisations, surveys
from survey.registry.groups import GroupPlan


def groups_of(session: Session, survey: str, body: str) -> list[str]:
    """Return the groups of a survey in which an organisation's people answered."""
    at_points = set(_at_points(session, body))
    return [
        group.name
        for group in surveys.find(session, survey).groups
        if _is_of(group, body) or (not group.members and group.name in at_points)
    ]


def _is_of(group: GroupPlan, body: str) -> bool:
    if not group.members:
        return group.name == body
    return any(member.organisation == body for member in group.members)


def _at_points(session: Session, body: str) -> Iterator[str]:
    """Yield the names of an organisation's service points as groups have them."""
    points = organisations.service_points(session)
    for plans in (groups.at_counters(points, 0), groups.on_posters(points)):
        for point, plan in zip(points, plans, strict=True):
            if point.organisation == body:
                yield plan.name
