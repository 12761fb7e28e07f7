"""The frame around the pages that prepare a survey: its numbered steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from survey import readiness
from survey.database import Session, reading
from survey.readiness import OPTIONAL, Standing, StepReport
from survey.registry import surveys
from survey.registry.lifecycle import State, Survey
from survey.registry.steps import Step
from survey.web import languages
from survey.web.console import access, fields
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

NEXT, BACK = "next", "back"
PAGES: Mapping[Step, str] = {
    Step.QUESTIONNAIRE: "drafting.questionnaire",
    Step.GROUPS: "grouping.page",
    Step.CHANNELS: "channels.page",
    Step.DAYS: "scheduling.page",
    Step.KEYS: "holders.page",
    Step.TEXTS: "introducing.page",
    Step.REHEARSAL: "rehearsal.page",
    Step.OPENING: "opening.page",
}
TITLES: Mapping[Step, LazyString] = {
    Step.QUESTIONNAIRE: _("Questionnaire"),
    Step.GROUPS: _("Who answers together"),
    Step.CHANNELS: _("How each group answers"),
    Step.DAYS: _("Days"),
    Step.KEYS: _("Key-holders"),
    Step.TEXTS: _("Words before the first question"),
    Step.REHEARSAL: _("Rehearsal"),
    Step.OPENING: _("What will be opened"),
}
_ORDER = tuple(Step)
_WORDS: Mapping[Standing, tuple[LazyString, str]] = {
    Standing.DONE: (_("Finished"), "govuk-tag--green"),
    Standing.WAITING: (_("To do"), "govuk-tag--blue"),
    Standing.BLOCKED: (_("Blocked"), "govuk-tag--grey"),
}
_OPTIONAL: tuple[LazyString, str] = (_("Recommended"), "govuk-tag--yellow")
_READY: tuple[LazyString, str] = (_("Ready"), "govuk-tag--blue")


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the list of all: its address if it can be opened, and its state."""

    number: int
    title: LazyString
    address: str | None
    state: LazyString
    colour: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where in the steps of a draft a page stands."""

    number: int
    steps: int
    title: LazyString
    before: str | None
    after: str | None


def frame(draft: Survey, step: Step) -> Frame | None:
    """Return where a page stands, or none where the survey is no draft any more."""
    if draft.state is not State.DRAFT:
        return None
    return Frame(
        number=_ORDER.index(step) + 1,
        steps=len(_ORDER),
        title=TITLES[step],
        before=_beside(draft.name, step, -1),
        after=_beside(draft.name, step, 1),
    )


def lines(session: Session, draft: Survey) -> Sequence[Line]:
    """Return all steps of a draft with their states."""
    told = readiness.report(session, draft, today=services().clock())
    return [_line(draft, number, one) for number, one in enumerate(told, start=1)]


def next_line(found: Sequence[Line]) -> Line | None:
    """Return the first step that is not done and can be opened."""
    done = _WORDS[Standing.DONE][0]
    return next((one for one in found if one.address and one.state != done), None)


def find_draft(survey: str) -> Survey:
    """Return a draft; raise WrongStateError where a survey is no draft any more."""
    with reading(services().databases.registry) as session:
        return draft_in(session, survey)


def draft_in(session: Session, survey: str) -> Survey:
    """Do so within a transaction, so that nobody opens the survey meanwhile."""
    found = surveys.find(session, survey)
    if found.state is not State.DRAFT:
        raise WrongStateError
    return found


def faults(session: Session, survey: str, step: Step) -> list[str]:
    """Return in words what is still wrong with a step."""
    draft = surveys.find(session, survey)
    told = readiness.report(session, draft, today=services().clock())
    language = languages.current()
    return [one.text.to(language) for one in readiness.faults_of(told, step)]


def onward(survey: str, step: Step) -> ResponseReturnValue:
    """Lead to the step after, or to the one before if that was asked for."""
    way = -1 if fields.text("go") == BACK else 1
    beside = _beside(survey, step, way)
    return redirect(beside or url_for("surveys.page", survey=survey))


def _beside(survey: str, step: Step, way: int) -> str | None:
    place = _ORDER.index(step) + way
    if not 0 <= place < len(_ORDER):
        return None
    return _address(survey, _ORDER[place])


def _address(survey: str, step: Step) -> str | None:
    endpoint = PAGES[step]
    return url_for(endpoint, survey=survey) if access.may(endpoint) else None


def _line(draft: Survey, number: int, one: StepReport) -> Line:
    state, colour = _WORDS[one.standing]
    if one.standing is Standing.WAITING and one.step in OPTIONAL:
        state, colour = _OPTIONAL
    if one.standing is Standing.WAITING and one.step is Step.OPENING:
        state, colour = _READY
    reasons = () if one.step is Step.OPENING else one.faults
    return Line(
        number=number,
        title=TITLES[one.step],
        address=_address(draft.name, one.step),
        state=state,
        colour=colour,
        reasons=tuple(fault.text.to(languages.current()) for fault in reasons),
    )
