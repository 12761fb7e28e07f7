"""The page on which a survey is opened, and its slips are fetched once."""

import hashlib
from collections.abc import Iterator, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from questionnaires import loader
from questionnaires.faults import FaultsError
from survey import inviting, opening, outgoing, preparing, printing
from survey.database import Session, reading
from survey.manifest import INTERNAL
from survey.opening import Documents, OpenedSurvey
from survey.registry import audit, drafts, steps
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step
from survey.tokens.key_folder import FOLDER, KeyFolder
from survey.web import languages
from survey.web.console import files, foretelling, wizard
from survey.web.console.frame import deed
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("opening", __name__)


@blueprint.route("/surveys/<survey>/open", methods=["GET", "POST"])
def page(survey: str) -> ResponseReturnValue:
    """Show all that will be fixed, say what opening does, and open the survey."""
    draft = wizard.find_draft(survey)
    with reading(services().databases.registry) as session:
        missing = wizard.faults(session, survey, Step.OPENING)
    if request.method == "GET":
        return _page(draft, missing)
    if missing:
        return _page(draft, missing), HTTPStatus.CONFLICT
    try:
        _open(survey)
    except FaultsError as error:
        lines = [one.text.to(languages.current()) for one in error.faults]
        return _page(draft, lines), HTTPStatus.UNPROCESSABLE_ENTITY
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
    source = preparing.source(session, wizard.draft_in(session, survey))
    settings = services().settings
    return Documents(
        source,
        tuple(held.public for held in drafts.keys(session, survey)),
        cell_floor=steps.expectation(session, survey).cell_floor,
        token_keys=KeyFolder(settings.home / FOLDER),
        collector=settings.collector_apart,
    )


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


def _page(draft: Survey, missing: Sequence[str]) -> str:
    with reading(services().databases.registry) as session:
        source = preparing.source(session, draft)
        expected = steps.expectation(session, draft.name)
        keys = drafts.keys(session, draft.name)
        settled = steps.settled(session, draft.name)
    asked = loader.read(source)
    days = (draft.opens, draft.answers_open, draft.closes, draft.keep_until)
    return render_template(
        "console/open.html",
        survey=draft,
        wizard=wizard.frame(draft, Step.OPENING),
        missing=missing,
        questionnaire=asked,
        digest=hashlib.sha256(source).hexdigest(),
        expected=expected,
        outlook=foretelling.outlook(draft, asked, expected),
        days=[in_words(day) for day in days],
        keys=keys,
        staff=draft.kind == INTERNAL,
        hurried=preparing.is_hurried(draft),
        rehearsed=Step.REHEARSAL in settled,
        read=Step.TEXTS in settled,
        pages={
            step.value: url_for(wizard.PAGES[step], survey=draft.name) for step in Step
        },
    )
