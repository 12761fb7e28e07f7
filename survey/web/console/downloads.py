"""The files of results: all of them for officers, the own report for a contact.

Who is not an officer gets nothing before publication and nothing after withdrawal.
"""

from flask import Blueprint, render_template
from flask_security import current_user
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from analysis.disclosure import Published
from analysis.report.kinds.organisation import UnknownOrganisationError
from analysis.results import Results
from survey import papers, publishing, reckoning
from survey.accounts.roles import Role
from survey.database import reading
from survey.papers import Paper, UnknownPaperError
from survey.registry import audit, withdrawals
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.lifecycle import State
from survey.responses.store import UnknownSurveyError
from survey.web import board, languages
from survey.web.console import files
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("downloads", __name__)

_PUBLIC = {State.PUBLISHED, State.PURGED}
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
    published, body = _shown(survey), _organisation()
    facts = published.value.facts
    return render_template(
        "console/own.html",
        survey=survey,
        title=facts.title.to(languages.current()),
        body=body,
        known=body in published.value.organisations,
        papers=[papers.find(name) for name in _OWN],
    )


@blueprint.get("/surveys/<survey>/own/<name>")
def own_paper(survey: str, name: str) -> Response:
    """Return the report of the contact's own organisation, and of no other."""
    found, published, body = _known(name), _shown(survey), _organisation()
    if name not in _OWN:
        raise NotFound
    head = publishing.letterhead(board.bulletin_of(survey))
    try:
        content = papers.of_organisation(published, body, found, head)
    except UnknownOrganisationError as error:
        raise NotFound from error
    return _sent(survey, found, content)


def _known(name: str) -> Paper:
    try:
        return papers.find(name)
    except UnknownPaperError as error:
        raise NotFound from error


def _shown(survey: str) -> Published[Results]:
    """Return the results as far as this officer may see them now."""
    with reading(services().databases.registry) as session:
        state = registry.find(session, survey).state
        if not _is_officer():
            withdrawals.require_shown(session, survey)
            if state not in _PUBLIC:
                raise NotFound
        try:
            return publishing.counted(session, survey)
        except UnknownSurveyError as error:
            raise NotFound from error


def _is_officer() -> bool:
    return any(role.name == Role.OFFICER for role in current_user.roles)


def _organisation() -> str:
    if not current_user.organisation:
        raise Forbidden
    return str(current_user.organisation)


def _sent(survey: str, found: Paper, content: bytes) -> Response:
    with services().databases.registry.begin() as session:
        audit.record(session, deed(), Act.REPORT_FETCHED, f"{survey}: {found.name}")
    name = f"{survey}-{found.name}"
    return files.download(content, name, found.content_type)
