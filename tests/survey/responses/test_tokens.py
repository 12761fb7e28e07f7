"""Answers with blind tokens in the store: rows, repeats, and what is refused."""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy import func, select

from survey import sealing
from survey.responses import store
from survey.responses.tables import GroupRow, ResponseRow, SlipRow
from survey.tokens import blind_answer, codes
from tests.support.blind import blind_field
from tests.support.databases import both_kinds

FIELD = blind_field(survey="tokens")
FIRST, SECOND, BY_SLIP = (group.key_id for group in FIELD.manifest.groups)

pytestmark = both_kinds


@pytest.fixture
def field(databases):
    with databases.responses.begin() as session:
        FIELD.prepare(session)
    return FIELD


def _answer(key_id=FIRST, *, proof=blind_answer.PROOF_BYTES):
    manifest = FIELD.manifest
    length = sealing.sealed_length(manifest.bucket, len(manifest.sealing_keys))
    return store.SealedResponse(
        key_id, *(secrets.token_bytes(size) for size in (32, 32, length, proof))
    )


def _send(databases, answer):
    with databases.responses.begin() as session:
        store.spend_token_and_keep(session, answer)
    return answer


def test_a_group_with_invitations_has_rows_for_everybody_and_no_slip(databases, field):
    with databases.responses() as session:
        rows = session.scalars(select(ResponseRow)).all()
        slips = session.scalar(select(func.count()).select_from(SlipRow))
        made = session.scalars(select(GroupRow)).all()

    assert len(rows) == sum(group.eligible for group in field.manifest.groups)
    assert slips == len(field.slips)
    full = blind_answer.PROOF_BYTES
    assert {group.key_id: group.proof_length for group in made} == {
        FIRST: full,
        SECOND: full,
        BY_SLIP: 0,
    }
    assert len({row.proof for row in rows if row.proof}) == 40


def test_slips_for_a_group_with_invitations_are_refused(databases):
    made = FIELD.manifest.to_json()
    with databases.responses.begin() as session:
        board = store.Board(made, b"", b"")
        with pytest.raises(store.TooManySlipsError):
            store.prepare(session, board, {FIRST: [secrets.token_bytes(32)]})


def test_a_kept_answer_comes_back_with_its_proof(databases, field):
    sent = [_send(databases, _answer(key_id)) for key_id in (FIRST, SECOND)]

    assert field.kept(databases) == sorted(sent, key=lambda one: one.leaf)


def test_the_same_answer_again_changes_nothing(databases, field):
    sent = _send(databases, _answer())

    _send(databases, sent)

    assert field.kept(databases) == [sent]
    with databases.responses.begin() as session:
        assert store.was_kept(session, sent)
        assert not store.was_kept(session, _answer())


def test_another_answer_with_the_same_mark_is_refused(databases, field):
    sent = _send(databases, _answer())
    other = replace(_answer(), nonce=sent.nonce)

    with pytest.raises(store.TokenSpentError):
        _send(databases, other)
    with (
        databases.responses.begin() as session,
        pytest.raises(store.TokenSpentError),
    ):
        store.was_kept(session, other)

    assert field.kept(databases) == [sent]


def test_a_free_row_is_no_spent_token(databases, field):
    with databases.responses() as session:
        free = session.scalars(select(ResponseRow.nonce)).first()
    sent = replace(_answer(), nonce=free)

    assert field.kept(databases) == []
    _send(databases, sent)
    assert field.kept(databases) == [sent]


@pytest.mark.parametrize(
    "wrong",
    [
        _answer(proof=0),
        _answer(proof=blind_answer.PROOF_BYTES - 1),
        _answer(BY_SLIP),
        replace(_answer(), sealed=b"short"),
    ],
    ids=["no proof", "short proof", "slip group", "short answer"],
)
def test_what_has_another_shape_is_refused(databases, field, wrong):
    with pytest.raises(store.MisshapenAnswerError):
        _send(databases, wrong)
    assert field.kept(databases) == []


def test_a_group_of_no_survey_is_unknown(databases, field):
    stranger = _answer(secrets.token_bytes(32))
    with pytest.raises(store.UnknownSurveyError):
        _send(databases, stranger)
    with databases.responses() as session:
        assert store.survey_of(session, FIRST) == field.manifest.survey
        with pytest.raises(store.UnknownSurveyError):
            store.survey_of(session, stranger.key_id)


def test_after_closing_only_repeats_are_taken(databases, field):
    sent = _send(databases, _answer())
    with databases.responses.begin() as session:
        store.close(session, field.manifest.survey)

    _send(databases, sent)
    with pytest.raises(store.SurveyClosedError):
        _send(databases, _answer())

    assert field.kept(databases) == [sent]


@pytest.mark.parametrize("way", ["token", "slip"])
def test_whoever_waits_for_a_survey_that_is_being_closed_is_refused(
    databases, field, way
):
    """The board is signed at closing: what came after it would not stand there."""
    slip = codes.slip_hash(field.slips[0])
    begun = Event()

    def send():
        with databases.responses.begin() as session:
            begun.set()
            if way == "token":
                store.spend_token_and_keep(session, _answer())
            else:
                store.spend_and_keep(session, slip, _answer(BY_SLIP, proof=0))

    with ThreadPoolExecutor(1) as threads:
        with databases.responses.begin() as session:
            store.close(session, field.manifest.survey)
            sent = threads.submit(send)
            begun.wait()
            time.sleep(0.5)
        with pytest.raises(store.SurveyClosedError):
            sent.result()

    assert field.kept(databases) == []
