"""RSA blind signatures, RFC 9474, variant RSABSSA-SHA384-PSS-Randomized: the issuer.

Names and numbered steps are those of the RFC; n, e, d, p, q are those of RSA. The
private operation runs in constant time on a blinded number: gmpy2's `powmod_sec` with
CRT, then s^e = z is checked, so that a fault never leaves with a signature.
"""

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from functools import lru_cache

import gmpy2
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

MODULUS_BITS = 3072
EXPONENT = 65537
SALT_BYTES = 48

_USES_OF_A_PAIR = 32


class TokenKeyError(Exception):
    """The bytes are not a token key: RSA-3072 with the exponent 65537."""


class BlindedMessageError(Exception):
    """A blinded message has the wrong length or is out of range."""


class SigningError(Exception):
    """The computation went wrong; no signature left."""


class ForgedTokenError(Exception):
    """A signature is not ours."""


class BlindingPairs:
    """Numbers (rᵉ, 1/r) modulo n that hide what the private operation works on.

    A pair is drawn at random and then squared from use to use, which costs nearly
    nothing; after 32 uses another is drawn. OpenSSL does the same.
    """

    def __init__(self, n: gmpy2.mpz, e: gmpy2.mpz) -> None:
        """Begin without a pair."""
        self._n, self._e = n, e
        self._lock = threading.Lock()
        self._left = 0
        self._pair = (gmpy2.mpz(0), gmpy2.mpz(0))

    def draw(self) -> tuple[gmpy2.mpz, gmpy2.mpz]:
        """Return the next pair, to one caller only."""
        with self._lock:
            if self._left:
                blinding, unblinding = self._pair
                self._pair = blinding**2 % self._n, unblinding**2 % self._n
            else:
                self._pair, self._left = self._fresh(), _USES_OF_A_PAIR
            self._left -= 1
            return self._pair

    def _fresh(self) -> tuple[gmpy2.mpz, gmpy2.mpz]:
        while True:
            r = gmpy2.mpz(secrets.randbelow(int(self._n) - 2) + 2)
            try:
                unblinding = gmpy2.invert(r, self._n)
            except ZeroDivisionError:
                continue
            return gmpy2.powmod(r, self._e, self._n), unblinding


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private token key with the numbers of the Chinese remainder theorem."""

    n: gmpy2.mpz
    e: gmpy2.mpz
    p: gmpy2.mpz = field(repr=False)
    q: gmpy2.mpz = field(repr=False)
    d_p: gmpy2.mpz = field(repr=False)
    d_q: gmpy2.mpz = field(repr=False)
    q_inverse: gmpy2.mpz = field(repr=False)
    pairs: BlindingPairs = field(repr=False, compare=False)


def new_token_key() -> bytes:
    """Return a new private token key (PKCS #8, DER)."""
    key = generate_private_key(EXPONENT, MODULUS_BITS)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def token_public(key: bytes) -> bytes:
    """Return the public part of a token key (SPKI, DER), as the manifest has it."""
    public_key = _load_private(key).public_key()
    return public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_id(public_key: bytes) -> bytes:
    """Return the name of a token key: SHA-256 of its SPKI."""
    return hashlib.sha256(public_key).digest()


def signing_key(key: bytes) -> SigningKey:
    """Prepare a private token key for signing."""
    return from_numbers(_load_private(key))


def from_numbers(key: RSAPrivateKey) -> SigningKey:
    """Prepare an RSA key of any size for signing."""
    numbers = key.private_numbers()
    values = (
        numbers.public_numbers.n,
        numbers.public_numbers.e,
        numbers.p,
        numbers.q,
        numbers.dmp1,
        numbers.dmq1,
        numbers.iqmp,
    )
    n, e, p, q, d_p, d_q, q_inverse = (gmpy2.mpz(value) for value in values)
    return SigningKey(n, e, p, q, d_p, d_q, q_inverse, BlindingPairs(n, e))


def check_blinded(blinded: bytes, public_key: bytes) -> None:
    """Raise BlindedMessageError for what must not claim an invitation."""
    _to_number(blinded, load_public(public_key).public_numbers().n)


def blind_sign(key: SigningKey, blinded: bytes) -> bytes:
    """Sign a message that we cannot read (RFC 9474, section 4.3, BlindSign)."""
    # 1. z = bytes_to_int(blinded_msg), refused unless 1 < z < n - 1.
    z = gmpy2.mpz(_to_number(blinded, int(key.n)))
    # 2. s = RSASP1(sk, z), on z·rᵉ with a random r that is divided out again.
    blinding, unblinding = key.pairs.draw()
    s = _private_power(key, z * blinding % key.n) * unblinding % key.n
    # 3. and 4. If RSAVP1(pk, s) is not z, raise "signing failure".
    if gmpy2.powmod(s, key.e, key.n) != z:
        raise SigningError("The signature does not open to the blinded message.")
    # 5. and 6. blind_sig = int_to_bytes(s, modulus_len)
    return int(s).to_bytes(len(blinded))


def check(public_key: bytes, prepared: bytes, signature: bytes) -> None:
    """Raise ForgedTokenError unless the signature is ours (section 4.5, Verify)."""
    check_with(load_public(public_key), prepared, signature)


def check_with(key: RSAPublicKey, prepared: bytes, signature: bytes) -> None:
    """Do the same with a key of any size. The salt has 48 bytes and never less."""
    try:
        key.verify(signature, prepared, PSS(MGF1(SHA384()), SALT_BYTES), SHA384())
    except InvalidSignature as error:
        raise ForgedTokenError("The token was not signed with this key.") from error


@lru_cache(maxsize=256)
def load_public(public_key: bytes) -> RSAPublicKey:
    """Read a public token key; raise TokenKeyError unless it is the pinned kind."""
    try:
        key = load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise TokenKeyError("The bytes are not a public key.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size != MODULUS_BITS:
        raise TokenKeyError(f"A token key is an RSA key of {MODULUS_BITS} bits.")
    if key.public_numbers().e != EXPONENT:
        raise TokenKeyError(f"A token key has the exponent {EXPONENT}.")
    exported = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if exported != public_key:
        raise TokenKeyError("The key is written in an unusual way.")
    return key


def pinned(public_key: bytes) -> bool:
    """Say whether the bytes are a public token key of the one size that is allowed."""
    try:
        load_public(public_key)
    except TokenKeyError:
        return False
    return True


def _load_private(key: bytes) -> RSAPrivateKey:
    try:
        loaded = load_der_private_key(key, password=None)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise TokenKeyError("The bytes are not a private key.") from error
    if not isinstance(loaded, RSAPrivateKey) or loaded.key_size != MODULUS_BITS:
        raise TokenKeyError(f"A token key is an RSA key of {MODULUS_BITS} bits.")
    return loaded


def _to_number(blinded: bytes, n: int) -> int:
    if len(blinded) != (n.bit_length() + 7) // 8:
        raise BlindedMessageError("The blinded message has the wrong length.")
    z = int.from_bytes(blinded)
    if not 1 < z < n - 1:
        raise BlindedMessageError("The blinded message is out of range.")
    return z


def _private_power(key: SigningKey, z: gmpy2.mpz) -> gmpy2.mpz:
    """Return z^d mod n by Garner's formula (RFC 8017, section 5.1.2)."""
    s_1 = gmpy2.powmod_sec(z % key.p, key.d_p, key.p)
    s_2 = gmpy2.powmod_sec(z % key.q, key.d_q, key.q)
    return s_2 + key.q * ((s_1 - s_2) * key.q_inverse % key.p)
