"""The key with which an installation signs the scripts that it gives to browsers."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

_CONTEXT = b"shudarga/1/release"


class ForgedReleaseError(Exception):
    """An entry was not signed with the installation's release key."""


def load_or_make(path: Path) -> bytes:
    """Return the private key in a file, which is made when there is none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def public(key: bytes) -> bytes:
    """Return the public part, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def sign(key: bytes, entry: bytes) -> bytes:
    """Sign an entry of the list of releases."""
    return Ed25519PrivateKey.from_private_bytes(key).sign(_CONTEXT + entry)


def check(public_key: bytes, entry: bytes, signature: bytes) -> None:
    """Raise ForgedReleaseError unless the owner of the key signed an entry."""
    try:
        known = Ed25519PublicKey.from_public_bytes(public_key)
        known.verify(signature, _CONTEXT + entry)
    except (InvalidSignature, ValueError) as error:
        raise ForgedReleaseError("An entry carries no valid signature.") from error
