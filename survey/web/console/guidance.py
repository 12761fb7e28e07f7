"""The pages of the IAAC's directions: entered with number, day and file."""

from dataclasses import replace
from datetime import date
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_security import current_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from survey import evidence_files
from survey.database import reading
from survey.evidence_files import FileRefusedError
from survey.registry import audit, directions, measures
from survey.registry.audit import Act
from survey.registry.directions import Direction, DirectionExistsError
from survey.web.console import access, fields, files
from survey.web.console.fields import Faults
from survey.web.console.files import PostedFile
from survey.web.console.frame import deed
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("guidance", __name__)

_NO_NUMBER = _("Write the number of the direction")
_NO_DAY = _("Choose a day")
_NO_TEXT = _("Write what is to be done")
_TAKEN = _("A direction with this number is entered already")
_LONGEST = 1000


@blueprint.get("/directions")
def page() -> str:
    """List the directions, and offer the form of a new one."""
    return _page(Faults())


@blueprint.post("/directions")
def enter() -> ResponseReturnValue:
    """Enter a direction with its file."""
    faults, used = Faults(), services()
    given = files.posted("file")
    direction = _posted(given, faults)
    if not faults:
        digest = evidence_files.keep(used.settings.home, given.name, given.content)
        direction = replace(direction, file_digest=digest)
        try:
            with used.databases.registry.begin() as session:
                directions.enter(session, direction)
                audit.record(
                    session, deed(), Act.DIRECTION_ENTERED, direction.reference
                )
        except DirectionExistsError:
            faults.add("reference", _TAKEN)
    if faults:
        return _page(faults), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("The direction is entered. Add its measures now."), "success")
    return redirect(url_for("guidance.page"))


@blueprint.get("/directions/<int:number>/file")
def file(number: int) -> Response:
    """Return the file of a direction; a contact gets those of the own measures."""
    with reading(services().databases.registry) as session:
        direction = directions.find(session, number)
        followed = {
            one.owner for one in measures.every(session) if one.direction == number
        }
    if not access.may("guidance.page") and current_user.organisation not in followed:
        raise Forbidden
    content = evidence_files.read(services().settings.home, direction.file_digest)
    return files.attached(content, direction.file_name)


def _posted(given: PostedFile, faults: Faults) -> Direction:
    """Return the direction of a posted form, and note its faults; nothing is kept."""
    reference, text = fields.text("reference"), fields.text("text")[:_LONGEST]
    if not reference:
        faults.add("reference", _NO_NUMBER)
    issued = services().clock()
    try:
        issued = date.fromisoformat(fields.text("issued"))
    except ValueError:
        faults.add("issued", _NO_DAY)
    if not text:
        faults.add("text", _NO_TEXT)
    try:
        evidence_files.check(given.name, given.content)
    except FileRefusedError as error:
        faults.add("file", files.REFUSED_WORDS[error.refusal])
    return Direction(reference, issued, text, given.name, b"")


def _page(faults: Faults) -> str:
    with reading(services().databases.registry) as session:
        found = directions.every(session)
        share = directions.implementation(session)
    rows = [(one, in_words(one.issued)) for one in found]
    names = ("reference", "issued", "text")
    return render_template(
        "console/directions.html",
        rows=rows,
        share=share,
        faults=faults,
        filled={name: fields.text(name) for name in names},
        endings=",".join(evidence_files.ENDINGS),
    )
