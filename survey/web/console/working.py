"""The pages of long work: it is asked for, watched, and its file is fetched."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from survey import batches, tasks
from survey.database import reading
from survey.registry import audit, work
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.work import Stage
from survey.web.console import asking, files
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("working", __name__)

STAGE_WORDS = {
    Stage.WAITING: _("waits for its turn"),
    Stage.RUNNING: _("is being done"),
    Stage.DONE: _("is done"),
    Stage.FAILED: _("did not work out"),
}


@blueprint.post("/surveys/<survey>/reports")
def begin(survey: str) -> ResponseReturnValue:
    """Ask for the reports of all organisations."""
    with services().databases.registry.begin() as session:
        if not registry.find(session, survey).released:
            raise WrongStateError
        number = work.begin(session, survey, batches.KIND)
        audit.record(session, deed(), Act.REPORTS_ASKED, survey)
    asking.tasks().write_reports(survey, number)
    return redirect(url_for("working.page", survey=survey, number=number))


@blueprint.get("/surveys/<survey>/work/<int:number>")
def page(survey: str, number: int) -> str:
    """Show how far a piece of work is."""
    with reading(services().databases.registry) as session:
        found = work.find(session, survey, number)
    return render_template(
        "console/work.html",
        survey=survey,
        work=found,
        stage=STAGE_WORDS[found.state],
        percent=100 * found.done // found.total if found.total else 0,
        is_done=found.state is Stage.DONE,
    )


@blueprint.get("/surveys/<survey>/work/<int:number>/reports.zip")
def reports(survey: str, number: int) -> Response:
    """Return the reports that were written."""
    used = services()
    with reading(used.databases.registry) as session:
        found = work.find(session, survey, number)
    path = batches.archive(tasks.folder(used.settings), number)
    if found.state is not Stage.DONE or not path.exists():
        raise NotFound
    name = f"reports-{survey}.zip"
    return files.download(path.read_bytes(), name, "application/zip")
