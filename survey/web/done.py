"""The public page "what you said, what we did": decisions and measures of a survey."""

from flask import Blueprint, render_template

from survey import following
from survey.database import reading
from survey.web import languages
from survey.web.services import services

blueprint = Blueprint("done", __name__)


@blueprint.get("/<language:language>/surveys/<survey>/done")
def page(survey: str) -> str:
    """Show what followed from the published results of a survey."""
    with reading(services().databases.registry) as session:
        rows = following.followed(session, survey, languages.current())
    return render_template("public/done.html", survey=survey, rows=rows)
