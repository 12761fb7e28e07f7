"""Respondents with two rights who send one sealed answer twice, to spoil the board.

Nobody but its sender made the answer, yet a board on which it stood twice would look as
if its operator had copied one.
"""

import secrets

import pytest

from survey import sealing, submission, tally
from survey.campaign import installation
from survey.database import reading
from survey.responses import bulletins, places
from survey.responses.kept import CopiedAnswerError
from survey.submission import SealedBySender
from survey.verification import verify
from tests.support import hall, staff
from tests.support.blind import as_json, blind_field, sealed_by_slip
from tests.support.databases import both_kinds

COPIED = (400, {"error": "copied"})


def _told(reply):
    return reply.status_code, reply.json


@both_kinds
def test_a_second_card_does_not_carry_the_same_answer_and_stays_good(databases):
    field = blind_field()
    client = field.site(databases).test_client()
    first, second, _ = field.slips
    sent = sealed_by_slip(field, first)
    copies = [
        {**sent, "code": second},
        {**sent, "code": second, "nonce": secrets.token_hex(32)},
    ]

    assert client.post("/answers", json=sent).status_code == 200
    assert [_told(client.post("/answers", json=c)) for c in copies] == [COPIED] * 2
    again = sealed_by_slip(field, second)
    assert client.post("/answers", json=again).status_code == 200
    assert len({one.sealed for one in field.kept(databases)}) == 2


@both_kinds
def test_two_invited_people_do_not_send_one_answer(databases):
    field = blind_field()
    client = field.site(databases).test_client()
    first, second = field.holder(), field.holder()
    answer = field.answer(first)
    copied = field.answer(second, sealed=answer.sealed)

    assert client.post("/answers", json=as_json(answer)).status_code == 200
    assert _told(client.post("/answers", json=as_json(copied))) == COPIED
    own = field.answer(second)
    assert client.post("/answers", json=as_json(own)).status_code == 200
    assert len(field.kept(databases)) == 2


def test_whoever_tried_leaves_a_board_that_is_honest_and_a_survey_that_is_counted(
    tmp_path,
):
    key = sealing.new_key()
    with installation(tmp_path, today=staff.TODAY) as site:
        opened = site.open(staff.draft((20,)), staff.documents(key))
        drawn, responses = staff.codes(opened), site.databases.responses
        with responses() as session:
            entry = submission.look_up(session, drawn[0], today=staff.TODAY)
        one = submission.sealed_here(entry, {})
        with responses.begin() as session:
            submission.submit_sealed(session, drawn[0], one, today=staff.TODAY)
        for nonce in (one.nonce, secrets.token_bytes(32)):
            copied = SealedBySender(one.key_id, nonce, one.sealed)
            with pytest.raises(CopiedAnswerError), responses.begin() as session:
                submission.submit_sealed(session, drawn[1], copied, today=staff.TODAY)
        site.close(staff.NAME)
        with reading(responses) as session:
            published = bulletins.find(session, staff.NAME)
            counted = tally.open_answers(session, staff.NAME, [key])

    assert verify(published.bulletin, published.manifest).honest
    assert len(counted.answers) == 1


def test_an_answer_of_citizens_is_kept_once_in_its_group(tmp_path):
    with hall.hall(tmp_path) as found:
        sealed = secrets.token_bytes(sealing.sealed_length(found.manifest.bucket, 1))
        codes = iter(found.cards)

        def send(code, key_id):
            answer = SealedBySender(key_id, secrets.token_bytes(32), sealed)
            with found.databases.responses.begin() as session:
                submission.submit_sealed(session, code, answer, today=staff.TODAY)

        send(next(codes), found.counter.key_id)
        with pytest.raises(CopiedAnswerError):
            send(next(codes), found.counter.key_id)
        assert found.stored() == (0, 1)


def test_two_answers_whose_place_is_the_same_are_both_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "SPAN", 2)
    monkeypatch.setattr(places, "_SPAN_BYTES", 0)
    with hall.hall(tmp_path) as found:
        length = sealing.sealed_length(found.manifest.bucket, 1)
        for code in found.cards[:2]:
            answer = SealedBySender(
                found.counter.key_id,
                secrets.token_bytes(32),
                secrets.token_bytes(length),
            )
            with found.databases.responses.begin() as session:
                submission.submit_sealed(session, code, answer, today=staff.TODAY)
        assert found.stored() == (0, 2)
