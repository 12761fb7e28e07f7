"""Seals answers to the key-holders with HPKE (RFC 9180) and opens them again.

The suite is X-Wing (ML-KEM-768 with X25519), HKDF-SHA256 and AES-256-GCM. With two
key-holders an answer is sealed to the inner key and then to the outer one, in the
order of the manifest.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

SUITE = "X-Wing, HKDF-SHA256, AES-256-GCM"
BUCKETS = (4096, 8192, 16384, 32768)
PUBLIC_KEY_BYTES = 1216
OVERHEAD = 1136
DIGEST_BYTES = 32
SEED_BYTES = 32

_SUITE = hpke.Suite(
    hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM
)
_MLKEM_PUBLIC = 1184
_MLKEM_SEED = 64
_END = b"\x80"


class TooLongError(Exception):
    """An answer does not fit into the bucket that all answers share."""


class OpeningError(Exception):
    """A sealed answer does not open with these keys in this place."""


class PublicKeyError(Exception):
    """The bytes are not a public sealing key."""


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The secret of a key-holder: the 32-byte seed of an X-Wing key."""

    seed: bytes = field(repr=False)


def new_key() -> PrivateKey:
    """Return a new private key."""
    return PrivateKey(secrets.token_bytes(SEED_BYTES))


def public_bytes(key: PrivateKey) -> bytes:
    """Return the public part: ML-KEM-768 (1,184 bytes), then X25519 (32 bytes)."""
    lattice, curve = _parts(key)
    return (
        lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    )


def bucket_for(longest: int) -> int:
    """Return the size to which every answer is padded, given the longest possible."""
    for bucket in BUCKETS:
        if longest < bucket:
            return bucket
    raise TooLongError(
        f"Answers may have at most {BUCKETS[-1] - 1} bytes; the longest has {longest}."
    )


def sealed_length(bucket: int, holders: int) -> int:
    """Return the length of every sealed answer of a survey."""
    return bucket + OVERHEAD * holders


def answer_info(manifest_digest: bytes, key_id: bytes) -> bytes:
    """Return the context of an answer, without which it does not open."""
    return b"shudarga/1/answer" + manifest_digest + key_id


def seal(
    plaintext: bytes, public_keys: Sequence[bytes], *, info: bytes, bucket: int
) -> bytes:
    """Pad an answer to the bucket and seal it to each key in turn, inner first."""
    sealed = _pad(plaintext, bucket)
    for public_key in public_keys:
        sealed = _SUITE.encrypt(sealed, _public(public_key), info)
    return sealed


def open_sealed(sealed: bytes, keys: Sequence[PrivateKey], *, info: bytes) -> bytes:
    """Open an answer with all its keys, given in the order in which it was sealed."""
    return Opener.of(keys).open(sealed, info=info)


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens many answers with the same keys, which are expanded only once."""

    keys: tuple[hpke.MLKEM768X25519PrivateKey, ...] = field(repr=False)

    @classmethod
    def of(cls, keys: Sequence[PrivateKey]) -> "Opener":
        """Take all keys, in the order in which answers were sealed."""
        return cls(tuple(_private(key) for key in reversed(keys)))

    def open(self, sealed: bytes, *, info: bytes) -> bytes:
        """Open one answer."""
        opened = sealed
        for key in self.keys:
            try:
                opened = _SUITE.decrypt(opened, key, info)
            except (InvalidTag, ValueError) as error:
                raise OpeningError(
                    "The answer does not open with these keys."
                ) from error
        return _unpad(opened)


def leaf(key_id: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """Return what stands for a sealed answer on the board."""
    return leaf_of_digest(key_id, nonce, hashlib.sha256(sealed).digest())


def leaf_of_digest(key_id: bytes, nonce: bytes, sealed_digest: bytes) -> bytes:
    """Return the same leaf for whoever knows only the hash of the sealed answer."""
    parts = (key_id, nonce, sealed_digest)
    if any(len(part) != DIGEST_BYTES for part in parts):
        raise ValueError(f"Each part of a leaf has {DIGEST_BYTES} bytes.")
    return hashlib.sha256(b"shudarga/1/leaf" + b"".join(parts)).digest()


def _parts(key: PrivateKey) -> tuple[mlkem.MLKEM768PrivateKey, x25519.X25519PrivateKey]:
    """Expand a seed as the X-Wing draft does."""
    expanded = hashlib.shake_256(key.seed).digest(_MLKEM_SEED + 32)
    return (
        mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]),
        x25519.X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]),
    )


def _private(key: PrivateKey) -> hpke.MLKEM768X25519PrivateKey:
    return hpke.MLKEM768X25519PrivateKey(*_parts(key))


@lru_cache(maxsize=64)
def _public(raw: bytes) -> hpke.MLKEM768X25519PublicKey:
    if len(raw) != PUBLIC_KEY_BYTES:
        raise PublicKeyError(f"A public sealing key has {PUBLIC_KEY_BYTES} bytes.")
    try:
        return hpke.MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC]),
            x25519.X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC:]),
        )
    except ValueError as error:
        raise PublicKeyError("The bytes are not a public sealing key.") from error


def _pad(plaintext: bytes, bucket: int) -> bytes:
    """Append one byte 0x80 and zeros (ISO/IEC 7816-4), which end in only one way."""
    if len(plaintext) >= bucket:
        raise TooLongError(f"An answer has at most {bucket - 1} bytes here.")
    return (plaintext + _END).ljust(bucket, b"\x00")


def _unpad(padded: bytes) -> bytes:
    content = padded.rstrip(b"\x00")
    if not content.endswith(_END):
        raise OpeningError("The answer opens, but its end is not marked.")
    return content.removesuffix(_END)
