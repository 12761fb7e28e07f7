"""Challenges that cost a phone some work and us almost none, for answers by poster.

They are ALTCHA's. A challenge is signed, names its group and ends; whoever accepts a
solution keeps its mark, because a solution alone could be sent again and again.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import cast

import altcha

_ALGORITHM = "PBKDF2/SHA-256"
_PREFIX = "00"
_LONGEST_PAYLOAD = 4096


class ProofRefusedError(Exception):
    """The work was not done, was done for something else, or came too late."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work is asked: rounds of PBKDF2 for each of about 256 attempts."""

    rounds: int = 1_000


def new_challenge(
    secret: bytes, key_id: bytes, *, effort: Effort, until: int
) -> dict[str, object]:
    """Return a challenge for one answer of a group, good until a moment in seconds."""
    challenge = altcha.create_challenge(
        _ALGORITHM,
        effort.rounds,
        key_prefix=_PREFIX,
        data={"group": key_id.hex(), "until": until},
        hmac_secret=secret,
    )
    return cast("dict[str, object]", challenge.to_dict())


def check(payload: str, secret: bytes, key_id: bytes, *, now: int) -> bytes:
    """Return the mark of a good solution, 32 bytes, for its being spent.

    `payload` is base64 of the JSON {challenge, solution}. Raises ProofRefusedError.
    """
    challenge, solution = _read(payload)
    asked: object = challenge.parameters.data
    named = asked if isinstance(asked, dict) else {}
    until = named.get("until")
    if named.get("group") != key_id.hex() or not isinstance(until, int) or until < now:
        raise ProofRefusedError("The work was done for another group, or too long ago.")
    if not _is_done(altcha.Payload(challenge, solution), secret):
        raise ProofRefusedError("The work was not done.")
    return hashlib.sha256(str(challenge.signature).encode()).digest()


def solve(challenge: dict[str, object]) -> str:
    """Do the work, as a browser does; return the payload. It takes a while."""
    asked = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(asked)
    if solution is None:
        raise ProofRefusedError("No solution was found in time.")
    whole = {"challenge": challenge, "solution": solution.to_dict()}
    return base64.b64encode(json.dumps(whole).encode()).decode()


def _is_done(payload: altcha.Payload, secret: bytes) -> bool:
    """Say whether the work was done. A whole number written as 1.0 is no number."""
    try:
        return bool(altcha.verify_solution(payload, secret).verified)
    except (TypeError, ValueError, OverflowError):
        return False


def _read(payload: str) -> tuple[altcha.Challenge, altcha.Solution]:
    if len(payload) > _LONGEST_PAYLOAD:
        raise ProofRefusedError("The solution is too long.")
    try:
        whole = json.loads(base64.b64decode(payload, validate=True))
        challenge = altcha.Challenge.from_dict(whole["challenge"])
        return challenge, altcha.Solution.from_dict(whole["solution"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProofRefusedError("The solution cannot be read.") from error
