"""The page on which the owner of a new account chooses a password, once.

The code travels in the body of a form, never in an address that a log could keep.
"""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from survey.accounts import people, watching
from survey.accounts.people import SetUpCodeError
from survey.accounts.security import PASSWORD_LETTERS
from survey.registry import audit
from survey.registry.audit import Act, Deed
from survey.web.console import fields
from survey.web.console.fields import Faults
from survey.web.services import services

blueprint = Blueprint("set_up", __name__)

_SHORT = _("Choose a password of at least 12 letters")
_DIFFER = _("The two passwords differ")
_WRONG = _("This code is wrong, was used, or is too old. Ask for a new one.")


@blueprint.route("/set-up", methods=["GET", "POST"])
def page() -> ResponseReturnValue:
    """Ask for the code and a password, and store the password's hash."""
    code, password = fields.text("code"), fields.secret("password")
    faults = Faults()
    if code or password:
        if len(password) < PASSWORD_LETTERS:
            faults.add("password", _SHORT)
        elif password != fields.secret("again"):
            faults.add("again", _DIFFER)
        elif _choose(code, password):
            flash(gettext("Your password is stored. Sign in with it."), "success")
            return redirect(url_for("security.login"))
        else:
            faults.add("code", _WRONG)
    page = render_template("console/account/set_up.html", code=code, faults=faults)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK


def _choose(code: str, password: str) -> bool:
    used = services()
    now = used.now()
    try:
        hashed = watching.hashed(password)
        with used.databases.registry.begin() as session:
            account = people.choose_password(session, code, hashed, now=now)
            audit.record(session, Deed(account.email, now), Act.PASSWORD_SET)
    except SetUpCodeError:
        return False
    return True
