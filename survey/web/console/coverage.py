"""The coverage board: who can answer, and how far each group has answered."""

from flask import Blueprint, render_template
from flask_babel import gettext
from flask_security import current_user
from werkzeug.wrappers import Response

from survey import covering
from survey.covering import Board
from survey.manifest import CITIZEN
from survey.registry import audit
from survey.registry.audit import Act
from survey.web.console import files, showing
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("coverage", __name__)

_MOST_DAYS = 60


@blueprint.get("/surveys/<survey>/coverage")
def page(survey: str) -> str:
    """Show the board; a contact sees the own organisation."""
    board = _board(survey)
    return render_template(
        "console/coverage.html",
        survey=board.survey,
        board=board,
        days=board.days[:_MOST_DAYS],
        by_day=board.survey.kind == CITIZEN,
    )


@blueprint.get("/surveys/<survey>/coverage.xlsx")
def export(survey: str) -> Response:
    """Return the board as an Excel file: the same coarse figures."""
    content = covering.workbook(_board(survey), _headings())
    with services().databases.registry.begin() as session:
        audit.record(session, deed(), Act.COVERAGE_EXPORTED, survey)
    return files.workbook(content, "coverage.xlsx")


def _board(survey: str) -> Board:
    databases = services().databases
    if showing.sees_all():
        return covering.board(databases, survey)
    return covering.board_of(databases, survey, current_user.organisation or "")


def _headings() -> dict[str, list[str]]:
    eligible, least = gettext("Eligible"), gettext("At least, in per cent")
    tens = gettext("Answers, in tens")
    return {
        gettext("Organisations"): [
            gettext("Organisation"),
            eligible,
            gettext("Cards handed out"),
            least,
        ],
        gettext("Groups"): [gettext("Group"), eligible, least, tens],
        gettext("Days"): [gettext("Day"), gettext("Service point"), tens],
    }
