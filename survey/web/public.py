"""The pages that anybody may read: what this is, what it promises, what came out."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from survey import publishing
from survey.database import reading
from survey.registry import withdrawals
from survey.registry.withdrawals import WithdrawnError
from survey.responses import bulletins
from survey.web import board, documents, languages
from survey.web.assets import address
from survey.web.days import in_words
from survey.web.packing import Packed, pack, pack_page
from survey.web.services import services
from survey.web.shelf import shelf

blueprint = Blueprint("public", __name__)

_AN_HOUR = "public, max-age=3600"
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
    """List the surveys whose results are published, and those being counted."""
    with reading(services().databases.registry) as session:
        published = publishing.published_surveys(session)
        taken_back = publishing.withdrawn_surveys(session)
    with reading(services().databases.responses) as session:
        boards = bulletins.titled(session)
    language = languages.current()
    rows = [
        {
            "name": one.survey,
            "title": one.title.to(language),
            "closed": in_words(one.closed) if one.closed else "",
            "board": one.survey in boards,
        }
        for one in published
    ]
    shown = {one.survey for one in published} | {one.survey for one, _ in taken_back}
    counting = [
        {"name": name, "title": documents.title_of(questionnaire).to(language)}
        for name, questionnaire in boards.items()
        if name not in shown
    ]
    return render_template(
        "public/surveys.html",
        surveys=rows,
        counting=counting,
        withdrawn=[(one.title.to(language), told) for one, told in taken_back],
    )


@blueprint.get(f"{_LANGUAGE}/surveys/<survey>")
def report(survey: str) -> Response:
    """Show the published report of a survey."""
    language = languages.current()
    _require_shown(survey)

    def make() -> Packed:
        styles = address("report.css")
        with reading(services().databases.registry) as session:
            page = publishing.report_page(
                session,
                survey,
                language,
                stylesheet_url=styles,
                bulletin=board.bulletin_of(survey),
            )
        return pack_page(page.encode())

    return shelf().take((survey, language, "page"), make).reply(keep=_AN_HOUR)


@blueprint.get(f"{_LANGUAGE}/surveys/<survey>/report.pdf")
def report_file(survey: str) -> Response:
    """Return the published report of a survey as a PDF file."""
    language = languages.current()
    _require_shown(survey)

    def make() -> Packed:
        with reading(services().databases.registry) as session:
            paper = publishing.report_pdf(
                session, survey, language, bulletin=board.bulletin_of(survey)
            )
        return pack(paper, "application/pdf")

    return shelf().take((survey, language, "paper"), make).reply(keep=_AN_HOUR)


@blueprint.app_errorhandler(WithdrawnError)
def withdrawn(_error: WithdrawnError) -> tuple[str, int]:
    """Say that results were taken back, when, and why."""
    survey = str((request.view_args or {}).get("survey", ""))
    with reading(services().databases.registry) as session:
        told = withdrawals.of(session, survey)
    if told is None:
        raise NotFound
    day = in_words(told.day)
    page = render_template("public/withdrawn.html", reason=told.reason, day=day)
    return page, HTTPStatus.GONE


def _require_shown(survey: str) -> None:
    """Ask the registry each time: a report that was made may be taken back."""
    with reading(services().databases.registry) as session:
        withdrawals.require_shown(session, survey)
