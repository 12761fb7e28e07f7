"""Sets Flask-Security up: argon2, a second factor for everybody, no default secret."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, cast

from flask import Flask
from flask_security import Security, UserMixin
from flask_security.totp import Totp

from survey.accounts import forms, passkeys, recovery, store, watching
from survey.accounts.keys import ConsoleSecrets
from survey.accounts.messages import MESSAGES
from survey.accounts.store import Officers

if TYPE_CHECKING:
    from survey.accounts.tables import OfficerRow

PASSWORD_LETTERS = 12
# What OWASP recommends for argon2id where a small server must also stand a flood.
_ARGON2 = {
    "argon2__memory_cost": 19 * 1024,
    "argon2__time_cost": 2,
    "argon2__parallelism": 1,
}
_PAGES = "console/account"
_TEMPLATES = {
    "LOGIN_USER": "sign_in",
    "VERIFY": "again",
    "CHANGE_PASSWORD": "password",
    "TWO_FACTOR_SETUP": "second_factor",
    "TWO_FACTOR_VERIFY_CODE": "code",
    "MULTI_FACTOR_RECOVERY_CODES": "recovery_codes",
    "MULTI_FACTOR_RECOVERY": "recovery",
    "WAN_REGISTER": "passkeys",
    "WAN_SIGNIN": "passkey",
}


class Used(Protocol):
    """A code that was right, and the step of time that it belongs to."""

    counter: int


class SecondFactor(Totp):
    """Codes of authenticator apps, each of which opens once."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the counter of the code that was used last."""
        return cast("OfficerRow", user).last_counter

    def set_last_counter(self, user: UserMixin, tmatch: Used) -> None:
        """Note that a code was used; it is stored when the step is complete."""
        cast("OfficerRow", user).last_counter = tmatch.counter


def register(
    app: Flask,
    accounts: Officers,
    secrets: ConsoleSecrets,
    *,
    now: Callable[[], datetime],
    begin: str,
) -> None:
    """Let officers sign in to an application; `begin` is its first endpoint."""
    app.config.update(_settings(secrets, now, begin))
    app.config.update(MESSAGES)
    app.config[recovery.PEPPER] = secrets.second_factors
    app.config.update(
        {f"SECURITY_{k}_TEMPLATE": f"{_PAGES}/{v}.html" for k, v in _TEMPLATES.items()}
    )
    made = Security(
        app,
        accounts,
        totp_cls=SecondFactor,
        login_form=forms.SignInForm,
        verify_form=forms.AgainForm,
        two_factor_setup_form=forms.SecondFactorForm,
        two_factor_rescue_form=forms.RescueForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryForm,
        mf_recovery_codes_util_cls=recovery.RecoveryCodes,
        wan_register_form=passkeys.NewPasskeyForm,
        wan_signin_form=passkeys.PasskeySignInForm,
        wan_signin_response_form=passkeys.PasskeyForm,
        webauthn_util_cls=passkeys.Passkeys,
    )
    made.reauthn_handler(watching.ask_again)
    store.register(app, accounts)
    watching.register(app)


def _settings(
    secrets: ConsoleSecrets, now: Callable[[], datetime], begin: str
) -> dict[str, object]:
    own = {
        "URL_PREFIX": "/<language:language>",
        "STATIC_FOLDER": None,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_HASH_PASSLIB_OPTIONS": _ARGON2,
        "PASSWORD_SALT": secrets.passwords,
        "PASSWORD_LENGTH_MIN": PASSWORD_LETTERS,
        "RETURN_GENERIC_RESPONSES": True,
        "CHANGEABLE": True,
        "SEND_PASSWORD_CHANGE_EMAIL": False,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "TWO_FACTOR": True,
        "TWO_FACTOR_REQUIRED": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TOTP_SECRETS": {"1": secrets.second_factors},
        "TOTP_ISSUER": "Shudarga",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        **_passkeys(secrets),
        "FRESHNESS": timedelta(minutes=10),
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=5),
        "API_ENABLED_METHODS": ["session"],
        "JOIN_USER_ROLES": False,
        "DATETIME_FACTORY": now,
        "POST_LOGIN_VIEW": begin,
        "LOGOUT_METHODS": None,
        "TWO_FACTOR_POST_SETUP_VIEW": begin,
        "POST_CHANGE_VIEW": begin,
        "CACHE_CONTROL": None,  # Our own headers forbid to keep anything.
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
    }
    return {f"SECURITY_{name}": value for name, value in own.items()}


def _passkeys(secrets: ConsoleSecrets) -> dict[str, object]:
    return {
        "INPUT_NORMALIZE_FORM": "NFC",  # The letter й stays one letter.
        "WEBAUTHN": True,
        "WAN_RP_NAME": "Shudarga",
        "WAN_SALT": secrets.second_factors,
        "WAN_ALLOW_AS_FIRST_FACTOR": True,
        "WAN_ALLOW_AS_MULTI_FACTOR": True,
        "WAN_ALLOW_AS_VERIFY": None,
        "WAN_ALLOW_USER_HINTS": False,
    }
