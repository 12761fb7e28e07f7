"""The page on which a survey is opened, and its slips are fetched once."""

import hashlib
from collections.abc import Iterator, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from questionnaires import loader
from questionnaires.faults import FaultsError
from survey import halfway, inviting, opening, outgoing, preparing
from survey.database import Session, reading
from survey.manifest import INTERNAL
from survey.opening import Documents, OpenedSurvey
from survey.registry import audit, drafts, steps
from survey.registry.audit import Act
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step
from survey.tokens.key_folder import KeyFolder
from survey.web.console import fields, foretelling, wizard
from survey.web.console.frame import deed
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("opening", __name__)


@blueprint.route("/surveys/<survey>/open", methods=["GET", "POST"])
def page(survey: str) -> ResponseReturnValue:
    """Show all that will be fixed, say what opening does, and open the survey."""
    if request.method == "POST" and survey in halfway.finish(services().databases):
        return _opened(survey)
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
        lines = fields.lines(error)
        return _page(draft, lines), HTTPStatus.UNPROCESSABLE_ENTITY
    return _opened(survey)


def _opened(survey: str) -> ResponseReturnValue:
    flash(gettext("The survey is open. Print its cards now."), "success")
    return redirect(url_for("cards.page", survey=survey))


def _open(survey: str) -> None:
    used = services()
    home = used.settings.home
    with reading(used.databases.registry) as session:
        documents = _documents(session, survey)
    opening.make_room(used.databases, documents)
    with halfway.both(used.databases, survey) as (session, responses):
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
        # Whatever an opening that failed has left behind opens nothing.
        outgoing.destroy(home, survey)
        letters = list(_letters(session, opened))
        if letters:
            outgoing.keep(home, survey, letters)
        if opened.codes:
            outgoing.keep_cards(home, survey, opened.batches)


def _documents(session: Session, survey: str) -> Documents:
    source = preparing.source(session, wizard.draft_in(session, survey))
    settings = services().settings
    return Documents(
        source,
        tuple(held.public for held in drafts.keys(session, survey)),
        cell_floor=steps.expectation(session, survey).cell_floor,
        token_keys=KeyFolder(settings.token_keys),
        collector=settings.collector_apart,
    )


def _letters(session: Session, opened: OpenedSurvey) -> Iterator[tuple[str, bytes]]:
    address = f"{services().settings.issuer_url}/mn/join"
    letters = inviting.letters(session, opened, address=address)
    for number, one in enumerate(letters, start=1):
        yield f"{outgoing.LETTERS}{number:03}.xlsx", one.workbook


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
