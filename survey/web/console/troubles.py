"""Turns what went wrong in the console into a page that says what to do next."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from flask import Flask, render_template
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from survey.accounts.people import UnknownAccountError
from survey.database import StorageUnavailableError
from survey.registry.directions import UnknownFileError
from survey.registry.drafts import UnknownKeyError
from survey.registry.measures import UnknownMeasureError
from survey.registry.organisations import UnknownOrganisationError
from survey.registry.surveys import UnknownSurveyError
from survey.registry.withdrawals import WithdrawnError
from survey.registry.work import UnknownWorkError
from survey.reorganising import RetiredError
from survey.web.posted import UnreadableFormError
from survey.web.values import UnknownAnswerError

Page = tuple[str, int]
Words = tuple[LazyString, LazyString]


class WrongStateError(Exception):
    """The survey has gone on: this step is not its next one."""


_WRONG_STATE: Words = (
    _("This step cannot be taken now"),
    _("Nothing was done. Open the page of the survey to see its next step."),
)
_MISSING: Words = (
    _("There is no such page"),
    _("Perhaps the address was typed wrongly, or the page is no longer here."),
)
_FORBIDDEN: Words = (
    _("Your account has no right to this page."),
    _("If you need it for your work, ask the administrator of this site."),
)
_OLD_FORM: Words = (
    _("The page was open for too long"),
    _("Nothing was done. Go back, load the page again, and repeat your step."),
)
_TOO_LARGE: Words = (
    _("The file is too large"),
    _("Nothing was stored. Choose a smaller file."),
)
_TOO_OFTEN: Words = (
    _("Too many attempts"),
    _("Wait ten minutes, then try again."),
)
_WITHDRAWN: Words = (
    _("These results were withdrawn."),
    _("They are shown no more."),
)
_RETIRED: Words = (
    _("This organisation is retired"),
    _("Nothing was done. Take it up again on its page first."),
)
_BUSY: Words = (
    _("The service is not available at the moment"),
    _("Nothing was done. Wait a minute and try again."),
)
_BROKEN: Words = (
    _("Something went wrong on our side"),
    _("Look at the overview to see whether your step was done, then try again."),
)
_BY_STATUS: Mapping[int, Words] = {
    HTTPStatus.NOT_FOUND: _MISSING,
    HTTPStatus.FORBIDDEN: _FORBIDDEN,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _TOO_LARGE,
    HTTPStatus.TOO_MANY_REQUESTS: _TOO_OFTEN,
    HTTPStatus.INTERNAL_SERVER_ERROR: _BROKEN,
}
_TABLE: Mapping[type[Exception], tuple[HTTPStatus, Words]] = {
    CSRFError: (HTTPStatus.BAD_REQUEST, _OLD_FORM),
    StorageUnavailableError: (HTTPStatus.SERVICE_UNAVAILABLE, _BUSY),
    UnknownFileError: (HTTPStatus.NOT_FOUND, _MISSING),
    UnknownMeasureError: (HTTPStatus.NOT_FOUND, _MISSING),
    UnknownKeyError: (HTTPStatus.NOT_FOUND, _MISSING),
    WithdrawnError: (HTTPStatus.GONE, _WITHDRAWN),
    RetiredError: (HTTPStatus.CONFLICT, _RETIRED),
    UnknownOrganisationError: (HTTPStatus.NOT_FOUND, _MISSING),
    WrongStateError: (HTTPStatus.CONFLICT, _WRONG_STATE),
    UnknownAccountError: (HTTPStatus.NOT_FOUND, _MISSING),
    UnknownSurveyError: (HTTPStatus.NOT_FOUND, _MISSING),
    UnknownWorkError: (HTTPStatus.NOT_FOUND, _MISSING),
    UnknownAnswerError: (HTTPStatus.BAD_REQUEST, _OLD_FORM),
    UnreadableFormError: (HTTPStatus.BAD_REQUEST, _OLD_FORM),
}


def register(app: Flask) -> None:
    """Answer every error of the console with a page of ours."""
    for error, (status, words) in _TABLE.items():
        app.register_error_handler(error, partial(_show, status=status, words=words))
    app.register_error_handler(HTTPException, _show_other)


def _show(_error: Exception, *, status: int, words: Words) -> Page:
    title, text = words
    return render_template("console/trouble.html", title=title, text=text), status


def _show_other(error: HTTPException) -> Page | HTTPException:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error  # A redirection is no trouble.
    return _show(error, status=status, words=_BY_STATUS.get(status, _OLD_FORM))
