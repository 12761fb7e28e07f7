"""The pages on which two people export protected single answers.

One officer asks; somebody else, signed in as themselves and with all key files, says
yes and gets the archive. Both acts are in the log.
"""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from flask_security import current_user

from questionnaires.faults import FaultsError
from survey import exporting
from survey.bulletin import AlteredAnswerError
from survey.database import reading
from survey.exporting import Pair
from survey.registry import audit, exports
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.exports import Asked
from survey.registry.lifecycle import State, Survey
from survey.tally import WrongKeyError
from survey.web.console import fields, files, unlocking
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("microdata", __name__)

_COUNTED = {State.TALLIED, State.PUBLISHED}


@blueprint.get("/surveys/<survey>/microdata")
def page(survey: str) -> str:
    """Say what an export holds, and let this person ask for it or confirm it."""
    return _page(_counted(survey), ())


@blueprint.post("/surveys/<survey>/microdata")
def ask(survey: str) -> ResponseReturnValue:
    """Note that an officer wants the export."""
    _counted(survey)
    today = services().clock()
    with services().databases.registry.begin() as session:
        exports.ask(session, Asked(survey, current_user.email, today))
        audit.record(session, deed(), Act.MICRODATA_ASKED, survey)
    flash(gettext("Asked for. Now a second person has to confirm it."), "success")
    return redirect(url_for("microdata.page", survey=survey))


@blueprint.post("/surveys/<survey>/microdata/confirm")
def confirm(survey: str) -> ResponseReturnValue:
    """Open the answers with all keys, protect them, and hand the archive out."""
    found = _counted(survey)
    with reading(services().databases.registry) as session:
        asked = exports.waiting(session, survey)
    if asked is None:
        raise WrongStateError
    pair = Pair(officer=asked.officer, second=current_user.email)
    try:
        content = exporting.export(
            services().databases, survey, unlocking.posted_keys(found), pair
        )
    except FaultsError as error:
        lines = fields.lines(error)
        return _page(found, lines), HTTPStatus.UNPROCESSABLE_ENTITY
    except (WrongKeyError, AlteredAnswerError):
        return _page(found, [unlocking.WRONG_KEYS]), HTTPStatus.UNPROCESSABLE_ENTITY
    with services().databases.registry.begin() as session:
        exports.forget(session, survey)
        about = f"{survey}: {pair.officer}"
        audit.record(session, deed(), Act.MICRODATA_FETCHED, about)
    return files.download(content, f"{survey}-answers.zip", "application/zip")


def _counted(survey: str) -> Survey:
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
    if found.state not in _COUNTED:
        raise WrongStateError
    return found


def _page(survey: Survey, lines: Sequence[LazyString | str]) -> str:
    with reading(services().databases.registry) as session:
        asked = exports.waiting(session, survey.name)
    return render_template(
        "console/microdata.html",
        survey=survey,
        asked=asked,
        day=in_words(asked.day) if asked else "",
        own=asked is not None and asked.officer == current_user.email,
        lines=lines,
        holders=unlocking.holders(survey),
    )
