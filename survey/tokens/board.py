"""Signs for the public board with Ed25519: promises, and the notes that close it."""

import base64
import binascii
import hashlib
import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

_PROMISE = b"shudarga/1/promise"
_CHALLENGE = b"shudarga/1/challenge"
_SIGNATURE_LINE = "\u2014 "  # an em dash and a space, as signed notes have them
_ED25519 = b"\x01"
_HASH_BYTES = 4


class ForgedPromiseError(Exception):
    """A promise was not signed with the board's key."""


class NoteError(Exception):
    """A text is not a signed note, or the key in question did not sign it."""


def new_board_key() -> bytes:
    """Return a new private key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def board_public(key: bytes) -> bytes:
    """Return the public part of a board key, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def sign_promise(key: bytes, leaf: bytes) -> bytes:
    """Promise that a leaf will stand on the board."""
    return _signer(key).sign(_PROMISE + leaf)


def challenge_secret(key: bytes) -> bytes:
    """Return what signs the challenges of a survey; it follows from its board key."""
    return hmac.digest(key, _CHALLENGE, "sha256")


@lru_cache(maxsize=16)
def _signer(key: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key)


def check_promise(public_key: bytes, leaf: bytes, promise: bytes) -> None:
    """Raise ForgedPromiseError unless the board promised this leaf."""
    if not _signed(public_key, _PROMISE + leaf, promise):
        raise ForgedPromiseError("The promise was not signed with the board's key.")


def sign_note(key: bytes, name: str, text: str) -> str:
    """Return a text with a signature line under it (C2SP signed-note)."""
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(text.encode())
    mark = key_hash(name, board_public(key)) + signature
    return f"{text}\n{_SIGNATURE_LINE}{name} {base64.b64encode(mark).decode()}\n"


def read_note(public_key: bytes, name: str, note: str) -> str:
    """Return the text of a note that `name` signed with this key; others may too."""
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NoteError("The note has no signature.")
    text += "\n"
    expected = key_hash(name, public_key)
    for mark in _marks(lines, name):
        if mark[:_HASH_BYTES] == expected:
            if _signed(public_key, text.encode(), mark[_HASH_BYTES:]):
                return text
            raise NoteError("The note was changed after it was signed.")
    raise NoteError("The note is not signed with the expected key.")


def key_hash(name: str, public_key: bytes) -> bytes:
    """Return the four bytes that tell in a signature line which key made it."""
    named = name.encode() + b"\n" + _ED25519 + public_key
    return hashlib.sha256(named).digest()[:_HASH_BYTES]


def _marks(lines: str, name: str) -> list[bytes]:
    marks = []
    for line in lines.splitlines():
        signer, _, encoded = line.removeprefix(_SIGNATURE_LINE).partition(" ")
        if not line.startswith(_SIGNATURE_LINE) or not signer or not encoded:
            raise NoteError("A line under the note is not a signature.")
        try:
            mark = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise NoteError("A signature under the note cannot be read.") from error
        if signer == name:
            marks.append(mark)
    return marks


def _signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
