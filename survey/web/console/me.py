"""The page of one's own account: browsers that are signed in, codes, password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, gettext
from flask_security import current_user
from werkzeug.exceptions import NotFound

from survey.accounts import people, sessions, watching
from survey.database import reading
from survey.registry import audit
from survey.registry.audit import Act
from survey.web import languages
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("me", __name__)


@blueprint.get("/me")
def page() -> str:
    """Show the account and where it is signed in."""
    with reading(services().databases.registry) as session:
        found = sessions.of(session, current_user.id)
    here = watching.this_browser()
    browsers = [
        {
            "label": one.label,
            "browser": one.browser,
            "began": format_datetime(one.began, "medium"),
            "seen": format_datetime(one.seen, "medium"),
            "here": one.label == here,
        }
        for one in found
    ]
    return render_template(
        "console/account/me.html", browsers=browsers, spoken=languages.spoken()
    )


@blueprint.post("/me/letters")
def letters() -> ResponseReturnValue:
    """Note in which language this officer wants letters, and whether weekly ones."""
    known = {one.code for one in languages.spoken()}
    language = request.form.get("language", "")
    if language not in known:
        raise NotFound
    wanted = request.form.get("digests") == "yes"
    email = current_user.email
    with services().databases.registry.begin() as session:
        people.prefer(session, email, language=language, digests=wanted)
        audit.record(session, deed(), Act.LETTERS_CHOSEN)
    flash(gettext("Your choice is stored."), "success")
    return redirect(url_for("me.page"))


@blueprint.post("/me/end")
def end() -> ResponseReturnValue:
    """Sign one browser of this account out."""
    label = request.form.get("label", "")
    with services().databases.registry.begin() as session:
        if not sessions.end_labelled(session, current_user.id, label):
            raise NotFound
        audit.record(session, deed(), Act.SESSION_ENDED)
    flash(gettext("That browser is signed out."), "success")
    return redirect(url_for("me.page"))


@blueprint.post("/me/end-others")
def end_others() -> ResponseReturnValue:
    """Sign this account out of every browser but this one."""
    with services().databases.registry.begin() as session:
        sessions.end_others(session, current_user.id, watching.this_browser())
        audit.record(session, deed(), Act.SESSION_ENDED)
    flash(gettext("All other browsers are signed out."), "success")
    return redirect(url_for("me.page"))


@blueprint.post("/me/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    watching.sign_out()
    return redirect(url_for("security.login"))
