"""Closed surveys with real tokens and slips, and operators who change their boards."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date
from functools import cache

from survey import sealing
from survey.bulletin import BlindEntry, Bulletin, Entry, GroupCount, publish
from survey.manifest import Group, Manifest, group_key_id, slip_root
from survey.tokens import blind_answer, blind_rsa, blind_token, blinding, board
from survey.tokens.blind_token import Token

SURVEY = "internal-2026-q3"


@dataclass(frozen=True, slots=True)
class ClosedSurvey:
    """Everything that its operator has when a survey is closed."""

    manifest: Manifest
    board_key: bytes
    token_key: bytes
    entries: tuple[Entry | BlindEntry, ...]
    counts: tuple[GroupCount, ...]

    def publish(self, entries=None, counts=None, *, board_key=None) -> Bulletin:
        """Publish as it is, or as an operator who holds the board key would like it."""
        return publish(
            self.manifest,
            self.entries if entries is None else entries,
            self.counts if counts is None else counts,
            board_key=board_key or self.board_key,
        )

    def of(self, channel):
        """Return the entries of one channel."""
        ids = {g.key_id for g in self.manifest.groups if g.channel == channel}
        return [entry for entry in self.entries if entry.key_id in ids]

    def group(self, channel):
        return next(g for g in self.manifest.groups if g.channel == channel)


def slip_entry(group):
    return Entry(group.key_id, secrets.token_bytes(32), secrets.token_bytes(32))


def blind_entry(token, owner, *, key_id, sealed_digest=None):
    digest = sealed_digest or secrets.token_bytes(32)
    mark = blind_token.spent_mark(token.prepared)
    d = sealing.leaf_of_digest(key_id, mark, digest)
    return BlindEntry(
        key_id=key_id,
        prepared=token.prepared,
        token_signature=token.signature,
        owner=blind_answer.owner_public(owner),
        answer_signature=blind_answer.sign(owner, d),
        sealed_digest=digest,
    )


def token(manifest, token_key, owner):
    """Collect a token as a browser does."""
    spki = public_part(token_key)
    message = blind_token.message(
        manifest.digest, blind_rsa.key_id(spki), blind_answer.owner_public(owner)
    )
    prepared = blinding.prepare(message)
    key = blind_rsa.load_public(spki)
    blinded = blinding.blind(key, prepared)
    reply = blind_rsa.blind_sign(_signer(token_key), blinded.message)
    signature = blinding.finalize(key, prepared, reply, blinded.inverse)
    return Token(prepared, signature)


@cache
def token_key(number):
    """Return the private token key of a group; making one takes a while."""
    del number
    return blind_rsa.new_token_key()


@cache
def public_part(token_key):
    """Return the public part of a token key; reading a private one takes a while."""
    return blind_rsa.token_public(token_key)


@cache
def _signer(token_key):
    return blind_rsa.signing_key(token_key)


def closed_survey(*, blind=6, slips=6, posters=3, spare=20):
    """Let so many people of each channel answer, others not, and close."""
    key, board_key = token_key(0), board.new_board_key()
    printed = sorted(
        hashlib.sha256(bytes([n % 256, n // 256])).digest()
        for n in range(slips + spare)
    )
    groups = _groups(public_part(key), printed, invited=blind + spare)
    manifest = _manifest(groups, board.board_public(board_key))
    by_token, by_slip, by_poster = groups
    entries = [
        *(_answered_blindly(manifest, key) for _ in range(blind)),
        *(slip_entry(by_slip) for _ in range(slips)),
        *(slip_entry(by_poster) for _ in range(posters)),
    ]
    spent = tuple(sorted(secrets.SystemRandom().sample(printed, slips)))
    unspent = tuple(slip for slip in printed if slip not in set(spent))
    counts = (
        GroupCount(by_token.key_id, by_token.eligible, blind + min(spare, 5), blind),
        GroupCount(
            by_slip.key_id, by_slip.eligible, len(printed), slips, spent, unspent
        ),
        GroupCount(by_poster.key_id, 0, None, posters),
    )
    return ClosedSurvey(manifest, board_key, key, tuple(entries), counts)


def _answered_blindly(manifest, token_key):
    owner = blind_answer.new_owner_key()
    key_id = blind_rsa.key_id(public_part(token_key))
    return blind_entry(token(manifest, token_key, owner), owner, key_id=key_id)


def _groups(spki, printed, *, invited):
    return (
        Group("Тамгын газар", invited, "blind", blind_rsa.key_id(spki), spki),
        Group(
            "Хороод",
            len(printed),
            "slip",
            group_key_id(SURVEY, "Хороод"),
            slip_root=slip_root(printed),
        ),
        Group("Танхим", 0, "poster", group_key_id(SURVEY, "Танхим")),
    )


def _manifest(groups, board_key):
    return Manifest(
        survey=SURVEY,
        kind="citizen",
        questionnaire="open_day",
        version="2026.1",
        questionnaire_digest=bytes(32),
        opens=date(2026, 7, 1),
        answers_open=date(2026, 7, 8),
        closes=date(2026, 9, 30),
        groups=groups,
        sealing_keys=(sealing.public_bytes(sealing.new_key()),),
        suite=sealing.SUITE,
        group_floor=20,
        cell_floor=10,
        bucket=4096,
        board_key=board_key,
        sample=True,
    )
