"""The pages of organisations: the tree, and its way in and out as an Excel file."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import current_user
from werkzeug.wrappers import Response

from questionnaires.faults import Fault
from survey import roster_file
from survey.database import reading
from survey.registry import audit, history, organisations, roster
from survey.registry.audit import Act
from survey.registry.history import Hand, Kind
from survey.registry.organisations import Entry
from survey.registry.roster import RosterError
from survey.web import languages
from survey.web.console import files
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("bodies", __name__)

_EXAMPLES = (("1 дүгээр сургууль", "сургууль", 64), ("Татварын хэлтэс", "хэлтэс", 35))
_SERVICES = (("Татварын хэлтэс", "1 дүгээр цонх", "Татварын тодорхойлолт"),)


@blueprint.get("/organisations")
def page() -> str:
    """Show the organisations as a tree."""
    return _page(())


@blueprint.post("/organisations")
def enter() -> ResponseReturnValue:
    """Enter a file: everything of it, or nothing and a list of its faults."""
    given = files.posted("file")
    try:
        with services().databases.registry.begin() as session:
            known = [body.name for body in organisations.organisations(session)]
            found = roster.read(given.content, given.name, known=known)
            roster.load(session, found)
            hand = Hand(current_user.email, services().clock())
            history.note(session, hand, Kind.ENTERED)
            audit.record(session, deed(), Act.ORGANISATIONS_ENTERED, given.name)
    except RosterError as error:
        return _page(error.faults), HTTPStatus.UNPROCESSABLE_ENTITY
    number = len(found.organisations)
    flash(gettext("Organisations entered: %(number)s", number=number), "success")
    return redirect(url_for("bodies.page"))


@blueprint.get("/organisations/template.xlsx")
def template() -> Response:
    """Return an empty Excel file with headings and example rows."""
    return files.workbook(roster_file.workbook(_EXAMPLES, _SERVICES), "template.xlsx")


@blueprint.get("/organisations/organisations.xlsx")
def export() -> Response:
    """Return all organisations and services as an Excel file."""
    with services().databases.registry.begin() as session:
        bodies = organisations.organisations(session)
        points = organisations.service_points(session)
        audit.record(session, deed(), Act.ORGANISATIONS_EXPORTED)
    content = roster_file.workbook(
        [(body.name, body.type, body.headcount, body.parent or "") for body in bodies],
        [(p.organisation, p.name, service) for p in points for service in p.services],
    )
    return files.workbook(content, "organisations.xlsx")


def _page(faults: Sequence[Fault]) -> str:
    with reading(services().databases.registry) as session:
        entries = organisations.entries(session)
        points = organisations.service_points(session)
    there = [one for one in entries if one.retired is None]
    language = languages.current()
    return render_template(
        "console/organisations/list.html",
        rows=_tree(there),
        people=sum(one.body.headcount for one in there),
        retired=[one for one in entries if one.retired is not None],
        points=points,
        faults=[fault.to(language) for fault in faults],
        error=bool(faults) and request.method == "POST",
    )


def _tree(entries: Sequence[Entry]) -> list[tuple[int, Entry]]:
    """Return every body with its depth, each below the one it belongs to."""
    below: dict[str | None, list[Entry]] = {}
    for one in entries:
        below.setdefault(one.body.parent, []).append(one)
    rows: list[tuple[int, Entry]] = []
    waiting = [(0, one) for one in reversed(below.get(None, []))]
    while waiting:
        depth, one = waiting.pop()
        rows.append((depth, one))
        waiting += [(depth + 1, b) for b in reversed(below.get(one.body.name, []))]
    return rows
