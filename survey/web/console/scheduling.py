"""The step that decides the days: opening, first answers, last day, destruction."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from survey import opening, preparing
from survey.manifest import BLIND
from survey.preparing import Days, DaysError
from survey.registry import audit, steps
from survey.registry.audit import Act
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step
from survey.web.console import fields, wizard
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("scheduling", __name__)

_NO_DAY = _("Choose a day")
_LATE = _("The last day cannot come before the first")
_PAST = _("The last day is over already")
_DISORDER = _("This day must lie between the first day and the last")
_SOON = _("The answers cannot be destroyed before the last day")
_NAMES = ("opens", "answers_open", "closes", "keep_until")


@blueprint.get("/surveys/<survey>/draft/days")
def page(survey: str) -> str:
    """Show the days of a draft."""
    draft = wizard.find_draft(survey)
    filled = {name: getattr(draft, name).isoformat() for name in _NAMES}
    return _page(draft, filled, Faults())


@blueprint.post("/surveys/<survey>/draft/days")
def change(survey: str) -> ResponseReturnValue:
    """Take over the days that were chosen."""
    draft, faults = wizard.find_draft(survey), Faults()
    filled = {name: fields.text(name) for name in _NAMES}
    days = _days(filled, faults)
    if days is not None:
        _check(days, faults)
    if days is None or faults:
        return _page(draft, filled, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with services().databases.registry.begin() as session:
            wizard.draft_in(session, survey)
            preparing.schedule(session, survey, days)
            steps.settle(session, survey, Step.DAYS)
            audit.record(session, deed(), Act.SURVEY_PREPARED, f"{survey}: days")
    except DaysError:
        faults.add("answers_open", _DISORDER)
        return _page(draft, filled, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    return wizard.onward(survey, Step.DAYS)


def _days(filled: dict[str, str], faults: Faults) -> Days | None:
    """Return the days of the form; only that of the first answers may be left out."""
    found: dict[str, date] = {}
    for name, text in filled.items():
        try:
            found[name] = date.fromisoformat(text)
        except ValueError:
            if text or name != "answers_open":
                faults.add(name, _NO_DAY)
    return None if faults else Days(**found)


def _check(days: Days, faults: Faults) -> None:
    if days.closes < days.opens:
        faults.add("closes", _LATE)
    elif days.closes < services().clock():
        faults.add("closes", _PAST)
    if days.keep_until < days.closes:
        faults.add("keep_until", _SOON)


def _page(draft: Survey, filled: dict[str, str], faults: Faults) -> str:
    small = [
        group.name
        for group in draft.groups
        if group.channel == BLIND and group.eligible < opening.LARGE_GROUP
    ]
    return render_template(
        "console/draft_days.html",
        survey=draft,
        wizard=wizard.frame(draft, Step.DAYS),
        filled=filled,
        faults=faults,
        small=small,
        large=opening.LARGE_GROUP,
        hurried=preparing.is_hurried(draft),
    )
