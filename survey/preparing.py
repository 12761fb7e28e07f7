"""Prepares a survey: its questionnaire, days and floors, until it is opened.

Each decision changes the draft and fixes nothing. Every function takes the
registry's session and leaves the transaction to its caller.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from questionnaires import loader
from questionnaires.faults import FaultsError, fault
from survey import grouping, opening
from survey.database import Session
from survey.drafting import RETENTION
from survey.manifest import INTERNAL
from survey.registry import drafts, steps, surveys
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step

_UNTIL_OPENING = timedelta(days=14)
_IN_THE_FIELD = timedelta(days=41)


class DaysError(FaultsError):
    """The days of a survey are not in their order."""


@dataclass(frozen=True, slots=True)
class Days:
    """From when to when a survey runs. Without a day for answers, one is proposed."""

    opens: date
    closes: date
    keep_until: date
    answers_open: date | None = None


def begin(
    session: Session, name: str, source: bytes, *, sample: bool, today: date
) -> Survey:
    """Enter a new draft with a questionnaire, and propose everything else."""
    questionnaire = loader.read(source)
    formed = grouping.proposed(session, questionnaire.kind)
    opens = today + _UNTIL_OPENING
    closes = opens + _IN_THE_FIELD
    draft = Survey(
        name=name,
        kind=questionnaire.kind,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        opens=opens,
        answers_open=opening.answers_open(formed, opens),
        closes=closes,
        keep_until=closes + RETENTION,
        group_floor=opening.GROUP_FLOOR,
        sample=sample,
        groups=formed,
    )
    surveys.draft(session, draft)
    drafts.keep_source(session, name, source)
    steps.settle(session, name, Step.QUESTIONNAIRE)
    return draft


def ask(session: Session, name: str, source: bytes) -> None:
    """Take another questionnaire; what was said of the old one is asked again."""
    draft, questionnaire = surveys.find(session, name), loader.read(source)
    told = replace(
        draft,
        kind=questionnaire.kind,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
    )
    if (told.kind == INTERNAL) != (draft.kind == INTERNAL):
        formed = grouping.proposed(session, questionnaire.kind)
        told = replace(told, groups=formed)
        steps.unsettle(session, name, Step.GROUPS, Step.CHANNELS)
    surveys.revise(session, told)
    drafts.keep_source(session, name, source)
    steps.settle(session, name, Step.QUESTIONNAIRE)
    steps.unsettle(session, name, Step.TEXTS, Step.REHEARSAL)


def source(session: Session, draft: Survey) -> bytes:
    """Return the questionnaire that a survey was drafted with."""
    return drafts.source(session, draft.name) or loader.source(draft.questionnaire)


def schedule(session: Session, name: str, days: Days) -> Survey:
    """Choose the days; raise DaysError where they are not in their order."""
    draft = surveys.find(session, name)
    first = days.answers_open or opening.answers_open(draft.groups, days.opens)
    if not days.opens <= first <= days.closes <= days.keep_until:
        raise DaysError([_DISORDER])
    told = replace(
        draft,
        opens=days.opens,
        answers_open=first,
        closes=days.closes,
        keep_until=days.keep_until,
    )
    surveys.revise(session, told)
    return told


def raise_floor(session: Session, name: str, floor: int) -> None:
    """Ask for groups of at least so many people; never fewer than everywhere."""
    draft = surveys.find(session, name)
    told = replace(draft, group_floor=max(floor, opening.GROUP_FLOOR))
    if told != draft:
        surveys.revise(session, told)


def is_hurried(draft: Survey) -> bool:
    """Say whether small invited groups could collect and answer on one day."""
    return draft.answers_open < opening.answers_open(draft.groups, draft.opens)


def discard(session: Session, name: str) -> None:
    """Throw a draft away, with its questionnaire and the public parts of its keys."""
    steps.forget(session, name)
    drafts.discard(session, name)
    surveys.discard(session, name)


_DISORDER = fault(
    "days",
    "Нээх, хариулт авч эхлэх, хаах, устгах өдрүүд дарааллаараа байх ёстой.",
    "The days of opening, answering, closing and destroying must be in order.",
)
