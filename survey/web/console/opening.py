"""The page on which a survey is opened, and its slips are fetched once."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from questionnaires.faults import FaultsError
from survey import inviting, opening, outgoing, printing
from survey.database import Session, reading
from survey.opening import Documents, OpenedSurvey
from survey.registry import audit, drafts
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.lifecycle import Survey
from survey.tokens.key_folder import FOLDER, KeyFolder
from survey.web import languages
from survey.web.console import files, surveys
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("opening", __name__)

_FEWEST_KEYS = 1
_NO_KEYS = _("Enter at least one key-holder first.")
_UNPROVED = _("A key was not proved yet: its holder must open the test seal first.")


@blueprint.route("/surveys/<survey>/open", methods=["GET", "POST"])
def page(survey: str) -> ResponseReturnValue:
    """Say what opening will do, and open the survey."""
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
        missing = _missing(session, survey)
    if request.method == "GET" or missing:
        status = HTTPStatus.OK if request.method == "GET" else HTTPStatus.CONFLICT
        return _page(found, missing), status
    try:
        _open(survey)
    except FaultsError as error:
        lines = [one.text.to(languages.current()) for one in error.faults]
        return _page(found, lines), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("The survey is open. Print its cards now."), "success")
    return redirect(url_for("surveys.page", survey=survey))


@blueprint.get("/surveys/<survey>/slips.zip")
def slips(survey: str) -> Response:
    """Return the cards and letters of a survey until they are printed."""
    used = services()
    try:
        content = outgoing.read(used.settings.home, survey)
    except FileNotFoundError as error:
        raise NotFound from error
    with used.databases.registry.begin() as session:
        audit.record(session, deed(), Act.SLIPS_FETCHED, survey)
    return files.download(content, f"slips-{survey}.zip", "application/zip")


@blueprint.post("/surveys/<survey>/printed")
def printed(survey: str) -> ResponseReturnValue:
    """Overwrite and remove the cards: they are on paper now."""
    used = services()
    with used.databases.registry.begin() as session:
        registry.find(session, survey)
        audit.record(session, deed(), Act.SLIPS_PRINTED, survey)
        outgoing.destroy(used.settings.home, survey)
    flash(gettext("The file with the cards was destroyed."), "success")
    return redirect(url_for("surveys.page", survey=survey))


def _open(survey: str) -> None:
    used = services()
    home = used.settings.home
    with reading(used.databases.registry) as session:
        documents = _documents(session, survey)
    opening.make_room(used.databases, documents)
    with (
        used.databases.registry.begin() as session,
        used.databases.responses.begin() as responses,
    ):
        documents = _documents(session, survey)
        opened = opening.open_survey(
            session, responses, survey, documents, today=used.clock()
        )
        audit.record(
            session,
            deed(),
            Act.SURVEY_OPENED,
            f"{survey}: manifest {opened.manifest.digest.hex()}",
        )
        outgoing.keep(home, survey, _files(session, opened))


def _documents(session: Session, survey: str) -> Documents:
    source = surveys.source(session, registry.find(session, survey))
    keys = tuple(held.public for held in drafts.keys(session, survey))
    settings = services().settings
    folder, apart = KeyFolder(settings.home / FOLDER), settings.collector_apart
    return Documents(source, keys, token_keys=folder, collector=apart)


def _files(session: Session, opened: OpenedSurvey) -> Iterator[tuple[str, bytes]]:
    settings = services().settings
    collector = settings.collector_url or settings.base_url
    for number, (key_id, codes) in enumerate(opened.codes.items(), start=1):
        group = opened.manifest.group(key_id)
        yield (
            f"slips-{number:03}.pdf",
            printing.slips(
                opened.manifest,
                group,
                codes,
                address=f"{collector}/mn/answer",
                language="mn",
            ),
        )
    address = f"{settings.base_url}/mn/join"
    letters = inviting.letters(session, opened, address=address)
    for number, one in enumerate(letters, start=1):
        yield f"invitations-{number:03}.xlsx", one.workbook


def _missing(session: Session, survey: str) -> Sequence[LazyString]:
    keys = drafts.keys(session, survey)
    if len(keys) < _FEWEST_KEYS:
        return [_NO_KEYS]
    return [] if all(held.proved for held in keys) else [_UNPROVED]


def _page(survey: Survey, lines: Sequence[LazyString | str]) -> str:
    with reading(services().databases.registry) as session:
        keys = drafts.keys(session, survey.name)
    return render_template("console/open.html", survey=survey, keys=keys, lines=lines)
