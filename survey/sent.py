"""What a sender hands in, and the receipt that comes back."""

from dataclasses import dataclass, field

from survey import sealing
from survey.manifest import Manifest
from survey.responses.kept import SealedResponse
from survey.tokens import blind_answer, blind_token, board
from survey.tokens.blind_answer import Proof
from survey.tokens.blind_token import Token


@dataclass(frozen=True, slots=True)
class Receipt:
    """The leaf that will stand on the bulletin, and our signed promise of it."""

    leaf: bytes
    promise: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was put into a transaction, and what its receipt is signed with.

    It is signed after the commit, when nobody waits for the database any more.
    """

    leaf: bytes
    board_key: bytes = field(repr=False)

    @property
    def receipt(self) -> Receipt:
        """Return the receipt, for an answer whose transaction has ended."""
        return Receipt(self.leaf, board.sign_promise(self.board_key, self.leaf))


@dataclass(frozen=True, slots=True)
class SealedBySender:
    """An answer that was sealed in a browser, with the nonce of its leaf."""

    key_id: bytes
    nonce: bytes
    sealed: bytes

    @property
    def response(self) -> SealedResponse:
        """Return what is kept of it."""
        leaf = sealing.leaf(self.key_id, self.nonce, self.sealed)
        return SealedResponse(self.key_id, leaf, self.nonce, self.sealed)


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


@dataclass(frozen=True, slots=True)
class Genuine:
    """A blind answer whose token and signature were found to be good."""

    manifest: Manifest
    board_key: bytes = field(repr=False)
    response: SealedResponse
