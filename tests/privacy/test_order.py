"""Attack 6: the order of arrival, from each database alone."""

import secrets
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from survey import database
from survey.responses import store
from tests.privacy import order_attack
from tests.privacy.naive_store import NaiveStore
from tests.privacy.order_attack import Target
from tests.support.databases import raw_postgresql
from tests.support.fields import BUCKET, manifest, open_field

PEOPLE = 300
_MARKS = "FROM spent_slips m WHERE m.group_number = slip.group_number"
_MARK = f"(SELECT substr(m.marks, number + 1, 1) {_MARKS})"
SLIPS = {
    "sqlite": Target("slip", "slip", f"hex({_MARK}) = '01'"),
    "postgresql": Target(
        "slip",
        "slip",
        f"encode({_MARK}, 'hex') = '01'",
        beside=(
            ("xmin of the marks", f"(SELECT m.xmin::text::bigint {_MARKS})"),
            ("ctid of the marks", f"(SELECT (m.ctid::text::point)[0] {_MARKS})"),
        ),
    ),
}
NAIVE_SLIPS = Target("slip", "slip", "spent")
ANSWERS = Target("sealed_response", "leaf", "taken", large="sealed")
NAIVE_ANSWERS = Target("sealed_response", "leaf", "true", large="sealed")


def _arrive(databases, *, kind, eligible, bucket=BUCKET):
    """Let 300 people answer one by one; return their slips and leaves in order."""
    with databases.responses.begin() as session:
        open_field(session, manifest("noise", sizes=(30,)))
        field = open_field(
            session, manifest(kind=kind, sizes=(eligible, 25), bucket=bucket)
        )
    group = field.manifest.groups[0].key_id
    slips, leaves = secrets.SystemRandom().sample(field.slips[group], PEOPLE), []
    for slip in slips:
        answer = field.answer(group)
        with databases.responses.begin() as session:
            store.spend_and_keep(session, slip, answer)
        leaves.append(answer.leaf)
    return slips, leaves


def _attack(databases, folder, target, order):
    engine = databases.responses.kw["bind"]
    if engine.dialect.name == "postgresql":
        with raw_postgresql(engine) as connection:
            return order_attack.attack_postgresql(connection, target, order)
    for ending in ("-wal", "-shm"):
        assert not Path(f"{engine.url.database}{ending}").exists()
    assert Path(f"{engine.url.database}-journal").read_bytes() == b""
    return _attack_copy(engine.url.database, folder, target, order)


def _attack_copy(database, folder, target, order):
    copy = shutil.copy(database, folder / "copy.db")
    with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as connection:
        return order_attack.attack_sqlite(copy, connection, target, order)


def _assert_chance(findings, *, seen):
    assert [f for f in findings if not f.is_chance] == []
    for finding in findings:
        assert 0.42 <= finding.agreement <= 0.58, finding
    assert {f.strategy for f in findings if f.people == PEOPLE} >= seen


def _seen(databases, *, answers):
    if databases.responses.kw["bind"].dialect.name == "sqlite":
        always = {"select order", "first byte offset", "last byte offset"}
        return always | ({"rowid"} if answers else set())
    always = {"select order", "xmin", "age of xmin", "cmin", "ctid"}
    toast = {"TOAST chunk number", "TOAST xmin", "TOAST ctid"}
    return always | (toast if answers else set())


def test_staff_leave_no_order_while_they_answer_and_none_after_closing(
    databases, kind, tmp_path
):
    slips, leaves = _arrive(databases, kind="internal", eligible=PEOPLE + 20)
    for closed in (False, True):
        if closed:
            with databases.responses.begin() as session:
                store.close(session, "staff-2026")
        for target, order in ((SLIPS[kind], slips), (ANSWERS, leaves)):
            findings = _attack(databases, tmp_path, target, order)
            _assert_chance(findings, seen=_seen(databases, answers=target is ANSWERS))


@pytest.mark.slow
@pytest.mark.parametrize("bucket", [8192, 16384, 32768])
def test_larger_answers_leave_no_order_either(databases, tmp_path, bucket):
    database.fit(databases.responses, 2 * bucket)
    _, leaves = _arrive(databases, kind="internal", eligible=PEOPLE, bucket=bucket)
    findings = _attack(databases, tmp_path, ANSWERS, leaves)
    _assert_chance(findings, seen=_seen(databases, answers=True))


