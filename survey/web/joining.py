"""The pages of an invited person: collecting a token, and asking whether one was.

The page of collecting is driven by a script, because what hides a person from us has
to be drawn in their own browser. Asking works without one.
"""

from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from survey import joining
from survey.database import reading
from survey.tokens import codes
from survey.web import documents, languages, posted
from survey.web.services import services

blueprint = Blueprint("joining", __name__, url_prefix="/<language:language>/join")


@blueprint.get("")
def page() -> str:
    """Show the page on which a token is collected."""
    return render_template("joining/join.html")


@blueprint.get("/check")
def ask() -> str:
    """Ask for the code of an invitation, to say whether a token was collected."""
    return render_template("joining/check.html", code="", fault="")


@blueprint.post("/check")
def check() -> ResponseReturnValue:
    """Say whether a token was collected with an invitation."""
    code = dict(posted.read_pairs(request)).get("code", "")
    with reading(services().databases.registry) as session:
        try:
            standing = joining.state(session, code)
        except joining.UnknownInvitationError:
            page = render_template("joining/check.html", code=code, fault=_fault(code))
            return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template(
        "joining/collected.html",
        survey=standing.manifest.survey,
        title=documents.title(standing.manifest).to(languages.current()),
        collected=standing.collected,
        sample=standing.manifest.sample,
    )


def _fault(code: str) -> str:
    try:
        codes.parse(code)
    except codes.CodeError:
        empty = gettext("Type the code of your invitation")
        mistyped = gettext("This code is mistyped: compare it with your invitation")
        return str(mistyped if code else empty)
    return str(gettext("No invitation has this code"))
