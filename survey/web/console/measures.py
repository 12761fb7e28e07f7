"""The pages of measures: the list, one measure with its evidence, the quarter's report.

A contact sees and changes the measures of the own organisation, and no others.
"""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_security import current_user
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from survey import evidence_files
from survey.database import reading
from survey.effects import outcome, outcomes
from survey.evidence_files import FileRefusedError
from survey.reckoning import timing
from survey.registry import audit, directions, measures
from survey.registry.audit import Act
from survey.registry.directions import Evidence
from survey.registry.measures import DONE, Measure, Source
from survey.web import languages
from survey.web.console import fields, files, planned, showing
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("measures", __name__)

SOURCE_WORDS = {
    Source.DIRECTION: _("Direction of the IAAC"),
    Source.RECOMMENDATION: _("Recommendation of the survey"),
    Source.ORGANISATION: _("The organisation itself"),
}
_NO_PROOF = _("Add the evidence first: a measure is done when a file proves it")
_NO_PERCENT = _("Write a whole number from 0 to 100")


@blueprint.get("/measures")
def page() -> str:
    """List the measures, the overdue ones marked, under the headline indicator."""
    today = services().clock()
    with reading(services().databases.registry) as session:
        found = _visible(measures.every(session))
        share = directions.implementation(session)
    rows = [(one, one.is_overdue(today)) for one in found]
    late = sum(overdue for _one, overdue in rows)
    alone = "overdue" in request.args
    return render_template(
        "console/measures.html",
        rows=[row for row in rows if row[1] or not alone],
        share=share,
        sources=SOURCE_WORDS,
        late=late,
        alone=alone,
    )


@blueprint.route("/measures/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Ask for a measure that follows from a direction, or from nobody's advice."""
    faults = Faults()
    number = request.values.get("direction", 0, type=fields.number)
    source = Source.DIRECTION if number else Source.ORGANISATION
    with reading(services().databases.registry) as session:
        direction = directions.find(session, number) if number else None
    text = direction.text if direction else ""
    empty = Measure(source, text, "", "", "", services().clock().year, 0)
    if request.method == "GET":
        return _form(empty, faults, number)
    filled = planned.posted(empty, faults)
    if faults:
        return _form(filled, faults, number), HTTPStatus.UNPROCESSABLE_ENTITY
    with services().databases.registry.begin() as session:
        entered = measures.enter(session, replace(filled, direction=number or None))
        audit.record(session, deed(), Act.MEASURE_ENTERED, f"№ {entered.number}")
    flash(gettext("The measure is in the plan."), "success")
    return redirect(url_for("measures.one", number=entered.number))


@blueprint.route("/measures/<int:number>", methods=["GET", "POST"])
def one(number: int) -> ResponseReturnValue:
    """Show a measure, and store how far it has come."""
    measure = _own(number)
    if request.method == "GET":
        return _page(measure, Faults())
    _require_running(measure)
    percent, faults = fields.whole(fields.text("percent")), Faults()
    if percent is None or percent > DONE:
        faults.add("percent", _NO_PERCENT)
    elif percent == DONE and not _is_proved(number):
        faults.add("percent", _NO_PROOF)
    if faults or percent is None:
        return _page(measure, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    told = replace(measure, percent=percent, reported=services().clock())
    with services().databases.registry.begin() as session:
        measures.change(session, told)
        about = f"№ {number}: {percent} %"
        audit.record(session, deed(), Act.MEASURE_CHANGED, about)
    flash(gettext("The progress is stored."), "success")
    return redirect(url_for("measures.one", number=number))


@blueprint.post("/measures/<int:number>/evidence")
def evidence(number: int) -> ResponseReturnValue:
    """Take a file that proves a measure."""
    measure, used = _own(number), services()
    _require_running(measure)
    given = files.posted("file")
    try:
        digest = evidence_files.keep(used.settings.home, given.name, given.content)
    except FileRefusedError as error:
        faults = Faults()
        faults.add("file", files.REFUSED_WORDS[error.refusal])
        return _page(measure, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    size = len(given.content)
    entered = Evidence(number, given.name, digest, size, used.clock())
    with used.databases.registry.begin() as session:
        directions.add_evidence(session, entered)
        measures.change(session, replace(measure, reported=used.clock()))
        about = f"№ {number}: {given.name}"
        audit.record(session, deed(), Act.EVIDENCE_ENTERED, about)
    flash(gettext("The evidence is stored."), "success")
    return redirect(url_for("measures.one", number=number))


@blueprint.get("/measures/<int:number>/evidence/<int:entry>")
def file(number: int, entry: int) -> Response:
    """Return a file of evidence as a download."""
    _own(number)
    with reading(services().databases.registry) as session:
        known = {e.number: e for e in directions.evidence(session, number)}
    if entry not in known:
        raise NotFound
    content = evidence_files.read(services().settings.home, known[entry].digest)
    return files.attached(content, known[entry].name)


@blueprint.get("/measures/report")
def report() -> str:
    """Show the report on implementation, of all quarters or of one."""
    with reading(services().databases.registry) as session:
        found = _visible(measures.every(session))
        dues = sorted({one.due for one in found})
        chosen = [due for due in dues if due.value == request.args.get("due")]
        rows = [
            (measure, directions.evidence(session, measure.number))
            for measure in found
            if not chosen or measure.due in chosen
        ]
        share = directions.implementation(session)
        moved = outcomes(session, found)
    return render_template(
        "console/implementation.html",
        rows=rows,
        share=share,
        moved={number: one.told(languages.current()) for number, one in moved.items()},
        timing=timing,
        today=in_words(services().clock()),
        dues=dues,
        chosen=chosen[0] if chosen else None,
    )


def _visible(found: Sequence[Measure]) -> list[Measure]:
    owner = current_user.organisation
    return [one for one in found if showing.sees_all() or one.owner == owner]


def _own(number: int) -> Measure:
    """Return a measure of the own organisation, or any for who sees all."""
    with reading(services().databases.registry) as session:
        measure = measures.find(session, number)
    if not _visible([measure]):
        raise Forbidden
    return measure


def _is_proved(number: int) -> bool:
    with reading(services().databases.registry) as session:
        return bool(directions.evidence(session, number))


def _require_running(measure: Measure) -> None:
    if measure.dropped:
        raise WrongStateError


def _page(measure: Measure, faults: Faults) -> str:
    with reading(services().databases.registry) as session:
        entered = directions.evidence(session, measure.number)
        moved = outcome(session, measure)
    return render_template(
        "console/measure.html",
        measure=measure,
        timing=timing(measure, languages.current()),
        outcome=moved,
        told=moved.told(languages.current()) if moved else (),
        after=in_words(moved.after) if moved and moved.after else "",
        evidence=entered,
        faults=faults,
        source=SOURCE_WORDS[measure.source],
        overdue=measure.is_overdue(services().clock()),
        endings=",".join(evidence_files.ENDINGS),
    )


def _form(measure: Measure, faults: Faults, direction: int) -> str:
    return render_template(
        "console/measure_form.html",
        measure=measure,
        faults=faults,
        direction=direction,
        source=SOURCE_WORDS[measure.source],
        choices=planned.choices(measure),
    )
