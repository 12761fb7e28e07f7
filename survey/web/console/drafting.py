"""The first step of a survey: its name and its questionnaire, chosen or uploaded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from questionnaires import loader, xlsform
from questionnaires.faults import FaultsError
from questionnaires.model import Questionnaire
from survey import halfway, preparing
from survey.database import reading
from survey.registry import audit, surveys
from survey.registry.audit import Act
from survey.registry.steps import Step
from survey.registry.surveys import SurveyExistsError
from survey.tokens.key_folder import KeyFolder
from survey.web import languages
from survey.web.console import fields, files, wizard
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("drafting", __name__)

_WORKBOOK = b"PK"
_MOST_NOTES = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
_BAD_NAME = _("Write a short name of small Latin letters, digits and hyphens")
_TAKEN = _("There is a survey of this name already")
_NO_QUESTIONNAIRE = _("Choose a questionnaire, or upload a file")


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in, to be shown again."""

    name: str
    questionnaire: str


@blueprint.route("/surveys/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Ask how a new survey is called and what it asks, and enter its draft."""
    filled, faults = _filled(), Faults()
    if request.method == "GET":
        return _new(filled, faults, ())
    if not _NAME.fullmatch(filled.name):
        faults.add("name", _BAD_NAME)
    source, lines = _chosen(filled, faults)
    if source and not faults:
        try:
            _begin(filled.name, source)
        except SurveyExistsError:
            faults.add("name", _TAKEN)
        else:
            return redirect(url_for("drafting.questionnaire", survey=filled.name))
    return _new(filled, faults, lines), HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.route("/surveys/<survey>/draft/questionnaire", methods=["GET", "POST"])
def questionnaire(survey: str) -> ResponseReturnValue:
    """Show what a draft asks, and take another questionnaire in its place."""
    draft = wizard.find_draft(survey)
    filled, faults = Filled(survey, fields.text("questionnaire")), Faults()
    if request.method == "GET":
        return _chosen_page(survey, filled, faults, ())
    if fields.text("go") != "change":
        return wizard.onward(survey, Step.QUESTIONNAIRE)
    source, lines = _chosen(filled, faults)
    if not source:
        page = _chosen_page(survey, filled, faults, lines)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    with services().databases.registry.begin() as session:
        wizard.draft_in(session, survey)
        preparing.ask(session, draft.name, source)
        audit.record(session, deed(), Act.SURVEY_PREPARED, f"{survey}: questionnaire")
    flash(gettext("The questionnaire was exchanged."), "success")
    return redirect(url_for("drafting.questionnaire", survey=survey))


@blueprint.route("/surveys/<survey>/draft/discard", methods=["GET", "POST"])
def discard(survey: str) -> ResponseReturnValue:
    """Say what is lost with a draft, and throw it away."""
    draft = wizard.find_draft(survey)
    if request.method == "GET":
        return render_template("console/discard.html", survey=draft)
    used = services()
    with used.databases.registry.begin() as session:
        surveys.hold(session, survey)
        wizard.draft_in(session, survey)
        keys = KeyFolder(used.settings.token_keys)
        halfway.throw_away(used.databases, survey, keys)
        preparing.discard(session, survey)
        audit.record(session, deed(), Act.DRAFT_DISCARDED, survey)
    flash(gettext("The draft was thrown away."), "success")
    return redirect(url_for("overview.page"))


def _begin(name: str, source: bytes) -> None:
    used = services()
    with used.databases.registry.begin() as session:
        sample = used.settings.sample
        preparing.begin(session, name, source, sample=sample, today=used.clock())
        audit.record(session, deed(), Act.SURVEY_DRAFTED, name)


def _filled() -> Filled:
    return Filled(fields.text("name"), fields.text("questionnaire"))


def _chosen(filled: Filled, faults: Faults) -> tuple[bytes, Sequence[str]]:
    """Return the questionnaire that was chosen or uploaded, or all its faults."""
    source = files.posted("file").content
    if not source and filled.questionnaire in loader.names():
        source = loader.source(filled.questionnaire)
    if not source:
        faults.add("questionnaire", _NO_QUESTIONNAIRE)
        return b"", ()
    try:
        if source.startswith(_WORKBOOK):
            _tell_left_out(source)
            source = xlsform.definition(source)
        loader.read(source)
    except FaultsError as error:
        return b"", [one.to(languages.current()) for one in error.faults]
    return source, ()


def _tell_left_out(workbook: bytes) -> None:
    """Say which rows and columns of a workbook have no meaning here."""
    notes = [one.to(languages.current()) for one in xlsform.left_out(workbook)]
    if notes:
        left = len(notes) - _MOST_NOTES
        told = notes[:_MOST_NOTES]
        if left > 0:
            told.append(ngettext("and %(num)s more", "and %(num)s more", left))
        words = gettext("Left out of the workbook: %(rows)s", rows="; ".join(told))
        flash(words, "info")


def _offered() -> list[tuple[str, Questionnaire]]:
    return [(name, loader.load(name)) for name in loader.names()]


def _new(filled: Filled, faults: Faults, lines: Sequence[str]) -> str:
    return render_template(
        "console/draft.html",
        filled=filled,
        faults=faults,
        lines=lines,
        offered=_offered(),
    )


def _chosen_page(
    survey: str, filled: Filled, faults: Faults, lines: Sequence[str]
) -> str:
    with reading(services().databases.registry) as session:
        draft = wizard.draft_in(session, survey)
        asked = loader.read(preparing.source(session, draft))
    return render_template(
        "console/draft_questionnaire.html",
        survey=draft,
        wizard=wizard.frame(draft, Step.QUESTIONNAIRE),
        questionnaire=asked,
        filled=filled,
        faults=faults,
        lines=lines,
        offered=_offered(),
    )
