"""The collector's answers for scripts, over HTTP."""

import json
from dataclasses import replace
from datetime import date

import pytest

from survey import sealing
from survey.database import alone
from survey.responses import store
from survey.submission import Kept, genuine
from survey.tokens import blind_answer, board, codes
from survey.web.strict_json import unpacked
from tests.support.blind import as_json, blind_field, sealed_by_slip

FIELD = blind_field()


@pytest.fixture
def client(databases):
    return FIELD.site(databases).test_client()


def _send(client, content):
    return client.post("/answers", json=content)


def test_a_code_tells_its_survey_and_the_digest_to_compare(client):
    reply = client.post("/answers/look", json={"code": FIELD.slips[0].lower()})

    assert reply.status_code == 200
    assert reply.json == {
        "survey": "blind-2026",
        "key_id": FIELD.manifest.groups[-1].key_id.hex(),
        "digest": FIELD.manifest.digest.hex(),
        "answers_open": "2026-07-08",
    }
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in reply.headers


def test_an_answer_with_a_token_is_kept_and_its_receipt_promised(client, databases):
    sent = FIELD.answer(plaintext=b'{"comment":"hello"}')

    reply = _send(client, as_json(sent))

    assert reply.status_code == 200
    leaf = blind_answer.leaf(sent.key_id, sent.prepared, sent.sealed)
    assert reply.json["leaf"] == leaf.hex()
    board.check_promise(FIELD.manifest.board_key, leaf, unpacked(reply.json["promise"]))
    [kept] = FIELD.kept(databases)
    assert kept == sent.response
    info = sealing.answer_info(FIELD.manifest.digest, sent.key_id)
    opened = sealing.open_sealed(kept.sealed, [FIELD.sealing_key], info=info)
    assert opened == b'{"comment":"hello"}'


def test_the_same_answer_again_gets_the_same_receipt(client, databases):
    sent = as_json(FIELD.answer())

    first, second = _send(client, sent), _send(client, sent)

    assert first.json == second.json
    assert len(FIELD.kept(databases)) == 1


def test_another_answer_with_a_spent_token_is_refused(client, databases):
    holder = FIELD.holder()
    first = FIELD.answer(holder)
    _send(client, as_json(first))

    reply = _send(client, as_json(FIELD.answer(holder, b'{"x":1}')))

    assert (reply.status_code, reply.json) == (409, {"error": "counted"})
    assert FIELD.kept(databases) == [first.response]


def test_an_answer_that_was_sealed_with_a_slip_is_kept(client, databases):
    sent = sealed_by_slip(FIELD, FIELD.slips[1])

    reply = _send(client, sent)

    key_id, nonce = bytes.fromhex(sent["key_id"]), bytes.fromhex(sent["nonce"])
    leaf = sealing.leaf(key_id, nonce, unpacked(sent["sealed"]))
    assert (reply.status_code, reply.json["leaf"]) == (200, leaf.hex())
    assert [one.leaf for one in FIELD.kept(databases)] == [leaf]


def test_a_code_counts_once_and_a_repeat_is_told_so(client, databases):
    sent = sealed_by_slip(FIELD, FIELD.slips[2])
    _send(client, sent)

    for again in (sent, sealed_by_slip(FIELD, FIELD.slips[2])):
        reply = _send(client, again)
        assert (reply.status_code, reply.json) == (409, {"error": "counted"})
    looked = client.post("/answers/look", json={"code": FIELD.slips[2]})
    assert (looked.status_code, looked.json) == (409, {"error": "counted"})
    assert len(FIELD.kept(databases)) == 1


@pytest.mark.parametrize(
    "code", ["", "hello", codes.new_code()], ids=["empty", "short", "of nobody"]
)
def test_an_unknown_code_opens_nothing(client, code):
    reply = client.post("/answers/look", json={"code": code})
    assert (reply.status_code, reply.json) == (404, {"error": "unknown"})
    reply = _send(client, sealed_by_slip(FIELD, code))
    assert (reply.status_code, reply.json) == (404, {"error": "unknown"})


def test_a_token_of_a_survey_that_is_not_here_is_unknown(client):
    other = replace(FIELD.answer(), key_id=bytes(32))
    reply = _send(client, as_json(other))
    assert (reply.status_code, reply.json) == (404, {"error": "unknown"})


@pytest.mark.parametrize(
    ("today", "status", "word"),
    [(date(2026, 7, 7), 425, "early"), (date(2026, 10, 1), 410, "closed")],
)
def test_answers_come_between_the_two_days_only(databases, today, status, word):
    client = FIELD.site(databases, today=today).test_client()
    slip = sealed_by_slip(FIELD, FIELD.slips[0])

    for content in (as_json(FIELD.answer()), slip):
        reply = _send(client, content)
        assert (reply.status_code, reply.json) == (status, {"error": word})
    assert FIELD.kept(databases) == []


