"""The pages of results: the report as it will be read, and its publication."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from questionnaires.faults import FaultsError
from survey import papers, publishing
from survey.database import reading
from survey.registry import audit, withdrawals
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.lifecycle import State
from survey.web import languages
from survey.web.assets import address
from survey.web.console import showing
from survey.web.console.figures import TITLES
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("results", __name__)


PAPER_WORDS = {
    "pdf": _("Report to print (PDF)"),
    "docx": _("Report to edit (Word)"),
    "xlsx": _("Tables (Excel)"),
    "csv.zip": _("Tables (CSV)"),
    "open-data.zip": _("Open data with their description"),
}


@blueprint.get("/surveys/<survey>/results")
def page(survey: str) -> str:
    """Say what was counted, and lead to the report and its publication."""
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
        withdrawn = withdrawals.of(session, survey)
    if not found.released:
        raise NotFound
    if not showing.sees_all() and (withdrawn or found.state is State.TALLIED):
        raise NotFound
    return render_template(
        "console/results.html",
        survey=found,
        waiting=found.state is State.TALLIED,
        withdrawn=withdrawn,
        papers=papers.offered(),
        paper_words=PAPER_WORDS,
        titles=TITLES,
    )


@blueprint.get("/surveys/<survey>/report")
def report(survey: str) -> str:
    """Show the protected report as everybody will see it."""
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
        hidden = found.state is State.TALLIED or withdrawals.of(session, survey)
        if not found.released or (hidden and not showing.sees_all()):
            raise NotFound
        return publishing.preview(
            session,
            survey,
            languages.current(),
            stylesheet_url=address("report.css"),
        )


@blueprint.post("/surveys/<survey>/publish")
def publish(survey: str) -> ResponseReturnValue:
    """Show the results to everybody."""
    used = services()
    try:
        with used.databases.registry.begin() as session:
            publishing.publish(session, survey, today=used.clock())
            audit.record(session, deed(), Act.SURVEY_PUBLISHED, survey)
    except FaultsError as error:
        raise WrongStateError from error
    flash(gettext("The results are public."), "success")
    return redirect(url_for("results.page", survey=survey))
