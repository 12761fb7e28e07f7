"""The plan of measures in the district's six columns, to be changed and signed.

A measure can be changed as long as it runs; one that is not carried out any more is
dropped with a reason, and stays in the list.
"""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from survey.database import reading
from survey.reckoning import timing
from survey.registry import audit, measures
from survey.registry.audit import Act
from survey.registry.measures import Measure
from survey.web import languages
from survey.web.console import fields, planned
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("planning", __name__)

_NO_REASON = _("Write why, in words that everybody may read")
_LONGEST_REASON = 1000


@blueprint.get("/plan")
def page() -> str:
    """Show all measures in the six columns of the plan."""
    with reading(services().databases.registry) as session:
        found = measures.every(session)
    language = languages.current()
    return render_template(
        "console/six_columns.html",
        rows=[(one, timing(one, language)) for one in found if not one.dropped],
    )


@blueprint.route("/measures/<int:number>/change", methods=["GET", "POST"])
def change(number: int) -> ResponseReturnValue:
    """Show a row of the plan, and bring it up to date."""
    measure, faults = _running(number), Faults()
    if request.method == "GET":
        return _page(measure, faults)
    changed = planned.posted(measure, faults)
    if faults:
        return _page(changed, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    with services().databases.registry.begin() as session:
        measures.change(session, changed)
        audit.record(session, deed(), Act.MEASURE_CHANGED, f"№ {number}")
    flash(gettext("The row of the plan is changed."), "success")
    return redirect(url_for("measures.one", number=number))


@blueprint.post("/measures/<int:number>/drop")
def drop(number: int) -> ResponseReturnValue:
    """Stop a measure, with a reason that everybody reads."""
    measure, faults = _running(number), Faults()
    reason = fields.text("dropped")[:_LONGEST_REASON]
    if not reason:
        faults.add("dropped", _NO_REASON)
        return _page(measure, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    with services().databases.registry.begin() as session:
        measures.change(session, replace(measure, dropped=reason))
        about = f"№ {number}: {reason}"
        audit.record(session, deed(), Act.MEASURE_DROPPED, about)
    flash(gettext("The measure is dropped, and everybody can read why."), "success")
    return redirect(url_for("measures.one", number=number))


def _running(number: int) -> Measure:
    with reading(services().databases.registry) as session:
        measure = measures.find(session, number)
    if measure.dropped:
        raise WrongStateError
    return measure


def _page(measure: Measure, faults: Faults) -> str:
    return render_template(
        "console/measure_change.html",
        measure=measure,
        faults=faults,
        choices=planned.choices(measure),
    )
