"""The page on which key-holders open the answers together, and they are counted.

Key files and passphrases live for one request. What is opened stays in memory, and
leaves as protected results alone.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from analysis import evaluation
from questionnaires.faults import FaultsError
from survey import completing, publishing, review, tally
from survey.bulletin import AlteredAnswerError
from survey.database import reading
from survey.registry import audit
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.lifecycle import State, Survey
from survey.sealing import PrivateKey
from survey.tally import WrongKeyError
from survey.web.console import fields, unlocking
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("counting", __name__)

_DIFFER = _("The two passphrases for the comments differ")
_ALTERED = _(
    "A kept answer is not the one on the public board. Nothing was counted: call the "
    "administrator and the IAAC."
)


class PassphrasesDifferError(Exception):
    """The passphrase for the comments was typed in two ways."""


_TROUBLES: Mapping[type[Exception], tuple[LazyString, HTTPStatus]] = {
    WrongKeyError: (unlocking.WRONG_KEYS, HTTPStatus.UNPROCESSABLE_ENTITY),
    PassphrasesDifferError: (_DIFFER, HTTPStatus.UNPROCESSABLE_ENTITY),
    AlteredAnswerError: (_ALTERED, HTTPStatus.CONFLICT),
}


@blueprint.route("/surveys/<survey>/count", methods=["GET", "POST"])
def page(survey: str) -> ResponseReturnValue:
    """Ask for all key files, open the answers in memory, and keep the results."""
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
    if found.state is not State.CLOSED:
        raise WrongStateError
    if request.method == "GET":
        return _page(found, ())
    try:
        _count(survey, unlocking.posted_keys(found), _passphrase())
    except FaultsError as error:
        lines = fields.lines(error)
        return _page(found, lines), HTTPStatus.UNPROCESSABLE_ENTITY
    except tuple(_TROUBLES) as error:
        words, status = _TROUBLES[type(error)]
        return _page(found, [words]), status
    flash(gettext("The answers are counted. Read the report, then publish it."))
    return redirect(url_for("results.page", survey=survey))


def _count(survey: str, keys: Sequence[PrivateKey], passphrase: str) -> None:
    used = services()
    with reading(used.databases.responses) as responses:
        opened = tally.open_answers(responses, survey, keys)
    facts = tally.survey_facts(opened, tally.known_facts(opened))
    published = evaluation.evaluate(opened.answers, facts)
    with used.databases.registry.begin() as session:
        publishing.release(
            session,
            survey,
            published,
            questionnaire=opened.questionnaire,
            today=used.clock(),
        )
        completing.complete(session, survey)
        audit.record(session, deed(), Act.SURVEY_TALLIED, survey)
        if passphrase:
            number = review.keep(session, survey, opened.answers, passphrase)
            audit.record(session, deed(), Act.COMMENTS_KEPT, f"{survey}: {number}")


def _passphrase() -> str:
    """Return the passphrase for the comments; empty where none shall be reviewed."""
    found = fields.secret("review")
    if found != fields.secret("review-again"):
        raise PassphrasesDifferError
    return found


def _page(survey: Survey, lines: Sequence[LazyString | str]) -> str:
    return render_template(
        "console/count.html",
        survey=survey,
        lines=lines,
        holders=unlocking.holders(survey),
    )
