"""RSA blind signatures, RFC 9474: the side of the one who asks for a signature.

The browser does this for a respondent; here it serves tests and replays. Python's
integers take time that depends on their value, so nobody's real token is made here.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

import gmpy2
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from survey.tokens.blind_rsa import SALT_BYTES, check_with

RANDOM_PREFIX_BYTES = 32

_HASH_BYTES = 48
_TRAILER = b"\xbc"


class BlindingError(Exception):
    """A message cannot be blinded with the values that were given."""


@dataclass(frozen=True, slots=True)
class Blinded:
    """What is sent to the issuer, and the secret that turns its reply into a token."""

    message: bytes
    inverse: int = field(repr=False)


def prepare(message: bytes) -> bytes:
    """Put 32 random bytes before a message (section 4.1, PrepareRandomize)."""
    return secrets.token_bytes(RANDOM_PREFIX_BYTES) + message


def blind(
    key: RSAPublicKey,
    prepared: bytes,
    *,
    salt: bytes | None = None,
    r: int | None = None,
) -> Blinded:
    """Blind a prepared message (section 4.2, Blind); salt and r are drawn if absent."""
    numbers = key.public_numbers()
    n, e = numbers.n, numbers.e
    # 1. to 3. encoded_msg = EMSA-PSS-ENCODE(msg, bit_len(n) - 1)
    drawn = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    m = int.from_bytes(encode(prepared, drawn, bits=n.bit_length() - 1))
    # 4. If m and n are not coprime, raise "invalid input".
    if gmpy2.gcd(m, n) != 1:
        raise BlindingError("The message cannot be blinded with this key.")
    # 5. and 6. r = random_integer_uniform(1, n), inv = inverse_mod(r, n)
    chosen = secrets.randbelow(n - 1) + 1 if r is None else r
    try:
        inverse = int(gmpy2.invert(chosen, n))
    except ZeroDivisionError as error:
        raise BlindingError("The blinding number has no inverse.") from error
    # 7. to 9. z = m·RSAVP1(pk, r) mod n, blinded_msg = int_to_bytes(z, modulus_len)
    z = m * int(gmpy2.powmod(chosen, e, n)) % n
    return Blinded(z.to_bytes(_modulus_bytes(key)), inverse)


def unblind(key: RSAPublicKey, blind_signature: bytes, inverse: int) -> bytes:
    """Divide the blinding out of the issuer's reply, without looking at the result."""
    z = int.from_bytes(blind_signature)
    return (z * inverse % key.public_numbers().n).to_bytes(_modulus_bytes(key))


def finalize(
    key: RSAPublicKey, prepared: bytes, blind_signature: bytes, inverse: int
) -> bytes:
    """Return the signature on a prepared message (section 4.4, Finalize).

    Raises ForgedTokenError if the issuer signed with another key or something else.
    """
    signature = unblind(key, blind_signature, inverse)
    check_with(key, prepared, signature)
    return signature


def encode(message: bytes, salt: bytes, *, bits: int) -> bytes:
    """Encode a message as RSASSA-PSS does with SHA-384 (RFC 8017, section 9.1.1)."""
    length = (bits + 7) // 8
    hashed = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = (b"\x01" + salt).rjust(length - _HASH_BYTES - 1, b"\x00")
    mask = _mask(hashed, len(block))
    masked = bytes(one ^ other for one, other in zip(block, mask, strict=True))
    first = masked[0] & (0xFF >> (8 * length - bits))
    return bytes([first]) + masked[1:] + hashed + _TRAILER


def _mask(seed: bytes, length: int) -> bytes:
    """Return MGF1 with SHA-384 (RFC 8017, appendix B.2.1)."""
    blocks = range(-(-length // _HASH_BYTES))
    hashes = (hashlib.sha384(seed + block.to_bytes(4)).digest() for block in blocks)
    return b"".join(hashes)[:length]


def _modulus_bytes(key: RSAPublicKey) -> int:
    return (key.key_size + 7) // 8
