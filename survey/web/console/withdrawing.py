"""The page on which published results are taken back, with a reason for all."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from survey.database import reading
from survey.registry import audit, withdrawals
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.withdrawals import NotPublicError, Withdrawal
from survey.web.console import fields
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("withdrawing", __name__)

_NO_REASON = _("Write why, in words that everybody may read")
_LONGEST = 1000


@blueprint.route("/surveys/<survey>/withdraw", methods=["GET", "POST"])
def page(survey: str) -> ResponseReturnValue:
    """Say what withdrawing does, ask for the reason, and withdraw."""
    faults, reason = Faults(), fields.text("reason")[:_LONGEST]
    if request.method == "POST" and not reason:
        faults.add("reason", _NO_REASON)
    if request.method == "GET" or faults:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
        return _page(survey, faults), status
    used = services()
    try:
        with used.databases.registry.begin() as session:
            told = Withdrawal(survey, used.clock(), reason)
            withdrawals.withdraw(session, told)
            audit.record(session, deed(), Act.SURVEY_WITHDRAWN, f"{survey}: {reason}")
    except NotPublicError as error:
        raise WrongStateError from error
    flash(gettext("The results are withdrawn, and the public page says why."))
    return redirect(url_for("surveys.page", survey=survey))


def _page(survey: str, faults: Faults) -> str:
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
        gone = withdrawals.of(session, survey) is not None
    if gone or not found.released:
        raise WrongStateError
    return render_template("console/withdraw.html", survey=found, faults=faults)
