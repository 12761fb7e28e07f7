"""The message inside a blind token: which survey and group it is for, and whose it is.

Its owner is known by nothing but a public key that a browser drew for this one use.
"""

import hashlib
from dataclasses import dataclass

from survey.tokens import blind_rsa
from survey.tokens.blind_rsa import ForgedTokenError
from survey.tokens.blinding import RANDOM_PREFIX_BYTES

OWNER_BYTES = 65

_CONTEXT = b"shudarga/1/token"
_DIGEST_BYTES = 32
PREPARED_BYTES = RANDOM_PREFIX_BYTES + len(_CONTEXT) + 2 * _DIGEST_BYTES + OWNER_BYTES


@dataclass(frozen=True, slots=True)
class Token:
    """A prepared message, and the issuer's signature on it after unblinding."""

    prepared: bytes
    signature: bytes


def message(manifest_digest: bytes, key_id: bytes, owner: bytes) -> bytes:
    """Return what a browser prepares and blinds: survey, group and its public key."""
    return _CONTEXT + manifest_digest + key_id + owner


def owner_of(prepared: bytes) -> bytes:
    """Return the public key inside a prepared message."""
    return prepared[-OWNER_BYTES:]


def check(
    token: Token, *, manifest_digest: bytes, key_id: bytes, token_key: bytes
) -> None:
    """Raise ForgedTokenError unless a token is for this survey and group, and ours."""
    expected = message(manifest_digest, key_id, owner_of(token.prepared))
    fits = token.prepared[RANDOM_PREFIX_BYTES:] == expected
    if len(token.prepared) != PREPARED_BYTES or not fits:
        raise ForgedTokenError("The token is for another survey or group.")
    blind_rsa.check(token_key, token.prepared, token.signature)


def spent_mark(prepared: bytes) -> bytes:
    """Return t, the mark that a token leaves behind when it is spent."""
    return hashlib.sha256(prepared).digest()
