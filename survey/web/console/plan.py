"""The pages on which recommendations of a survey become measures, or are rejected."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from analysis.recommendations import Recommendation
from analysis.rules.timing import TIMINGS
from questionnaires.model import Text
from survey import following
from survey.database import Session, reading
from survey.effects import outcomes
from survey.quarters import Quarter, quarter_of
from survey.registry import audit, measures
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.measures import DecidedError, Measure, Source
from survey.web import languages
from survey.web.console import fields, planned
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("plan", __name__)

_NO_REASON = _("Say why nothing follows from this recommendation")
_LONGEST_REASON = 1000


@blueprint.get("/surveys/<survey>/plan")
def page(survey: str) -> str:
    """List the recommendations of a survey with what was decided on each."""
    language = languages.current()
    with reading(services().databases.registry) as session:
        proposed = _proposed(session, survey)
        decided = measures.decisions(session, survey)
        every = {one.number: one for one in measures.every(session)}
        accepted = [every[d.measure] for d in decided.values() if d.measure]
        moved = outcomes(session, accepted)
    rows = [
        {
            "key": key,
            "text": one.planned.measure.to(language),
            "evidence": [text.to(language) for text in one.evidence],
            "decision": decision,
            "moved": outcome.told(language) if outcome else (),
        }
        for key, one in proposed.items()
        for decision in [decided.get(key)]
        for outcome in [moved.get(decision.measure or 0) if decision else None]
    ]
    return render_template("console/plan.html", survey=survey, rows=rows)


@blueprint.route("/surveys/<survey>/plan/<key>", methods=["GET", "POST"])
def decide(survey: str, key: str) -> ResponseReturnValue:
    """Show a recommendation, and take the decision on it."""
    with reading(services().databases.registry) as session:
        one = _proposed(session, survey).get(key)
    if one is None:
        raise NotFound
    faults = Faults()
    if request.method == "GET":
        return _page(survey, one, _filled(one), faults)
    filled = planned.posted(_filled(one), faults)
    if fields.text("go") == "reject":
        faults = Faults()
        if not fields.text("reason"):
            faults.add("reason", _NO_REASON)
    if faults:
        return _page(survey, one, filled, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    _store(survey, key, replace(filled, survey=survey))
    flash(gettext("The decision is stored."), "success")
    return redirect(url_for("plan.page", survey=survey))


def _store(survey: str, key: str, measure: Measure) -> None:
    try:
        with services().databases.registry.begin() as session:
            if fields.text("go") == "reject":
                reason = fields.text("reason")[:_LONGEST_REASON]
                measures.reject(session, survey, key, reason)
            else:
                measures.accept(session, survey, key, measure)
            about = f"{survey}: {key}, {fields.text('go')}"
            audit.record(session, deed(), Act.RECOMMENDATION_DECIDED, about)
    except DecidedError as error:
        raise WrongStateError from error


def _proposed(session: Session, survey: str) -> Mapping[str, Recommendation]:
    if not registry.find(session, survey).released:
        raise NotFound
    return following.proposed(session, survey)


def _filled(one: Recommendation) -> Measure:
    """Return the proposed row in Mongolian: the plan is an official document."""
    timing, due = _when(one.planned.timing)
    return Measure(
        source=Source.RECOMMENDATION,
        text=one.planned.measure.to("mn"),
        success=one.planned.success.to("mn"),
        level=one.planned.level.to("mn"),
        owner="",
        year=due.year,
        quarter=due.number,
        timing=timing,
        subjects=one.subjects,
    )


def _when(proposed: Text) -> tuple[str, Quarter]:
    """Return the word of the plan for the time, and the next quarter that fits it."""
    now = quarter_of(services().clock())
    word = next((key for key, text in TIMINGS.items() if text == proposed), "")
    _, _, number = word.partition("quarter_")
    if not number:
        return word, Quarter(now.year, 0)
    wanted = Quarter(now.year, int(number))
    return "", wanted if wanted >= now else Quarter(now.year + 1, wanted.number)


def _page(survey: str, one: Recommendation, filled: Measure, faults: Faults) -> str:
    language = languages.current()
    return render_template(
        "console/decide.html",
        survey=survey,
        heading=one.planned.measure.to(language),
        evidence=[text.to(language) for text in one.evidence],
        body=one.planned.body.to(language),
        timing=one.planned.timing.to(language),
        measure=filled,
        faults=faults,
        choices=planned.choices(filled),
    )
