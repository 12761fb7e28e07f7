"""Turns what went wrong into a page. The domain raises; only this module answers.

A page says no more than its reader needs: a stranger with a code learns nothing of
a survey from it.
"""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from flask import Flask, render_template
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException

from questionnaires.answers import AnswersError
from survey import submission
from survey.database import StorageUnavailableError
from survey.responses.store import NoRoomError, UnknownSurveyError
from survey.web.posted import UnreadableFormError
from survey.web.values import UnknownAnswerError

Page = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a page says about something that went wrong, and what to do next."""

    status: HTTPStatus
    title: LazyString
    text: LazyString
    advice: LazyString


_NOT_UNDERSTOOD = _("Nothing was stored, and your code can still be used.")
_AGAIN = _("Open the survey again with the code of your card.")
_LOOK_AGAIN = _(
    "If you were sending answers, type your code again: the page then says whether "
    "they were counted."
)
_WRONG_CODE = Trouble(
    HTTPStatus.NOT_FOUND,
    _("This code does not open a survey"),
    _("Please compare it with your card, letter by letter, and type it again."),
    _("If it still does not open, ask for another card where you got this one."),
)
_USED_CODE = Trouble(
    HTTPStatus.CONFLICT,
    _("This code is already counted"),
    _("An answer was received with this code, and it is safe. Each code counts once."),
    _("If you pressed the button twice, all is well: nothing was lost."),
)
_VOID_CODE = Trouble(
    HTTPStatus.LOCKED,
    _("This card is void"),
    _("It was returned, or others were printed in its place. Nothing was stored."),
    _("Please ask for another card where you got this one."),
)
_EARLY_CODE = Trouble(
    HTTPStatus.FORBIDDEN,
    _("Answers are not taken yet"),
    _("Your card says from which day on you can answer."),
    _("Please keep the card and come back then. Your code stays valid."),
)
_LATE_CODE = Trouble(
    HTTPStatus.GONE,
    _("Answers are no longer taken"),
    _("The last day of this survey is over."),
    _("The results will be published on this site."),
)
_ANSWERS = Trouble(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    _("These answers do not belong to this form"),
    _NOT_UNDERSTOOD,
    _AGAIN,
)
_UNREADABLE = Trouble(
    HTTPStatus.BAD_REQUEST,
    _("The form could not be read"),
    _NOT_UNDERSTOOD,
    _AGAIN,
)
_TOO_LARGE = Trouble(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    _("The form is too large"),
    _NOT_UNDERSTOOD,
    _("Please shorten what you wrote, and send it again."),
)
_MISSING = Trouble(
    HTTPStatus.NOT_FOUND,
    _("There is no such page"),
    _("Perhaps the address was typed wrongly, or the page is no longer here."),
    _("Begin again from the first page."),
)
_BUSY = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    _("The service is not available at the moment"),
    _("Please wait a minute and try again."),
    _LOOK_AGAIN,
)
_MANY = Trouble(
    HTTPStatus.TOO_MANY_REQUESTS,
    _("Many people are answering at this moment"),
    _("Please wait a minute and try again."),
    _NOT_UNDERSTOOD,
)
_BROKEN = Trouble(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    _("Something went wrong on our side"),
    _("Please wait a minute and try again."),
    _LOOK_AGAIN,
)
_TABLE: dict[type[Exception], Trouble] = {
    submission.UnknownCodeError: _WRONG_CODE,
    submission.UsedCodeError: _USED_CODE,
    submission.VoidCodeError: _VOID_CODE,
    submission.SurveyNotOpenError: _EARLY_CODE,
    submission.SurveyClosedError: _LATE_CODE,
    AnswersError: _ANSWERS,
    UnknownAnswerError: _ANSWERS,
    UnreadableFormError: _UNREADABLE,
    UnknownSurveyError: _MISSING,
    NoRoomError: _BUSY,
    StorageUnavailableError: _BUSY,
}
_BY_STATUS = (_MISSING, _TOO_LARGE, _MANY, _BUSY, _BROKEN)


def register(app: Flask) -> None:
    """Answer every error of the domain, and every other, with a page of ours."""
    for error, trouble in _TABLE.items():
        app.register_error_handler(error, partial(_show, trouble=trouble))
    app.register_error_handler(HTTPException, _show_other)


def _show(_error: Exception, *, trouble: Trouble) -> Page:
    page = render_template("errors/trouble.html", trouble=trouble)
    return page, trouble.status


def _show_other(error: HTTPException) -> Page | HTTPException:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error  # A redirection is no trouble.
    found = (t for t in _BY_STATUS if t.status == status)
    return _show(error, trouble=next(found, _UNREADABLE))[0], status
