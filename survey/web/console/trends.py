"""The page of trends: what moved since an earlier survey, what did not, and why not.

Any earlier survey with the same questionnaire can be chosen, so that a campaign is
counted by the survey before it and the one after it.
"""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from analysis.report.model import Section
from survey import figures, publishing
from survey.database import reading
from survey.web import languages
from survey.web.console import showing
from survey.web.console.figures import TITLES, sent
from survey.web.services import services

blueprint = Blueprint("trends", __name__)


@blueprint.get("/surveys/<survey>/trends")
def page(survey: str) -> str:
    """Show what moved since the survey before, or since one that is chosen."""
    before, known, sections = _compared(survey)
    return render_template(
        "console/trends.html",
        survey=survey,
        part="trends",
        titles=TITLES,
        before=before,
        known=known,
        sections=sections,
    )


@blueprint.get("/surveys/<survey>/trends/<int:place>.<ending>")
def table(survey: str, place: int, ending: str) -> Response:
    """Return one table of the comparison as a file."""
    before, _known, sections = _compared(survey)
    return sent(survey, f"since-{before}", sections, (place, ending))


def _compared(survey: str) -> tuple[str, Sequence[str], Sequence[Section]]:
    """Return the earlier survey, all that could be chosen, and what moved."""
    with reading(services().databases.registry) as session:
        release = showing.release(session, survey)
        known = publishing.earlier_waves(session, survey)
        before = request.args.get("since", known[0] if known else "")
        if before and before not in known:
            raise NotFound
        if not before:
            return "", known, ()
        then = showing.release(session, before)
    return before, known, figures.compared(release, then, languages.current())
