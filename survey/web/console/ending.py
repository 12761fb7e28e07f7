"""The pages of the last steps: answers are no longer taken; answers are destroyed."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from questionnaires.faults import FaultsError
from survey import closing, forgetting, retention
from survey.closing import Destroyed
from survey.database import Session, compact, reading
from survey.registry import audit
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.tokens.key_folder import KeyFolder
from survey.web.console import fields, files
from survey.web.console.frame import deed
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("ending", __name__)


@blueprint.route("/surveys/<survey>/close", methods=["GET", "POST"])
def close(survey: str) -> ResponseReturnValue:
    """Say what closing will do, and close the survey."""
    if request.method == "GET":
        return _page("console/close.html", survey, ())
    try:
        destroyed = _close(survey)
    except FaultsError as error:
        page = _page("console/close.html", survey, fields.lines(error))
        return page, HTTPStatus.CONFLICT
    _tell(destroyed)
    flash(gettext("The survey is closed, and its board is public."), "success")
    return redirect(url_for("surveys.page", survey=survey))


@blueprint.route("/surveys/<survey>/purge", methods=["GET", "POST"])
def purge(survey: str) -> ResponseReturnValue:
    """Say what is lost, destroy the answers, and hand out the certificate."""
    if request.method == "GET":
        return _page("console/purge.html", survey, ())
    used, name = services(), f"destroyed-{survey}.json"

    def note(session: Session, leaves: str) -> None:
        audit.record(session, deed(), Act.SURVEY_PURGED, f"{survey}: {leaves}")

    try:
        certificate = retention.destroy(
            used.databases,
            survey,
            used.settings.home / retention.FOLDER / name,
            today=used.clock(),
            note=note,
        )
    except FaultsError as error:
        page = _page("console/purge.html", survey, fields.lines(error))
        return page, HTTPStatus.CONFLICT
    return files.download(certificate, name, "application/json")


def _close(survey: str) -> Destroyed:
    used = services()
    keys = KeyFolder(used.settings.token_keys)
    with (
        used.databases.registry.begin() as session,
        used.databases.responses.begin() as responses,
    ):
        manifest = closing.close(session, responses, survey, today=used.clock())
        audit.record(session, deed(), Act.SURVEY_CLOSED, survey)
    forgetting.destroy_files(used.settings.home, survey)
    destroyed = closing.destroy_token_keys(keys, manifest)
    with used.databases.registry.begin() as session:
        for act, number in destroyed.acts:
            audit.record(session, deed(), act, f"{survey}: {number}")
    compact(used.databases.registry)
    return destroyed


def _tell(destroyed: Destroyed) -> None:
    """Say what became of token keys, where the survey had any."""
    if destroyed.removed:
        number = destroyed.removed
        flash(gettext("Keys that signed tokens and are destroyed: %(n)s", n=number))
    if destroyed.missing:
        words = gettext(
            "Keys that signed tokens and are not here: %(n)s. They were not destroyed: "
            "whoever runs the issuer must destroy them now.",
            n=destroyed.missing,
        )
        flash(words, "warning")


def _page(template: str, survey: str, lines: Sequence[str]) -> str:
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
    return render_template(
        template,
        survey=found,
        lines=lines,
        closes=in_words(found.closes),
        keep_until=in_words(found.keep_until),
    )
