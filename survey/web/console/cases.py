"""The page of deductions: known cases that take points off an index, with documents."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _

from analysis import deductions
from analysis.charts.organisations import index_title
from analysis.comments import masking
from analysis.wording import words
from questionnaires import loader
from questionnaires.model import Questionnaire
from survey import completing
from survey.database import Session, reading
from survey.registry import audit, cases
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.cases import Case, CaseTakenError, UnknownCaseError
from survey.registry.lifecycle import State, Survey
from survey.web import languages
from survey.web.console import fields, surveys
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("cases", __name__)

_NO_CHOICE = _("Choose one of these")
_NO_POINTS = _("Write a number above 0 and not more than this kind of case takes off")
_EMPTY = _("Write something here")
_NO_DAY = _("Choose a day")
_NAMED = _("Name no person: the report is public")
_TAKEN = _("This document takes points off this index already")
_LONGEST = 500
_FIELDS = (
    "index",
    "kind",
    "points",
    "decided_on",
    "document",
    "decided_by",
    "reason_mn",
    "reason_en",
)


@blueprint.get("/surveys/<survey>/deductions")
def page(survey: str) -> str:
    """List the cases, and offer the form of a new one."""
    return _page(survey, Faults())


@blueprint.post("/surveys/<survey>/deductions")
def enter(survey: str) -> ResponseReturnValue:
    """Enter a case, and put what it takes off into the results."""
    faults = Faults()
    with services().databases.registry.begin() as session:
        found = _counted(session, survey)
        case = _posted(_questionnaire(session, found), faults)
        if not faults:
            try:
                cases.enter(session, survey, case)
            except CaseTakenError:
                faults.add("document", _TAKEN)
        if not faults:
            completing.complete(session, survey)
            about = f"{survey}: {case.kind}, {case.document}"
            audit.record(session, deed(), Act.CASE_ENTERED, about)
    if faults:
        return _page(survey, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("The case is entered, and the report shows it."), "success")
    return redirect(url_for("cases.page", survey=survey))


@blueprint.post("/surveys/<survey>/deductions/remove")
def remove(survey: str) -> ResponseReturnValue:
    """Take a case out again."""
    number = request.form.get("number", 0, type=fields.number)
    try:
        with services().databases.registry.begin() as session:
            _counted(session, survey)
            cases.remove(session, survey, number)
            completing.complete(session, survey)
            audit.record(session, deed(), Act.CASE_REMOVED, f"{survey}: {number}")
    except UnknownCaseError as error:
        raise WrongStateError from error
    flash(gettext("The case is taken out."), "success")
    return redirect(url_for("cases.page", survey=survey))


def _counted(session: Session, survey: str) -> Survey:
    found = registry.find(session, survey)
    if found.state is not State.TALLIED:
        raise WrongStateError
    return found


def _questionnaire(session: Session, survey: Survey) -> Questionnaire:
    return loader.read(surveys.source(session, survey))


def _posted(questionnaire: Questionnaire, faults: Faults) -> Case:
    index, kind = fields.text("index"), fields.text("kind")
    if index not in _indices(questionnaire):
        faults.add("index", _NO_CHOICE)
    known = deductions.packaged().kinds.get(kind)
    if known is None:
        faults.add("kind", _NO_CHOICE)
    return Case(
        index=index,
        kind=kind,
        points=_points(known.points if known else 0.0, faults),
        document=_filled("document", faults),
        decided_by=_filled("decided_by", faults),
        decided_on=_day(faults),
        reason_mn=_impersonal(_filled("reason_mn", faults), "reason_mn", faults),
        reason_en=_impersonal(fields.text("reason_en"), "reason_en", faults),
    )


def _filled(name: str, faults: Faults) -> str:
    found = fields.text(name)[:_LONGEST]
    if not found:
        faults.add(name, _EMPTY)
    return found


def _impersonal(text: str, name: str, faults: Faults) -> str:
    if "name" in masking.mask(text).kinds:
        faults.add(name, _NAMED)
    return text[:_LONGEST]


def _points(most: float, faults: Faults) -> float:
    written = fields.text("points").replace(",", ".")
    try:
        points = float(written) if written else most
    except ValueError:
        points = 0.0
    if most and not 0 < points <= most:
        faults.add("points", _NO_POINTS)
    return points


def _day(faults: Faults) -> date:
    try:
        return date.fromisoformat(fields.text("decided_on"))
    except ValueError:
        faults.add("decided_on", _NO_DAY)
        return services().clock()


def _indices(questionnaire: Questionnaire) -> list[str]:
    return list(dict.fromkeys(one.index for one in questionnaire.indicators))


def _page(survey: str, faults: Faults) -> str:
    language = languages.current()
    with reading(services().databases.registry) as session:
        found = _counted(session, survey)
        questionnaire = _questionnaire(session, found)
        entered = cases.of(session, survey)
    rules, names = deductions.packaged(), _indices(questionnaire)
    return render_template(
        "console/deductions.html",
        survey=survey,
        rows=[
            (one, in_words(one.decided_on), format_decimal(one.points))
            for one in entered
        ],
        kinds={name: kind.title.to(language) for name, kind in rules.kinds.items()},
        points={
            name: format_decimal(kind.points) for name, kind in rules.kinds.items()
        },
        most=format_decimal(rules.most),
        indices={name: index_title(name, words(language)) for name in names},
        filled={name: fields.text(name) for name in _FIELDS},
        faults=faults,
    )