def test_citizens_leave_no_order_on_slips_and_none_after_closing(
    databases, kind, tmp_path
):
    slips, leaves = _arrive(databases, kind="citizen", eligible=PEOPLE + 20)

    findings = _attack(databases, tmp_path, SLIPS[kind], slips)
    _assert_chance(findings, seen=_seen(databases, answers=False))

    with databases.responses.begin() as session:
        store.close(session, "staff-2026")
    for target, order in ((SLIPS[kind], slips), (ANSWERS, leaves)):
        findings = _attack(databases, tmp_path, target, order)
        _assert_chance(findings, seen=_seen(databases, answers=target is ANSWERS))


def _people():
    return [(secrets.token_bytes(32), secrets.token_bytes(32)) for _ in range(PEOPLE)]


def _come(made, people):
    for slip, leaf in people:
        made.spend_and_keep(slip, leaf, secrets.token_bytes(5232))


def _known(findings):
    """Return the strategies that found the order of a third of the people or more."""
    return {f.strategy for f in findings if f.people > PEOPLE / 3 and f.known > 0.95}


def test_the_attack_finds_the_order_in_a_naive_sqlite_store(tmp_path):
    path, people = tmp_path / "naive.db", _people()
    slips, leaves = ([person[place] for person in people] for place in (0, 1))
    with closing(sqlite3.connect(path)) as connection:
        made = NaiveStore(connection, sqlite=True)

        def attack(table, column, order):
            target = Target(table, column, "true")
            return _known(order_attack.attack_sqlite(path, connection, target, order))

        _come(made, people[:150])
        midway = attack("sealed_response", "leaf", leaves)
        _come(made, people[150:])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        marks = attack("slip", "slip", slips)
        made.close()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        freed = attack("sorted", "leaf", leaves)

    assert midway >= {"select order", "rowid", "wal, first copy"}
    assert marks >= {"select order", "rowid", "last byte offset, pages from the end"}
    assert "freelist, last copy" in freed


def test_the_attack_finds_the_order_in_a_naive_postgresql_store(empty_postgresql):
    people = _people()
    slips, leaves = ([person[place] for person in people] for place in (0, 1))
    with psycopg.connect(empty_postgresql) as connection:
        _come(NaiveStore(connection, sqlite=False), people)
        marks = order_attack.attack_postgresql(connection, NAIVE_SLIPS, slips)
        answers = order_attack.attack_postgresql(connection, NAIVE_ANSWERS, leaves)

    known = {"select order", "xmin", "age of xmin", "ctid"}
    toast = {"TOAST chunk number", "TOAST xmin", "TOAST ctid"}
    assert _known(marks) >= known
    assert _known(answers) >= known | toast


def test_slack_of_a_page_is_read():
    """Prove on a deleted row that the reader of slack sees what SQLite leaves."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE left_behind (name BLOB)")
        names = [secrets.token_bytes(32) for _ in range(50)]
        connection.executemany(
            "INSERT INTO left_behind VALUES (?)", [(n,) for n in names]
        )
        connection.execute("DELETE FROM left_behind WHERE rowid % 2")
        connection.commit()
        slack = order_attack.SqliteFile(connection.serialize()).slack()

    assert all(name in slack for name in names[0::2])
    assert not any(name in slack for name in names[1::2])


def test_a_random_order_is_chance_and_a_true_one_is_not():
    shuffled = secrets.SystemRandom().sample(range(PEOPLE), PEOPLE)
    known = order_attack.Finding("", order_attack.agreement(range(PEOPLE)), PEOPLE)
    chance = order_attack.Finding("", order_attack.agreement(shuffled), PEOPLE)

    assert known.agreement == 1.0
    assert not known.is_chance
    assert chance.is_chance
    assert order_attack.agreement([1, 1, 1]) == 0.5
    assert order_attack.deviation(PEOPLE) == pytest.approx(0.0194, abs=1e-4)
