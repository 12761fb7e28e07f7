"""Decides who answers together in a draft, and through which channel.

A machine proposes groups; an officer joins and parts organisations by hand. Every
function takes the registry's session and leaves the transaction to its caller.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from questionnaires.faults import FaultsError, fault
from survey import opening
from survey.database import Session
from survey.manifest import INTERNAL, POSTER, SLIP
from survey.registry import groups, merging, organisations, steps, surveys
from survey.registry.groups import POSTER_NAME, GroupPlan, TooFewPeopleError
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step

CARDS = 100


class GroupNameError(FaultsError):
    """Two groups would have one name."""


class CitizensError(FaultsError):
    """Citizens could not answer like this; the fault says what to choose."""


def proposed(
    session: Session, kind: str, floor: int = opening.GROUP_FLOOR
) -> tuple[GroupPlan, ...]:
    """Return the groups that a machine proposes for a kind of survey.

    Where all organisations together have too few people, each stands alone.
    """
    if kind != INTERNAL:
        return groups.at_counters(organisations.service_points(session), CARDS)
    bodies = organisations.organisations(session)
    try:
        return groups.form(bodies, floor)
    except TooFewPeopleError:
        return merging.renew((), bodies)


def propose(session: Session, name: str) -> None:
    """Form the groups again as a machine would."""
    draft = surveys.find(session, name)
    _regroup(session, name, proposed(session, draft.kind, draft.group_floor))


def join(session: Session, name: str, bodies: Collection[str]) -> None:
    """Let some organisations answer together, apart from all others."""
    _regroup(session, name, merging.join(surveys.find(session, name).groups, bodies))


def renew(session: Session, name: str) -> None:
    """Take over organisations and headcounts as they are now."""
    planned = surveys.find(session, name).groups
    bodies = organisations.organisations(session)
    _regroup(session, name, merging.renew(planned, bodies))


def is_outdated(session: Session, draft: Survey) -> bool:
    """Say whether organisations or headcounts changed since the groups were formed."""
    if draft.kind != INTERNAL:
        return False
    bodies = organisations.organisations(session)
    return merging.renew(draft.groups, bodies) != draft.groups


def rename(session: Session, name: str, names: Mapping[str, str]) -> None:
    """Give groups other names; raise GroupNameError where two would have one."""
    draft = surveys.find(session, name)
    named = merging.rename(draft.groups, names)
    if len({group.name for group in named}) < len(named):
        raise GroupNameError([_SAME_NAME])
    surveys.revise(session, replace(draft, groups=named))


def choose_points(session: Session, name: str, points: Collection[str]) -> None:
    """Ask the citizens who come to these service points."""
    draft = surveys.find(session, name)
    cards = max((g.eligible for g in draft.groups if g.channel == SLIP), default=0)
    posters = any(group.channel == POSTER for group in draft.groups)
    cards = cards or (0 if posters else CARDS)
    formed = _citizens(session, points, cards=cards, posters=posters)
    _regroup(session, name, formed)


def points_of(draft: Survey, everywhere: Collection[str]) -> tuple[str, ...]:
    """Return at which service points a draft asks citizens."""
    named = {group.name for group in draft.groups}
    return tuple(p for p in everywhere if named & {p, POSTER_NAME.format(p)})


def point_names(session: Session) -> tuple[str, ...]:
    """Return what all service points are called in groups."""
    points = organisations.service_points(session)
    return tuple(group.name for group in groups.at_counters(points, 0))


def invite(session: Session, name: str, invited: Collection[str]) -> None:
    """Let the groups of these names answer by invitation, and all others by card."""
    draft = surveys.find(session, name)
    by_card = [replace(group, channel=SLIP) for group in draft.groups]
    _with_channels(session, draft, groups.by_invitation(by_card, invited))


def ask_citizens(session: Session, name: str, *, cards: int, posters: bool) -> None:
    """Print so many cards for each service point, or hang posters, or both."""
    if not (cards or posters):
        raise CitizensError([_NO_CHANNEL])
    if 0 < cards < opening.GROUP_FLOOR:
        raise CitizensError([_FEW_CARDS])
    draft = surveys.find(session, name)
    points = points_of(draft, point_names(session))
    formed = _citizens(session, points, cards=cards, posters=posters)
    _with_channels(session, draft, formed)


def _regroup(session: Session, name: str, formed: tuple[GroupPlan, ...]) -> None:
    draft = surveys.find(session, name)
    if formed != draft.groups:
        surveys.revise(session, replace(draft, groups=formed))
        steps.unsettle(session, name, Step.GROUPS, Step.CHANNELS)


def _with_channels(
    session: Session, draft: Survey, formed: tuple[GroupPlan, ...]
) -> None:
    """Change channels; the day for answers follows, unless somebody chose one."""
    told = replace(draft, groups=formed)
    if Step.DAYS not in steps.settled(session, draft.name):
        first = opening.answers_open(formed, draft.opens)
        told = replace(told, answers_open=first)
    surveys.revise(session, told)


def _citizens(
    session: Session, chosen: Collection[str], *, cards: int, posters: bool
) -> tuple[GroupPlan, ...]:
    points = organisations.service_points(session)
    by_card = groups.at_counters(points, cards)
    by_poster = groups.on_posters(points)
    asked = [group.name in chosen for group in by_card]
    return tuple(
        group
        for wanted, planned in ((posters, by_poster), (bool(cards), by_card))
        for group, is_asked in zip(planned, asked, strict=True)
        if wanted and is_asked
    )


_SAME_NAME = fault(
    "groups",
    "Хоёр бүлэгт ижил нэр өгсөн байна. Бүлэг бүрд өөр нэр бичнэ үү.",
    "Two groups would have the same name. Give each a name of its own.",
)
_NO_CHANNEL = fault(
    "channels",
    "Иргэд хариулах арга сонгоогүй байна: карт, зурагт хуудас, эсвэл хоёуланг нь.",
    "Citizens need a way to answer: cards, posters, or both.",
)
_FEW_CARDS = fault(
    "cards",
    f"Үйлчилгээний цэг бүрд {opening.GROUP_FLOOR} ба түүнээс олон карт хэвлэнэ үү.",
    f"Print at least {opening.GROUP_FLOOR} cards for each service point.",
)
