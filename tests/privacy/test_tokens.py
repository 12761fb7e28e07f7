"""Attacks 1, 3 and 8 on answers that come with blind tokens."""

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from threading import Barrier

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_private_key
from sqlalchemy import select

from survey import submission
from survey.responses.tables import ResponseRow
from survey.submission import AlreadyCountedError
from survey.tokens import blind_answer, blind_rsa, blind_token, blinding
from survey.tokens.blind_token import Token
from tests.support.blind import Holder, as_json, blind_field, sealed_by_slip
from tests.support.boards import public_part, token_key
from tests.support.databases import both_kinds
from tests.support.site import TODAY

THREADS = 50
FIELD = blind_field()
OTHER = blind_field(survey="other-2026")
MODULUS = blind_rsa.load_public(public_part(token_key(0))).public_numbers().n


def _sent_at_once(databases, answers):
    """Send each answer from a thread of its own; return receipts and refusals."""
    start = Barrier(len(answers))

    def send(answer):
        start.wait()
        try:
            with databases.responses.begin() as session:
                return submission.submit_blind(session, answer, today=TODAY)
        except AlreadyCountedError:
            return None

    with ThreadPoolExecutor(len(answers)) as threads:
        return list(threads.map(send, answers))


@both_kinds
def test_fifty_threads_spend_one_token_and_one_answer_is_stored(databases):
    FIELD.site(databases)
    holder = FIELD.holder()
    answers = [FIELD.answer(holder, str(n).encode()) for n in range(THREADS)]

    outcomes = _sent_at_once(databases, answers)

    [(winner, receipt)] = [
        pair for pair in zip(answers, outcomes, strict=True) if pair[1] is not None
    ]
    assert FIELD.kept(databases) == [winner.response]
    assert receipt.leaf == winner.response.leaf


@both_kinds
def test_fifty_threads_send_one_answer_and_all_get_its_one_receipt(databases):
    FIELD.site(databases)

    outcomes = _sent_at_once(databases, [FIELD.answer()] * THREADS)

    assert len(FIELD.kept(databases)) == 1
    assert len({receipt.leaf for receipt in outcomes}) == 1


def _flipped(value, place):
    changed = bytearray(value)
    changed[place] ^= 1
    return bytes(changed)


def _signed(holder, answer):
    """Sign an answer anew, so that nothing but its token is wrong."""
    d = blind_answer.leaf(answer.key_id, answer.prepared, answer.sealed)
    return replace(answer, answer_signature=blind_answer.sign(holder.owner, d))


def _with_salt(holder, length):
    key = load_der_private_key(token_key(0), None)
    padding = PSS(MGF1(SHA384()), length)
    signature = key.sign(holder.token.prepared, padding, SHA384())
    return Holder(holder.owner, Token(holder.token.prepared, signature))


def _of(manifest, key_id, number, owner=None, public=None):
    """Return a token that the issuer really signed, for a message of our choice."""
    owner = owner or blind_answer.new_owner_key()
    message = blind_token.message(
        manifest.digest, key_id, public or blind_answer.owner_public(owner)
    )
    key = load_der_private_key(token_key(number), None)
    prepared = blinding.prepare(message)
    signature = key.sign(prepared, PSS(MGF1(SHA384()), 48), SHA384())
    return Holder(owner, Token(prepared, signature))


