"""Attack 6 on answers that come with blind tokens: the order of arrival."""

import secrets
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from survey import sealing
from survey.responses import store
from survey.tokens import blind_answer
from tests.privacy import order_attack
from tests.privacy.order_attack import Target
from tests.support.blind import blind_field
from tests.support.databases import raw_postgresql

PEOPLE = 300
COLUMNS = ("leaf", "nonce", "proof")
FIELD = blind_field(eligible=PEOPLE + 20)
GROUP, NOISE = (group.key_id for group in FIELD.manifest.groups[:2])


def _answer(key_id):
    """Return what looks exactly like a kept answer with a token."""
    manifest = FIELD.manifest
    length = sealing.sealed_length(manifest.bucket, len(manifest.sealing_keys))
    parts = (32, 32, length, blind_answer.PROOF_BYTES)
    return store.SealedResponse(key_id, *(secrets.token_bytes(n) for n in parts))


def _keep(databases, answer):
    with databases.responses.begin() as session:
        store.spend_token_and_keep(session, answer)


def _arrive(databases):
    """Let 300 people answer one by one; return their answers in order."""
    field = replace(FIELD, slips=FIELD.slips[:1])
    with databases.responses.begin() as session:
        field.prepare(session)
    answers = [_answer(GROUP) for _ in range(PEOPLE)]
    for number, answer in enumerate(answers):
        _keep(databases, answer)
        if number % 30 == 0:
            _keep(databases, _answer(NOISE))
    return answers


def _attack(databases, folder, target, order):
    engine = databases.responses.kw["bind"]
    if engine.dialect.name == "postgresql":
        with raw_postgresql(engine) as connection:
            return order_attack.attack_postgresql(connection, target, order)
    journal = Path(f"{engine.url.database}-journal")
    assert not journal.exists() or journal.read_bytes() == b""
    for ending in ("-wal", "-shm"):
        assert not Path(f"{engine.url.database}{ending}").exists()
    copy = shutil.copy(engine.url.database, folder / "copy.db")
    with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as connection:
        return order_attack.attack_sqlite(copy, connection, target, order)


def _assert_chance(databases, folder, answers, *, seen):
    mine = f"taken AND place < {2 * 2**40}"
    for column in COLUMNS:
        target = Target("sealed_response", column, mine, large="sealed")
        order = [getattr(answer, column) for answer in answers]
        findings = _attack(databases, folder, target, order)

        assert [f for f in findings if not f.is_chance] == []
        assert all(0.42 <= f.agreement <= 0.58 for f in findings), findings
        assert {f.strategy for f in findings if f.people == PEOPLE} >= seen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("sqlite", {"select order", "rowid", "first byte offset"}),
        (
            "postgresql",
            {"select order", "xmin", "cmin", "ctid", "TOAST xmin", "TOAST ctid"},
        ),
    ],
)
def test_answers_with_tokens_leave_no_order(databases, tmp_path, kind, seen):
    assert databases.responses.kw["bind"].dialect.name == kind
    answers = _arrive(databases)
    _assert_chance(databases, tmp_path, answers, seen=seen)

    with databases.responses.begin() as session:
        store.close(session, FIELD.manifest.survey)
    _assert_chance(databases, tmp_path, answers, seen=seen)
