"""The page of those who are invited by mail: a file is entered, and forgotten."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import gettext as _

from questionnaires.faults import Fault
from survey import forgetting
from survey.database import compact, reading
from survey.registry import audit, organisations, people
from survey.registry.audit import Act
from survey.registry.people import PeopleError
from survey.web import languages
from survey.web.console import files
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def page() -> str:
    """Say how many people of each organisation have an address."""
    return _page(())


@blueprint.post("/people")
def enter() -> ResponseReturnValue:
    """Enter a file: everything of it, or nothing and a list of its faults."""
    given = files.posted("file")
    try:
        with services().databases.registry.begin() as session:
            known = [body.name for body in organisations.organisations(session)]
            found = people.read(given.content, given.name, known=known)
            people.enter(session, found)
            audit.record(session, deed(), Act.PEOPLE_ENTERED, str(len(found)))
    except PeopleError as error:
        return _page(error.faults), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("People entered: %(number)s", number=len(found)), "success")
    return redirect(url_for("people.page"))


@blueprint.post("/people/forget")
def forget() -> ResponseReturnValue:
    """Delete all names and addresses, and leave nothing of them in the files."""
    used = services()
    registry = used.databases.registry
    with registry.begin() as session:
        left = forgetting.forget(session, used.settings.home)
        audit.record(session, deed(), Act.PEOPLE_FORGOTTEN)
    compact(registry)
    flash(_forgotten(left), "success")
    return redirect(url_for("people.page"))


def _forgotten(left: Sequence[str]) -> str:
    """Say what was forgotten, and which open surveys still need addresses."""
    if not left:
        return str(_("No names or addresses of people who were invited are kept."))
    return str(
        _(
            "The list of people is deleted. Letters of surveys that are open keep "
            "their names and addresses until those close: %(names)s.",
            names=", ".join(left),
        )
    )


def _page(faults: Sequence[Fault]) -> str:
    with reading(services().databases.registry) as session:
        bodies = organisations.organisations(session)
        listed = people.of(session, [body.name for body in bodies])
    language = languages.current()
    return render_template(
        "console/people.html",
        rows=[(body, len(listed[body.name])) for body in bodies if body.headcount],
        anybody=any(listed.values()),
        faults=[fault.to(language) for fault in faults],
    )
