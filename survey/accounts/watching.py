"""Notes every sign-in, failure and change of a password, and ends what must end."""

from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, redirect, request, session
from flask_security import (
    UserMixin,
    current_user,
    password_changed,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
    wan_deleted,
    wan_registered,
)
from flask_security.decorators import auth_required
from flask_security.signals import tf_code_confirmed
from flask_security.utils import (
    do_flash,
    get_message,
    hash_password,
    logout_user,
    url_for_security,
)
from sqlalchemy import update
from werkzeug.wrappers import Response

from survey.accounts import lockout, sessions
from survey.accounts.store import officers
from survey.accounts.tables import OfficerRow
from survey.registry import audit
from survey.registry.audit import Act, Deed

_BROWSER = "browser"


def register(app: Flask) -> None:
    """Watch what Flask-Security does in an application."""
    user_authenticated.connect(_signed_in, app)
    user_failed_authn.connect(_failed, app)
    password_changed.connect(_password_changed, app)
    tf_profile_changed.connect(_second_factor_set, app)
    tf_code_confirmed.connect(_code_confirmed, app)
    wan_registered.connect(_passkey_added, app)
    wan_deleted.connect(_passkey_removed, app)


def officer() -> OfficerRow | None:
    """Return the officer who is signed in, in a browser that was not signed out."""
    if not current_user.is_authenticated:
        return None
    accounts = officers()
    name = session.get(_BROWSER, "")
    alive = sessions.is_alive(accounts.session(), current_user.id, name, now=_now())
    accounts.session.commit()
    if not alive:
        logout_user()
        session.clear()
        return None
    return cast("OfficerRow", current_user._get_current_object())  # noqa: SLF001 the row behind Flask-Login's proxy


def fresh() -> Response | None:
    """Return the way to the password page, unless it was entered just now."""
    check = auth_required(
        "session",
        within=lambda: current_app.config["SECURITY_FRESHNESS"],
        grace=lambda: current_app.config["SECURITY_FRESHNESS_GRACE_PERIOD"],
    )
    return cast("Response | None", check(lambda: None)())


def ask_again(_within: timedelta, _grace: timedelta) -> Response:
    """Lead to the password page, and from there back to the form of the step.

    The step itself was not taken, and what was posted for it is not kept.
    """
    do_flash(*get_message("REAUTHENTICATION_REQUIRED"))
    way = url_for_security("verify", next=request.script_root + _page_of_form())
    return redirect(way)


def sign_out() -> None:
    """Sign this browser out, so that a copy of its cookie is worth nothing."""
    accounts = officers()
    sessions.end(accounts.session(), session.get(_BROWSER, ""))
    _record(current_user, Act.SIGNED_OUT)
    accounts.session.commit()
    logout_user()
    session.clear()


def this_browser() -> str:
    """Return how this browser is called in the list of an officer's browsers."""
    return sessions.label(session.get(_BROWSER, ""))


def hashed(password: str) -> str:
    """Return the hash of a password, as it is stored."""
    return str(hash_password(password))


def note(user: UserMixin, act: Act) -> None:
    """Write an act of an account's owner into the log, with what is stored next."""
    _record(cast("OfficerRow", user), act)


def _page_of_form() -> str:
    """Return the nearest page above the address of this request that can be gone to."""
    routes, path = current_app.url_map.bind(""), request.path
    while path.strip("/") and not routes.test(path, "GET"):
        path = path.rpartition("/")[0]
    return path


def _signed_in(_app: Flask, *, user: OfficerRow, **_more: object) -> None:
    accounts = officers().session()
    sessions.end(accounts, session.pop(_BROWSER, ""))
    browser = request.user_agent.string
    session[_BROWSER] = sessions.begin(accounts, user.id, browser=browser, now=_now())
    user.failures, user.locked_until = 0, None
    _record(user, Act.SIGNED_IN)
    accounts.commit()


def _failed(_app: Flask, *, user: OfficerRow, **_more: object) -> None:
    accounts, now = officers().session(), _now()
    failures = accounts.execute(
        update(OfficerRow)
        .where(OfficerRow.id == user.id)
        .values(failures=OfficerRow.failures + 1)
        .returning(OfficerRow.failures)
    ).scalar_one()
    lock = lockout.duration(failures)
    if lock is not None:
        user.locked_until = now + lock
    _record(user, Act.SIGN_IN_FAILED if lock is None else Act.LOCKED_OUT)
    accounts.commit()


def _password_changed(_app: Flask, *, user: OfficerRow, **_more: object) -> None:
    accounts = officers().session()
    sessions.end_others(accounts, user.id, this_browser())
    _record(user, Act.PASSWORD_SET)
    accounts.commit()


def _second_factor_set(_app: Flask, *, user: OfficerRow, **_more: object) -> None:
    _record(user, Act.SECOND_FACTOR_SET)


def _code_confirmed(_app: Flask, *, user: OfficerRow, **_more: object) -> None:
    if session.get("tf_state") == "validating_profile":
        _record(user, Act.SECOND_FACTOR_SET)


def _passkey_added(_app: Flask, *, user: OfficerRow, **_more: object) -> None:
    _record(user, Act.PASSKEY_ADDED)


def _passkey_removed(_app: Flask, *, user: OfficerRow, **_more: object) -> None:
    _record(user, Act.PASSKEY_REMOVED)


def _record(user: OfficerRow, act: Act) -> None:
    audit.record(officers().session(), Deed(user.email, _now()), act)


def _now() -> datetime:
    return cast("datetime", current_app.extensions["security"].datetime_factory())
