"""The files of results: all of them for officers, the own report for a contact."""

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from analysis.disclosure import Published
from analysis.report.kinds.organisation import UnknownOrganisationError
from analysis.results import Results
from survey import papers, publishing, reckoning
from survey.database import reading
from survey.papers import Paper, UnknownPaperError
from survey.registry import audit
from survey.registry.audit import Act
from survey.web import board, languages
from survey.web.console import files, showing
from survey.web.console.figures import TITLES
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("downloads", __name__)

_OWN = ("report-mn.pdf", "report-en.pdf", "report-mn.docx", "report-en.docx")


@blueprint.get("/surveys/<survey>/files/<name>")
def paper(survey: str, name: str) -> Response:
    """Return a file of a survey's results."""
    found, published = _known(name), _shown(survey)
    head = publishing.letterhead(board.bulletin_of(survey))
    used, language = services(), found.language or languages.current()
    with reading(used.databases.registry) as session:
        done = reckoning.implementation(session, language, today=used.clock())
    return _sent(survey, found, papers.write(published, found, head, done=done))


@blueprint.get("/surveys/<survey>/own")
def own(survey: str) -> str:
    """Show a contact what came out for the own organisation, and for all."""
    published = _shown(survey)
    with reading(services().databases.registry) as session:
        found = showing.own(session, survey)
    answered = published.value.organisations
    return render_template(
        "console/own.html",
        survey=survey,
        title=published.value.facts.title.to(languages.current()),
        body=found.body,
        groups=[group for group in found.groups if group in answered],
        papers=[papers.find(name) for name in _OWN],
        titles=TITLES,
    )


@blueprint.get("/surveys/<survey>/own/<name>")
def own_paper(survey: str, name: str) -> Response:
    """Return the report of a group of the contact's organisation, and of no other."""
    published, paper = _shown(survey), _known(name)
    with reading(services().databases.registry) as session:
        found = showing.own(session, survey)
    if name not in _OWN:
        raise NotFound
    head = publishing.letterhead(board.bulletin_of(survey))
    try:
        content = papers.of_organisation(published, found.group, paper, head)
    except UnknownOrganisationError as error:
        raise NotFound from error
    return _sent(survey, paper, content)


def _known(name: str) -> Paper:
    try:
        return papers.find(name)
    except UnknownPaperError as error:
        raise NotFound from error


def _shown(survey: str) -> Published[Results]:
    """Return the results as far as this officer may see them now."""
    with reading(services().databases.registry) as session:
        return publishing.restored(showing.release(session, survey))


def _sent(survey: str, found: Paper, content: bytes) -> Response:
    with services().databases.registry.begin() as session:
        audit.record(session, deed(), Act.REPORT_FETCHED, f"{survey}: {found.name}")
    name = f"{survey}-{found.name}"
    return files.download(content, name, found.content_type)
