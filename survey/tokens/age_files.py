"""Encrypts streams to a backup key and opens them again, in the age format.

The identity (private part) stays with whoever may restore; a server keeps only the
recipient (public part), and so cannot read its own backups.
"""

from typing import BinaryIO

import pyrage


class BackupKeyError(Exception):
    """The text is not a backup key of the kind that is needed."""


class WrongBackupKeyError(Exception):
    """The file is damaged, or another key opens it."""


def new_identity() -> tuple[str, str]:
    """Return a new identity and its recipient, both as text."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def check_recipient(recipient: str) -> str:
    """Return a recipient as it is kept; raise BackupKeyError if the text is none."""
    _recipient(recipient)
    return recipient.strip()


def encrypt(plain: BinaryIO, target: BinaryIO, recipient: str) -> None:
    """Encrypt a stream to a recipient, piece by piece."""
    pyrage.encrypt_io(plain, target, [_recipient(recipient)])


def decrypt(source: BinaryIO, plain: BinaryIO, identity: str) -> None:
    """Open an encrypted stream; raise WrongBackupKeyError if it cannot be."""
    try:
        pyrage.decrypt_io(source, plain, [_identity(identity)])
    except (pyrage.DecryptError, OSError) as error:
        raise WrongBackupKeyError(
            "The backup is damaged, or another key opens it."
        ) from error


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise BackupKeyError("A public backup key begins with age1.") from error


def _identity(text: str) -> pyrage.x25519.Identity:
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for line in lines if line and not line.startswith("#")]
    try:
        return pyrage.x25519.Identity.from_str(kept[0] if kept else "")
    except pyrage.IdentityError as error:
        raise BackupKeyError(
            "A private backup key begins with AGE-SECRET-KEY-1."
        ) from error