@cache
def _forgeries():
    holder = FIELD.holder()
    good = FIELD.answer(holder)
    sign, prepared = good.signature, good.prepared
    first, second, by_slip = (g.key_id for g in FIELD.manifest.groups)
    own, off_curve = blind_answer.owner_public(holder.owner), b"\x04" + bytes(64)
    beyond = int.from_bytes(sign) + MODULUS
    altered = [replace(good, signature=_flipped(sign, p)) for p in (0, 200, 383)]
    moved = [
        _signed(holder, replace(good, prepared=_flipped(prepared, place)))
        for place in (0, 31, 32, 47, 48, 80, 111)
    ]
    return {
        "invented signature": replace(good, signature=secrets.token_bytes(384)),
        "signature of zeros": replace(good, signature=bytes(384)),
        "no signature": replace(good, signature=b""),
        **{f"altered signature {n}": one for n, one in enumerate(altered)},
        "truncated signature": replace(good, signature=sign[:-1]),
        "signature with a leading zero": replace(good, signature=b"\0" + sign),
        "signature beyond the modulus": replace(
            good, signature=beyond.to_bytes(385)[-384:]
        ),
        **{f"altered token {n}": one for n, one in enumerate(moved)},
        "truncated token": _signed(holder, replace(good, prepared=prepared[:-1])),
        "token with a leading zero": _signed(
            holder, replace(good, prepared=b"\0" + prepared)
        ),
        "empty token": replace(good, prepared=b""),
        "salt of no bytes": FIELD.answer(_with_salt(holder, 0)),
        "salt of 32 bytes": FIELD.answer(_with_salt(holder, 32)),
        "salt of the largest size": FIELD.answer(_with_salt(holder, 384 - 48 - 2)),
        "token of the other group": _signed(
            holder, replace(FIELD.answer(FIELD.holder(1), number=1), key_id=first)
        ),
        "other group's key id": _signed(holder, replace(good, key_id=second)),
        "a slip group's key id": _signed(holder, replace(good, key_id=by_slip)),
        "signed with the other group's key": FIELD.answer(
            _of(FIELD.manifest, first, 1)
        ),
        "token of another survey": FIELD.answer(_of(OTHER.manifest, first, 0)),
        "another owner signs": _signed(FIELD.holder(), good),
        "altered answer": replace(good, sealed=_flipped(good.sealed, 5)),
        "altered answer signature": replace(
            good, answer_signature=_flipped(good.answer_signature, 9)
        ),
        "truncated answer signature": replace(
            good, answer_signature=good.answer_signature[:-1]
        ),
        "answer signature of zeros": replace(good, answer_signature=bytes(64)),
        "owner that is no point": FIELD.answer(
            _of(FIELD.manifest, first, 0, holder.owner, off_curve)
        ),
        "owner that is compressed": FIELD.answer(
            _of(FIELD.manifest, first, 0, holder.owner, b"\x02" + own[1:33])
        ),
    }


def _rows(databases):
    chosen = select(
        ResponseRow.place,
        ResponseRow.taken,
        ResponseRow.leaf,
        ResponseRow.nonce,
        ResponseRow.sealed,
        ResponseRow.proof,
    ).order_by(ResponseRow.place)
    with databases.responses() as session:
        return session.execute(chosen).all()


@both_kinds
def test_what_is_forged_is_refused_and_changes_no_byte(databases):
    client = FIELD.site(databases).test_client()
    before = _rows(databases)

    replies = {
        name: client.post("/answers", json=as_json(forged))
        for name, forged in _forgeries().items()
    }

    told = {name: (r.status_code, r.json) for name, r in replies.items()}
    assert told == dict.fromkeys(_forgeries(), (403, {"error": "forged"}))
    assert _rows(databases) == before
    assert FIELD.kept(databases) == []


def test_what_was_forged_would_be_taken_if_it_were_genuine(databases):
    """Prove that the list fails for its faults: what it is made from is taken."""
    client = FIELD.site(databases).test_client()
    first = FIELD.manifest.groups[0].key_id
    holder = FIELD.holder()
    genuine = (
        FIELD.answer(),
        FIELD.answer(_with_salt(holder, 48)),
        FIELD.answer(_of(FIELD.manifest, first, 0)),
        _signed(holder, FIELD.answer(FIELD.holder(1), number=1)),
    )

    statuses = [
        client.post("/answers", json=as_json(one)).status_code for one in genuine
    ]

    assert statuses == [200, 200, 200, 403]


def _longest():
    return b'{"comment":"' + "Ө".encode() * 1500 + b'"}'


@pytest.mark.parametrize("channel", ["token", "slip"])
def test_all_answers_have_one_size_on_the_wire(databases, channel):
    client = FIELD.site(databases).test_client()
    sizes = set()
    for code, plaintext in zip(
        FIELD.slips, (b"{}", b'{"a":1}', _longest()), strict=True
    ):
        key_id = FIELD.manifest.groups[-1].key_id
        sealed = FIELD.seal(plaintext, key_id=key_id)
        by_slip = sealed_by_slip(FIELD, code, sealed=sealed)
        by_token = as_json(FIELD.answer(plaintext=plaintext))
        body = json.dumps(by_token if channel == "token" else by_slip)
        reply = client.post("/answers", data=body, content_type="application/json")
        assert reply.status_code == 200
        sizes.add((len(body), len(reply.data), len(str(reply.headers))))

    assert len(sizes) == 1


@both_kinds
def test_all_rows_of_a_group_have_one_size_taken_or_free(databases):
    client = FIELD.site(databases).test_client()
    for plaintext in (b"{}", _longest()):
        client.post("/answers", json=as_json(FIELD.answer(plaintext=plaintext)))

    sizes = {
        (len(row.leaf), len(row.nonce), len(row.sealed), len(row.proof))
        for row in _rows(databases)
        if row.place < 2 * 2**40 + 20
    }
    [size] = {size for size in sizes if size[3]}
    assert size == (32, 32, len(FIELD.seal()), 177 + 384 + 64)
    assert {row.taken for row in _rows(databases)} == {True, False}
