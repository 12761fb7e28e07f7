"""How long anybody waits for the check of a whole board of 10,000 blind answers.

Each answer has a token and an owner of its own, as in a real survey. The limit is that
of the promise: under 20 s on one core, whether the board is honest or not.
"""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_private_key

from survey.bulletin import BlindEntry, Bulletin, GroupCount
from survey.tokens import blind_answer, blind_token, blinding
from survey.tokens.blind_token import Token
from survey.verdicts import Kind
from survey.verification import verify
from tests.support.boards import ClosedSurvey, blind_entry, closed_survey

ANSWERS = 10_000
LIMIT = 20.0
_PSS = padding.PSS(padding.MGF1(SHA384()), 48)


def survey() -> tuple[ClosedSurvey, Bulletin]:
    """Return a closed survey of as many answers, and its honest board."""
    empty = closed_survey(blind=0, slips=0, posters=0)
    group = replace(empty.group("blind"), eligible=ANSWERS)
    manifest = replace(empty.manifest, groups=(group,))
    key = load_der_private_key(empty.token_key, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("A token key is an RSA key.")
    entries = tuple(_entry(key, manifest.digest, group.key_id) for _ in range(ANSWERS))
    counts = (GroupCount(group.key_id, ANSWERS, ANSWERS, ANSWERS),)
    closed = replace(empty, manifest=manifest, entries=entries, counts=counts)
    return closed, closed.publish()


def boards(closed: ClosedSurvey, honest: Bulletin) -> Iterator[tuple[str, Bulletin]]:
    """Yield the honest board and what an operator could make of it."""
    first, second, *rest = honest.entries
    exchanged = replace(first, sealed_digest=bytes(32))
    yield "", honest
    yield Kind.SWAPPED, closed.publish([exchanged, second, *rest])
    yield Kind.DROPPED, replace(honest, entries=honest.entries[1:])
    yield Kind.ADDED, replace(honest, entries=(*honest.entries, exchanged))
    yield Kind.DUPLICATED, closed.publish([*honest.entries, first])
    fewer = [replace(count, eligible=ANSWERS, issued=9999) for count in closed.counts]
    yield Kind.TOO_MANY, closed.publish(counts=fewer)


def main() -> int:
    """Print the processor time of each check; fail above the limit, or unnamed."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    closed, honest = survey()
    manifest, slowest, unnamed = closed.manifest.to_json(), 0.0, 0
    for kind, board in boards(closed, honest):
        took, kinds = _timed(board.to_json(), manifest)
        named = kind in kinds if kind else not kinds
        print(f"{kind or 'honest':<20} {took:6.2f} s {'' if named else 'NOT NAMED'}")
        slowest, unnamed = max(slowest, took), unnamed + (not named)
    print(f"slowest              {slowest:6.2f} s (limit {LIMIT:.0f})")
    return 0 if slowest < LIMIT and not unnamed else 1


def _entry(key: RSAPrivateKey, digest: bytes, key_id: bytes) -> BlindEntry:
    owner = blind_answer.new_owner_key()
    message = blind_token.message(digest, key_id, blind_answer.owner_public(owner))
    prepared = blinding.prepare(message)
    token = Token(prepared, key.sign(prepared, _PSS, SHA384()))
    return blind_entry(token, owner, key_id=key_id)


def _timed(board: bytes, manifest: bytes) -> tuple[float, frozenset[Kind]]:
    start = time.process_time()
    kinds = verify(board, manifest).kinds
    return time.process_time() - start, kinds


if __name__ == "__main__":
    sys.exit(main())