def test_before_its_first_day_a_code_tells_the_day(databases):
    client = FIELD.site(databases, today=date(2026, 7, 1)).test_client()
    reply = client.post("/answers/look", json={"code": FIELD.slips[0]})
    assert reply.json["answers_open"] == "2026-07-08"


def test_a_lost_reply_heals_after_closing_and_nothing_new_comes_in(client, databases):
    holder = FIELD.holder()
    sent = as_json(FIELD.answer(holder))
    receipt = _send(client, sent).json
    with databases.responses.begin() as session:
        store.close(session, "blind-2026")

    assert _send(client, sent).json == receipt
    again = _send(client, as_json(FIELD.answer(holder, b"[]")))
    late = _send(client, as_json(FIELD.answer()))
    assert (again.status_code, again.json) == (409, {"error": "counted"})
    assert (late.status_code, late.json) == (410, {"error": "closed"})


def test_a_clock_that_jumps_loses_and_doubles_nothing(databases):
    """The last day is 30 September: also a reply that was lost on it heals later."""
    days, kept = [date(2026, 8, 1)], {}
    client = FIELD.site(databases, clock=lambda: days[-1]).test_client()
    for day, status in (
        (date(2026, 8, 1), 200),
        (date(2026, 10, 1), 410),
        (date(2020, 1, 1), 425),
        (date(2026, 9, 30), 200),
        (date(2026, 8, 1), 200),
    ):
        days.append(day)
        new = as_json(FIELD.answer())
        reply = _send(client, new)
        assert reply.status_code == status
        if status == 200:
            kept[reply.json["leaf"]] = new
        again = [_send(client, sent) for sent in kept.values()]
        if day >= FIELD.manifest.answers_open:
            assert [one.json["leaf"] for one in again] == list(kept)

    assert sorted(one.leaf.hex() for one in FIELD.kept(databases)) == sorted(kept)
    assert len(kept) == 3


def test_what_no_script_of_ours_sends_is_unreadable(client, databases):
    sent = as_json(FIELD.answer())
    slip = sealed_by_slip(FIELD, FIELD.slips[0])
    wrong = [
        [],
        "hello",
        {},
        {**sent, "comment": "x"},
        {**sent, "sealed": 1},
        {**sent, "sealed": sent["sealed"] + "="},
        {**sent, "key_id": sent["key_id"].upper()},
        {**sent, "key_id": sent["key_id"][:-2]},
        {**slip, "prepared": sent["prepared"]},
        {**slip, "sealed": slip["sealed"][:-4]},
        {**slip, "nonce": "00"},
        {**slip, "key_id": sent["key_id"]},
    ]
    for content in wrong:
        reply = _send(client, content)
        assert (reply.status_code, reply.json) == (400, {"error": "unreadable"})
    text = client.post("/answers", data=json.dumps(sent))
    assert (text.status_code, text.json) == (400, {"error": "unreadable"})
    broken = client.post("/answers", data=b"{", content_type="application/json")
    assert (broken.status_code, broken.json) == (400, {"error": "unreadable"})
    assert FIELD.kept(databases) == []


def test_an_answer_of_another_size_is_refused(client, databases):
    holder = FIELD.holder()
    short = FIELD.answer(holder).sealed[:-1]
    d = blind_answer.leaf(FIELD.answer().key_id, holder.token.prepared, short)
    signed = blind_answer.sign(holder.owner, d)
    sent = replace(FIELD.answer(holder), sealed=short, answer_signature=signed)

    reply = _send(client, as_json(sent))

    assert (reply.status_code, reply.json) == (400, {"error": "unreadable"})
    assert FIELD.kept(databases) == []


def test_too_much_is_too_large(client):
    body = b'{"code":"' + b"0" * 300_000 + b'"}'
    reply = client.post("/answers", data=body, content_type="application/json")
    assert (reply.status_code, reply.json) == (413, {"error": "too_large"})


def test_a_full_group_and_a_locked_database_ask_to_try_again(databases):
    small = blind_field(survey="small", eligible=3, slips=3)
    client = small.site(databases).test_client()
    for _ in range(3):
        assert _send(client, as_json(small.answer())).status_code == 200

    reply = _send(client, as_json(small.answer()))

    assert (reply.status_code, reply.json) == (503, {"error": "busy"})


def test_a_forged_answer_is_refused_before_anybody_waits_for_it(databases):
    client = FIELD.site(databases).test_client()
    assert _send(client, as_json(FIELD.answer())).status_code == 200
    forged = replace(FIELD.answer(), answer_signature=bytes(64))

    with alone(databases.responses):
        reply = _send(client, as_json(forged))

    assert (reply.status_code, reply.json) == (403, {"error": "forged"})


def test_nothing_that_waits_for_a_receipt_shows_the_key_that_signs_it(databases):
    FIELD.site(databases)
    with databases.responses() as session:
        checked = genuine(session, FIELD.answer())

    for waiting in (checked, Kept(bytes(32), FIELD.board_key)):
        assert repr(FIELD.board_key) not in repr(waiting)
