"""Recovery codes: shown once when they are made, kept as keyed hashes only.

Who copies the database learns no code; not even the site can show one again.
"""

import hashlib
import hmac
from collections.abc import Sequence

from flask import Flask, current_app
from flask_security import UserMixin
from flask_security.recovery_codes import MfRecoveryCodesUtil

from survey.accounts.store import officers
from survey.accounts.watching import note
from survey.registry.audit import Act

PEPPER = "RECOVERY_PEPPER"
_BLANK = str.maketrans("", "", " -")


class RecoveryCodes(MfRecoveryCodesUtil):
    """Makes, checks and uses up the codes, of which hashes alone are kept."""

    def __init__(self, app: Flask) -> None:
        """Need no key: nothing is ever decrypted."""
        super().__init__(app)

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        """Make new codes, keep their hashes, and return the codes this once."""
        totp = current_app.extensions["security"].totp_factory
        number = current_app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_N"]
        codes = [str(code) for code in totp.generate_recovery_codes(number)]
        officers().mf_set_recovery_codes(user, [_hash(code) for code in codes])
        note(user, Act.RECOVERY_CODES_MADE)
        return codes

    def get_recovery_codes(self, user: UserMixin) -> list[str]:
        """Return nothing: a code that was shown once is never shown again."""
        del user
        return []

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Say whether a code is one of those that were not used yet."""
        return _place(officers().mf_get_recovery_codes(user), code) is not None

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Use a code up, and note it."""
        place = _place(officers().mf_get_recovery_codes(user), code)
        if place is None:
            return False
        note(user, Act.RECOVERY_CODE_USED)
        return bool(officers().mf_delete_recovery_code(user, place))


def _place(hashes: Sequence[str], code: str) -> int | None:
    wanted = _hash(code)
    same = [hmac.compare_digest(one, wanted) for one in hashes]
    return same.index(True) if any(same) else None


def _hash(code: str) -> str:
    clean = code.translate(_BLANK).lower()
    pepper = str(current_app.config[PEPPER]).encode()
    message = b"shudarga/1/recovery-code" + clean.encode()
    return hmac.new(pepper, message, hashlib.sha256).hexdigest()
