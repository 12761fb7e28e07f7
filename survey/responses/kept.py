"""What the store takes in and gives out, and why it refuses."""

from dataclasses import dataclass

PARTS = ("leaf", "nonce", "sealed", "proof")


class UnknownSlipError(Exception):
    """No survey of ours has printed this slip."""


class UnknownSurveyError(Exception):
    """No survey of this name takes or took answers here."""


class SlipSpentError(Exception):
    """The slip was spent before."""


class SlipVoidError(Exception):
    """The slip was voided: it came back, was lost, or its batch was printed anew."""


class TokenSpentError(Exception):
    """The blind token was spent before, with another answer."""


class WorkSpentError(Exception):
    """An answer was already kept for this work."""


class SurveyClosedError(Exception):
    """The survey takes no more answers."""


class TooManySlipsError(Exception):
    """A group has more slips than people, or slips and invitations at once."""


class MisshapenAnswerError(Exception):
    """The answer is of another group or size than its slip or token."""


class CopiedAnswerError(Exception):
    """The group has this very sealed answer already, sent with another right."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the collector knows of a survey: public documents and its signing key."""

    manifest: bytes
    questionnaire: bytes
    board_key: bytes
    closed: bool = False


@dataclass(frozen=True, slots=True)
class SealedResponse:
    """A sealed answer with its leaf on the bulletin.

    With a blind token, `nonce` is the mark of the token and `proof` what shows on the
    board that it was ours; otherwise `proof` is empty.
    """

    key_id: bytes
    leaf: bytes
    nonce: bytes
    sealed: bytes
    proof: bytes = b""

    @property
    def parts(self) -> dict[str, bytes]:
        """Return what is written into a row."""
        return {name: getattr(self, name) for name in PARTS}
