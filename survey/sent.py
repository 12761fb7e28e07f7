"""What a sender hands in, and the receipt that comes back."""

from dataclasses import dataclass

from survey.responses.kept import SealedResponse
from survey.tokens import blind_answer, blind_token
from survey.tokens.blind_answer import Proof
from survey.tokens.blind_token import Token


@dataclass(frozen=True, slots=True)
class Receipt:
    """The leaf that will stand on the bulletin, and our signed promise of it."""

    leaf: bytes
    promise: bytes


@dataclass(frozen=True, slots=True)
class SealedBySender:
    """An answer that was sealed in a browser, with the nonce of its leaf."""

    key_id: bytes
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class BlindAnswer:
    """A sealed answer with a blind token, signed by the owner of the token."""

    key_id: bytes
    prepared: bytes
    signature: bytes
    answer_signature: bytes
    sealed: bytes

    @property
    def token(self) -> Token:
        """Return the token by itself."""
        return Token(self.prepared, self.signature)

    @property
    def response(self) -> SealedResponse:
        """Return what is kept of it."""
        proof = Proof(self.prepared, self.signature, self.answer_signature)
        return SealedResponse(
            key_id=self.key_id,
            leaf=blind_answer.leaf(self.key_id, self.prepared, self.sealed),
            nonce=blind_token.spent_mark(self.prepared),
            sealed=self.sealed,
            proof=proof.packed,
        )
