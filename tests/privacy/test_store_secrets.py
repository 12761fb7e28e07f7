"""Attacks 1, 8 and 11 on the responses database itself."""

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import inspect, select

from survey.responses import store
from survey.responses.tables import ResponseRow
from tests.support.databases import both_kinds
from tests.support.fields import BUCKET, manifest, open_field

THREADS = 50
ALLOWED = {
    "board": {"survey", "manifest", "questionnaire", "board_key", "closed"},
    "bulletin": {"survey", "manifest", "questionnaire", "bulletin"},
    "answering_group": {
        "number",
        "survey",
        "key_id",
        "eligible",
        "staff",
        "sealed_length",
        "proof_length",
    },
    "slip": {"slip", "group_number", "number", "batch_mark"},
    "spent_slips": {"group_number", "marks"},
    "poster_mark": {"mark", "group_number"},
    "sealed_response": {"place", "taken", "leaf", "nonce", "sealed", "proof"},
    "alembic_version": {"version_num"},
}
ALLOWED_TYPES = {"VARCHAR", "BLOB", "BYTEA", "BOOLEAN", "INTEGER", "BIGINT"}


@both_kinds
def test_fifty_threads_spend_one_slip_and_one_answer_is_stored(databases):
    with databases.responses.begin() as session:
        field = open_field(session, manifest(sizes=(60, 20)))
    slip, start = field.all_slips[0], Barrier(THREADS)

    def send(answer):
        start.wait()
        try:
            with databases.responses.begin() as session:
                store.spend_and_keep(session, slip, answer)
        except store.SlipSpentError:
            return None
        return answer

    with ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(threads.map(send, [field.answer() for _ in range(THREADS)]))

    stored = [answer for answer in outcomes if answer is not None]
    with databases.responses.begin() as session:
        assert store.sealed_responses(session, "staff-2026") == stored
    assert len(stored) == 1
    assert outcomes.count(None) == THREADS - 1


@both_kinds
def test_fifty_threads_with_a_slip_each_are_all_stored(databases):
    with databases.responses.begin() as session:
        field = open_field(session, manifest(sizes=(THREADS,)))
    start = Barrier(THREADS)

    def send(slip):
        answer = field.answer()
        start.wait()
        with databases.responses.begin() as session:
            store.spend_and_keep(session, slip, answer)
        return answer

    with ThreadPoolExecutor(THREADS) as threads:
        sent = list(threads.map(send, field.all_slips))

    with databases.responses.begin() as session:
        kept = store.sealed_responses(session, "staff-2026")
    assert kept == sorted(sent, key=lambda answer: answer.leaf)


@both_kinds
def test_a_closing_survey_keeps_every_answer_that_was_acknowledged(databases):
    with databases.responses.begin() as session:
        field = open_field(session, manifest(sizes=(THREADS,)))
    start = Barrier(THREADS + 1)

    def send(slip):
        answer = field.answer()
        start.wait()
        try:
            with databases.responses.begin() as session:
                store.spend_and_keep(session, slip, answer)
        except store.SurveyClosedError:
            return None
        return answer

    def close():
        start.wait()
        with databases.responses.begin() as session:
            store.close(session, "staff-2026")

    with ThreadPoolExecutor(THREADS + 1) as threads:
        sent = [threads.submit(send, slip) for slip in field.all_slips]
        threads.submit(close).result()
        acknowledged = [done.result() for done in sent if done.result() is not None]

    with databases.responses.begin() as session:
        kept = store.sealed_responses(session, "staff-2026")
    assert kept == sorted(acknowledged, key=lambda answer: answer.leaf)


@both_kinds
def test_free_and_taken_rows_have_one_size(databases):
    with databases.responses.begin() as session:
        field = open_field(session, manifest(sizes=(30,)))
    for slip in field.all_slips[:7]:
        with databases.responses.begin() as session:
            store.spend_and_keep(session, slip, field.answer())

    with databases.responses.begin() as session:
        rows = session.scalars(select(ResponseRow)).all()
        sizes = {(row.taken, len(row.leaf + row.nonce + row.sealed)) for row in rows}

    assert len(rows) == 30
    assert {size for _, size in sizes} == {32 + 32 + BUCKET + 1136}
    assert {taken for taken, _ in sizes} == {True, False}


@both_kinds
def test_the_responses_database_holds_what_is_allowed_and_nothing_else(databases):
    """Attack 11: what the database really has, not what the model says."""
    found = inspect(databases.responses.kw["bind"])

    columns = {
        table: {column["name"]: column for column in found.get_columns(table)}
        for table in found.get_table_names()
    }

    assert {table: set(names) for table, names in columns.items()} == ALLOWED
    for table, described in columns.items():
        assert found.get_foreign_keys(table) == []
        for column in described.values():
            kind = re.match(r"[A-Z]+", str(column["type"])).group()
            assert kind in ALLOWED_TYPES
            assert column["default"] is None
            assert not column.get("identity")
    assert found.get_view_names() == []
    assert _sequences(found) == []


def _sequences(found):
    if found.dialect.name == "postgresql":
        return found.get_sequence_names()
    return [name for name in found.get_table_names() if name == "sqlite_sequence"]


@both_kinds
def test_no_index_but_the_keys_orders_slips_and_answers(databases):
    found = inspect(databases.responses.kw["bind"])
    for table in ("slip", "sealed_response"):
        assert found.get_indexes(table) == []


@both_kinds
def test_nothing_stored_joins_a_slip_to_its_answer(databases):
    with databases.responses.begin() as session:
        field = open_field(session, manifest(sizes=(20,)))
    answer, slip = field.answer(), secrets.choice(field.all_slips)
    with databases.responses.begin() as session:
        store.spend_and_keep(session, slip, answer)

    with databases.responses.begin() as session:
        row = session.scalars(select(ResponseRow).where(ResponseRow.taken)).one()
        stored = [row.leaf, row.nonce, row.sealed]
        assert stored == [answer.leaf, answer.nonce, answer.sealed]
        assert all(slip not in value for value in stored)
