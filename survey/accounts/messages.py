"""What Flask-Security says to an officer, in our words and languages."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

Message = tuple[LazyString, str]

_SIGN_IN = _(
    "We could not sign you in. The address or the password is wrong, or there were "
    "too many attempts: then wait and try again."
)
_CODE = _("This code is wrong or was used already. Wait for the next one.")
_LOCKED = _("Too many attempts failed. Wait some minutes, then try again.")
_PASSKEY = _("The passkey was not accepted. Try again, or use your password.")
_PASSKEY_NAME = _("Give the passkey a name of letters and digits")
_AGAIN = _("Please sign in again.")
_WHO = _("Please sign in first.")
_TEXTS: dict[str, tuple[LazyString, str]] = {
    "ANONYMOUS_USER_REQUIRED": (_("You are signed in already."), "error"),
    "API_ERROR": (_("The form could not be read"), "error"),
    "CODE_HAS_BEEN_SENT": (_CODE, "info"),
    "DISABLED_ACCOUNT": (_SIGN_IN, "error"),
    "EMAIL_NOT_PROVIDED": (_("Enter your e-mail address"), "error"),
    "GENERIC_AUTHN_FAILED": (_SIGN_IN, "error"),
    "INVALID_CODE": (_CODE, "error"),
    "INVALID_EMAIL_ADDRESS": (_("Enter your e-mail address"), "error"),
    "INVALID_PASSWORD": (_("The password is wrong"), "error"),
    "INVALID_PASSWORD_CODE": (_("The password is wrong"), "error"),
    "INVALID_RECOVERY_CODE": (_("This recovery code is wrong or was used"), "error"),
    "INVALID_REDIRECT": (_("The form could not be read"), "error"),
    "LOCKED": (_LOCKED, "error"),
    "LOGIN": (_WHO, "info"),
    "NO_RECOVERY_CODES_SETUP": (_("There are no recovery codes yet."), "info"),
    "PASSWORD_CHANGE": (_("Your password was changed."), "success"),
    "PASSWORD_INVALID_LENGTH": (
        _("Choose a password of at least %(length)s letters"),
        "error",
    ),
    "PASSWORD_IS_THE_SAME": (
        _("Choose a password that differs from the old one"),
        "error",
    ),
    "PASSWORD_NOT_PROVIDED": (_("Enter your password"), "error"),
    "REAUTHENTICATION_REQUIRED": (
        _("This step is important: enter your password again."),
        "error",
    ),
    "REFRESH": (_AGAIN, "info"),
    "RETYPE_PASSWORD_MISMATCH": (_("The two passwords differ"), "error"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        _("Your authenticator app was set up."),
        "success",
    ),
    "TWO_FACTOR_INVALID_TOKEN": (_CODE, "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("You are signed in."), "success"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_("The form could not be read"), "error"),
    "TWO_FACTOR_PERMISSION_DENIED": (_AGAIN, "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (_AGAIN, "error"),
    "UNAUTHENTICATED": (_WHO, "error"),
    "UNAUTHORIZED": (_("Your account has no right to this page."), "error"),
    "USER_DOES_NOT_EXIST": (_SIGN_IN, "error"),
    "WEBAUTHN_CREDENTIAL_DELETED": (_("The passkey was removed."), "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_("This device is entered already."), "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_PASSKEY, "error"),
    "WEBAUTHN_EXPIRED": (_PASSKEY, "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_PASSKEY, "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (_PASSKEY_NAME, "error"),
    "WEBAUTHN_NAME_INUSE": (_("You have a passkey of this name already"), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (_("You have no passkey of this name"), "error"),
    "WEBAUTHN_NAME_REQUIRED": (_PASSKEY_NAME, "error"),
    "WEBAUTHN_NO_VERIFY": (_PASSKEY, "error"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (_PASSKEY, "error"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (_("The passkey was added."), "success"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_PASSKEY, "error"),
}
MESSAGES = {f"SECURITY_MSG_{name}": text for name, text in _TEXTS.items()}
