"""Drafts a survey: its questionnaire, groups and days, before anything is fixed."""

from dataclasses import dataclass
from datetime import date, timedelta

from questionnaires import loader
from questionnaires.faults import FaultsError, fault
from questionnaires.model import Questionnaire
from survey import inviting, opening
from survey.database import Session
from survey.manifest import INTERNAL
from survey.registry import drafts, groups, organisations, steps, surveys
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step

RETENTION = timedelta(days=365)
_CHOSEN = (Step.QUESTIONNAIRE, Step.GROUPS, Step.CHANNELS, Step.DAYS)


class ChoiceError(FaultsError):
    """A choice does not fit its kind of survey; the faults say what to choose."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What an officer chooses for a new survey.

    `invited` invites all groups of a staff survey, or only those that `groups` names.
    With `posters` citizens answer by the poster of each service point too; then there
    need be no cards.
    """

    name: str
    source: bytes
    opens: date
    closes: date
    slips: int = 0
    invited: bool = False
    sample: bool = False
    groups: tuple[str, ...] = ()
    answers_open: date | None = None
    posters: bool = False


def plan(session: Session, choice: Choice) -> Survey:
    """Return the draft that a choice leads to, with its groups; nothing is stored."""
    questionnaire = loader.read(choice.source)
    formed = _groups(session, questionnaire, choice)
    return Survey(
        name=choice.name,
        kind=questionnaire.kind,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        opens=choice.opens,
        answers_open=choice.answers_open or opening.answers_open(formed, choice.opens),
        closes=choice.closes,
        keep_until=choice.closes + RETENTION,
        group_floor=opening.GROUP_FLOOR,
        sample=choice.sample,
        groups=formed,
    )


def draft(session: Session, choice: Choice) -> Survey:
    """Enter the draft that a choice leads to, with its questionnaire."""
    planned = plan(session, choice)
    inviting.check(session, planned.groups)
    surveys.draft(session, planned)
    drafts.keep_source(session, planned.name, choice.source)
    steps.settle(session, planned.name, *_CHOSEN)
    return planned


def _groups(
    session: Session, questionnaire: Questionnaire, choice: Choice
) -> tuple[GroupPlan, ...]:
    if questionnaire.kind == INTERNAL:
        bodies = organisations.organisations(session)
        formed = groups.form(bodies, opening.GROUP_FLOOR)
        everybody = tuple(group.name for group in formed)
        names = choice.groups or everybody if choice.invited else ()
        return groups.by_invitation(formed, names)
    points = organisations.service_points(session)
    if not points:
        raise ChoiceError([_NO_POINTS])
    on_posters = groups.on_posters(points) if choice.posters else ()
    if on_posters and not choice.slips:
        return on_posters
    if choice.slips < opening.GROUP_FLOOR:
        raise ChoiceError([_FEW_SLIPS])
    return (*on_posters, *groups.at_counters(points, choice.slips))


_NO_POINTS = fault(
    "service points",
    "Үйлчилгээний цэг бүртгээгүй байна. Эхлээд үйлчилгээний хүснэгтийг оруулна уу.",
    "There is no service point. Enter the table of services first.",
)
_FEW_SLIPS = fault(
    "slips",
    "Үйлчилгээний цэг бүрд хэвлэх картын тоо "
    f"{opening.GROUP_FLOOR} ба түүнээс их байх ёстой.",
    f"Print at least {opening.GROUP_FLOOR} cards for each service point.",
)
