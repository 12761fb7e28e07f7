"""Passkeys: a sign-in without a password, whose owner the device itself has checked.

A passkey stands for password and second factor together, so it must ask for a finger,
a face or a PIN each time. It is added by somebody who is signed in already.
"""

from flask_security import UserMixin
from flask_security.webauthn import (
    WebAuthnRegisterForm,
    WebAuthnSigninForm,
    WebAuthnSigninResponseForm,
)
from flask_security.webauthn_util import WebauthnUtil
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import HiddenField

_USAGE = "first"


class Passkeys(WebauthnUtil):
    """What is asked of a device: it knows its owner, and it names the account."""

    def authenticator_selection(
        self, user: UserMixin, usage: str
    ) -> AuthenticatorSelectionCriteria:
        """Take a device that keeps the passkey and checks its owner."""
        del user, usage
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(
        self, user: UserMixin | None, usage: list[str]
    ) -> UserVerificationRequirement:
        """Let the device check its owner at every sign-in."""
        del user, usage
        return UserVerificationRequirement.REQUIRED


class NewPasskeyForm(WebAuthnRegisterForm):
    """The name of a new passkey; what it is used for is no choice."""

    usage = HiddenField()

    def validate(self, **options: object) -> bool:
        """Check the name."""
        self.usage.data = _USAGE
        return bool(super().validate(**options))


class PasskeySignInForm(WebAuthnSigninForm):
    """The start of a sign-in: nobody is asked for an address."""

    identity = None

    def validate(self, **options: object) -> bool:
        """Ask for any passkey of this site, so that no address can be tried out."""
        del options
        self.user, self.remember.data = None, False
        return True


class PasskeyForm(WebAuthnSigninResponseForm):
    """What a device signed."""

    def validate(self, **options: object) -> bool:
        """Check the signature, and that the account is open and not locked."""
        right = bool(super().validate(**options))
        self.remember.data = ""  # No browser is remembered beyond its session.
        return right and self.mf_check and bool(self.user and self.user.is_active)
