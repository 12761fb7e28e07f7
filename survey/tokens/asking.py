"""Asks for a blind token and answers with it: what a respondent's browser does.

Here it serves the sample district and tests. Python's integers take time that depends
on their value, so nobody's real token is made here.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from survey.tokens import blind_answer, blind_rsa, blind_token, blinding
from survey.tokens.blind_token import Token
from survey.tokens.blinding import Blinded


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person keeps to themselves until the issuer has signed."""

    key_id: bytes
    token_key: bytes
    owner: EllipticCurvePrivateKey = field(repr=False)
    prepared: bytes = field(repr=False)
    blinded: Blinded


@dataclass(frozen=True, slots=True)
class Collected:
    """A token, and the key that signs the one answer that it is spent on."""

    key_id: bytes
    token: Token = field(repr=False)
    owner: EllipticCurvePrivateKey = field(repr=False)

    def sign(self, sealed: bytes) -> bytes:
        """Sign the leaf of a sealed answer."""
        d = blind_answer.leaf(self.key_id, self.token.prepared, sealed)
        return blind_answer.sign(self.owner, d)


def ask(manifest_digest: bytes, key_id: bytes, token_key: bytes) -> Asked:
    """Draw a key pair, and blind the message that ties it to a survey and group."""
    owner = blind_answer.new_owner_key()
    public = blind_answer.owner_public(owner)
    message = blind_token.message(manifest_digest, key_id, public)
    prepared = blinding.prepare(message)
    blinded = blinding.blind(blind_rsa.load_public(token_key), prepared)
    return Asked(key_id, token_key, owner, prepared, blinded)


def collect(asked: Asked, blind_signature: bytes) -> Collected:
    """Turn the issuer's reply into a token.

    Raises ForgedTokenError if the issuer signed with another key or something else.
    """
    signature = blinding.finalize(
        blind_rsa.load_public(asked.token_key),
        asked.prepared,
        blind_signature,
        asked.blinded.inverse,
    )
    return Collected(asked.key_id, Token(asked.prepared, signature), asked.owner)
