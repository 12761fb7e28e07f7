"""The pages that anybody may read: what this is, what it promises, what came out."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from werkzeug.wrappers import Response

from survey import publishing
from survey.database import reading
from survey.web import languages
from survey.web.assets import address
from survey.web.services import services

blueprint = Blueprint("public", __name__)

_LANGUAGE = "/<language:language>"


@blueprint.get("/")
def begin() -> ResponseReturnValue:
    """Lead to the first page in the first language."""
    return redirect(url_for("public.home", language=languages.DEFAULT))


@blueprint.get(f"{_LANGUAGE}/")
def home() -> str:
    """Say what this is, and where to answer."""
    return render_template("public/home.html")


@blueprint.get(f"{_LANGUAGE}/surveys")
def surveys() -> str:
    """List the surveys whose results are published."""
    with reading(services().databases.registry) as session:
        published = publishing.published_surveys(session)
    language = languages.current()
    rows = [
        {
            "name": one.survey,
            "title": one.title.to(language),
            "closed": format_date(one.closed, "long") if one.closed else "",
        }
        for one in published
    ]
    return render_template("public/surveys.html", surveys=rows)


@blueprint.get(f"{_LANGUAGE}/surveys/<survey>")
def report(survey: str) -> str:
    """Show the published report of a survey."""
    with reading(services().databases.registry) as session:
        return publishing.report_page(
            session, survey, languages.current(), stylesheet_url=address("report.css")
        )


@blueprint.get(f"{_LANGUAGE}/surveys/<survey>/report.pdf")
def report_file(survey: str) -> Response:
    """Return the published report of a survey as a PDF file."""
    with reading(services().databases.registry) as session:
        pdf = publishing.report_pdf(session, survey, languages.current())
    return Response(pdf, content_type="application/pdf")


@blueprint.get(f"{_LANGUAGE}/privacy")
def privacy() -> str:
    """Explain how answers stay secret, and answer what people ask."""
    return render_template("public/privacy.html")


@blueprint.get(f"{_LANGUAGE}/accessibility")
def accessibility() -> str:
    """Say how the pages can be used, and what is known not to work."""
    return render_template("public/accessibility.html")
