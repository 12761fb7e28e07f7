"""Exchanges an invitation for one blindly signed token.

The issuer sees who may answer and signs what it cannot read. It never sees a token,
and knows the collector by its address alone.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from survey.database import Session
from survey.manifest import Group, Manifest
from survey.registry import claims
from survey.registry.claims import (
    AlreadyCollectedError,
    Claim,
    UnknownInvitationError,
)
from survey.registry.lifecycle import State
from survey.tokens import blind_rsa, codes
from survey.tokens.blind_rsa import SigningKey
from survey.tokens.key_folder import KeyFolder

__all__ = [
    "AlreadyCollectedError",
    "BadMessageError",
    "ClosedError",
    "Exchange",
    "NotOpenError",
    "Standing",
    "UnknownInvitationError",
    "exchange",
    "state",
]


class NotOpenError(Exception):
    """Tokens of this survey are given from a later day on."""


class ClosedError(Exception):
    """The survey gives no more tokens."""


class BadMessageError(Exception):
    """The blinded message has the wrong length or is out of range."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an invitation is for, and whether a token was collected with it."""

    manifest: Manifest
    group: Group
    collected: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """An invitation that was claimed, and what is signed in exchange for it."""

    key: SigningKey
    blinded: bytes

    def sign(self) -> bytes:
        """Return the blind signature, which is the same each time."""
        return blind_rsa.blind_sign(self.key, self.blinded)


def state(session: Session, code: str) -> Standing:
    """Return where an invitation stands, also after closing. It claims nothing."""
    return _standing(claims.find(session, _invitation(code)))


def exchange(
    session: Session, keys: KeyFolder, code: str, blinded: bytes, *, today: date
) -> Exchange:
    """Claim an invitation for the blinded message that came with it.

    The same message may come again. Nothing is claimed if anything is raised. The
    signature is made after the commit, so that others do not wait for it.
    """
    held = claims.hold(session, _invitation(code))
    standing = _standing(held)
    _check_open(standing.manifest, held.state, today)
    try:
        blind_rsa.check_blinded(blinded, standing.group.token_key or b"")
    except blind_rsa.BlindedMessageError as error:
        raise BadMessageError(str(error)) from error
    key = keys.load(standing.group.key_id)
    claims.claim(session, held, hashlib.sha256(blinded).digest())
    return Exchange(key, blinded)


def _invitation(code: str) -> bytes:
    try:
        return codes.invitation_hash(code)
    except codes.CodeError as error:
        raise UnknownInvitationError from error


def _standing(claim: Claim) -> Standing:
    manifest = _manifest(claim.manifest)
    group = next(group for group in manifest.groups if group.name == claim.group)
    return Standing(manifest, group, claim.collected)


def _check_open(manifest: Manifest, reached: State, today: date) -> None:
    if today < manifest.opens:
        raise NotOpenError
    if reached is not State.OPEN or today > manifest.closes:
        raise ClosedError


@lru_cache(maxsize=64)
def _manifest(document: bytes) -> Manifest:
    return Manifest.from_json(document)
