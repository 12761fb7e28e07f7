"""Flask-Security's forms, with a lock that holds before anything is compared.

A locked account compares no password and no code: whoever guesses learns nothing
from trying while the lock lasts.
"""

from flask import current_app
from flask_security import UserMixin, VerifyForm
from flask_security.forms import (
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import hash_password
from wtforms import Field, StringField


class SignInForm(LoginForm):
    """Address and password; this browser is not remembered."""

    remember = None

    def validate(self, **options: object) -> bool:
        """Check address and password, unless the account is locked."""
        address = (self.email.data or "").strip()
        security = current_app.extensions["security"]
        user = security.datastore.find_user(case_insensitive=True, email=address)
        if user is not None and user.is_locked():
            hash_password(self.password.data or "")  # A lock takes as long as a check.
            return _refuse(self.password, user)
        return bool(super().validate(**options))


class SecondFactorForm(TwoFactorSetupForm):
    """Which second factor is set up: there is one kind, so nobody has to choose."""

    setup = StringField()
    phone = None

    def validate(self, **_options: object) -> bool:
        """Take nothing but an authenticator app."""
        return bool(self.setup.data == "authenticator")


class _Offers(StringField):
    """A field with a list of choices that nobody is shown."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.choices: list[object] = []


class RescueForm(TwoFactorRescueForm):
    """Flask-Security asks here what to do without a telephone; our page says it."""

    help_setup = _Offers()


class CodeForm(TwoFactorVerifyCodeForm):
    """The code of an authenticator app."""

    def validate(self, **options: object) -> bool:
        """Check the code, unless the account is locked."""
        if self.user is not None and self.user.is_locked():
            return _refuse(self.code, self.user)
        return bool(super().validate(**options))


class RecoveryForm(MfRecoveryForm):
    """One of the recovery codes."""

    def validate(self, **options: object) -> bool:
        """Check the code, unless the account is locked; a wrong one is counted."""
        if self.user is not None and self.user.is_locked():
            return _refuse(self.code, self.user)
        right = bool(super().validate(**options))
        if self.user is not None and self.code.data and not right:
            self.user.track_failed_authn("recovery_code", tfa=True)
        return right


class AgainForm(VerifyForm):
    """The password once more, before a dangerous step."""

    def validate(self, **options: object) -> bool:
        """Check the password, unless the account is locked."""
        if self.user.is_locked():
            return _refuse(self.password, self.user)
        return bool(super().validate(**options))


def _refuse(field: Field, user: UserMixin) -> bool:
    field.errors = []
    user.is_locked(field.errors)
    return False
