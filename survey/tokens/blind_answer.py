"""Ties a sealed answer to the blind token it was sent with: ECDSA P-256 with SHA-256.

Signatures are raw r‖s of 64 bytes, public keys are uncompressed points of 65 bytes, as
browsers make them. d is the leaf of the answer, as in the protocol.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey import sealing
from survey.tokens.blind_rsa import MODULUS_BITS
from survey.tokens.blind_token import OWNER_BYTES, PREPARED_BYTES, spent_mark

SIGNATURE_BYTES = 64
PROOF_BYTES = PREPARED_BYTES + MODULUS_BITS // 8 + SIGNATURE_BYTES

_HALF_BYTES = SIGNATURE_BYTES // 2
_UNCOMPRESSED = b"\x04"


class ForgedAnswerError(Exception):
    """An answer was not signed by the owner of its token."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that an answer came with a token of ours, and from its owner."""

    prepared: bytes
    token_signature: bytes
    answer_signature: bytes

    @property
    def packed(self) -> bytes:
        """Return the parts one after the other; each has a fixed length."""
        return self.prepared + self.token_signature + self.answer_signature


def unpack(packed: bytes) -> Proof:
    """Return the parts of a packed proof; raise ForgedAnswerError at a wrong length."""
    if len(packed) != PROOF_BYTES:
        raise ForgedAnswerError("The proof has the wrong length.")
    end = PROOF_BYTES - SIGNATURE_BYTES
    return Proof(packed[:PREPARED_BYTES], packed[PREPARED_BYTES:end], packed[end:])


def leaf(key_id: bytes, prepared: bytes, sealed: bytes) -> bytes:
    """Return d, which stands on the board for an answer that was sent with a token."""
    return sealing.leaf(key_id, spent_mark(prepared), sealed)


def new_owner_key() -> ec.EllipticCurvePrivateKey:
    """Return a key pair such as a browser draws for one token."""
    return ec.generate_private_key(ec.SECP256R1())


def owner_public(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public part as an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sign(key: ec.EllipticCurvePrivateKey, d: bytes) -> bytes:
    """Sign a leaf as its owner."""
    r, s = decode_dss_signature(key.sign(d, ec.ECDSA(SHA256())))
    return r.to_bytes(_HALF_BYTES) + s.to_bytes(_HALF_BYTES)


def check(owner: bytes, d: bytes, signature: bytes) -> None:
    """Raise ForgedAnswerError unless the owner of the token signed this leaf."""
    if len(signature) != 2 * _HALF_BYTES:
        raise ForgedAnswerError("The signature has the wrong length.")
    if len(owner) != OWNER_BYTES or not owner.startswith(_UNCOMPRESSED):
        raise ForgedAnswerError("The owner's key is not an uncompressed point.")
    r = int.from_bytes(signature[:_HALF_BYTES])
    s = int.from_bytes(signature[_HALF_BYTES:])
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), owner)
        key.verify(encode_dss_signature(r, s), d, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise ForgedAnswerError("The answer was not signed by its owner.") from error
