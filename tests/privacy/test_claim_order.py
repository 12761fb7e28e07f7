"""Attack 6 on the registry: who collected a token when, from the registry alone."""

import secrets
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Date, DateTime, Integer, Time

from survey.registry import claims, surveys
from survey.registry.lifecycle import State
from survey.registry.tables import RegistryBase
from tests.privacy import order_attack
from tests.privacy.order_attack import Target
from tests.support import invited, staff
from tests.support.databases import raw_postgresql

PEOPLE = 300
CLAIMS = Target("claim", "invitation", "claimed")
COLUMNS = {
    "claim": {"invitation", "survey_group", "survey_member", "claimed", "blinded"},
    "person": {"email", "organisation", "name"},
}


def _enter(databases, name, eligible):
    """Enter an open survey of invited people; return its invitations."""
    draft = invited.draft(eligible, invited=len(eligible))
    numbered = [
        replace(group, name=f"{name} {number}")
        for number, group in enumerate(draft.groups)
    ]
    drawn = {
        (group.name, body.organisation): [
            secrets.token_bytes(32) for _ in range(body.eligible)
        ]
        for group in numbered
        for body in group.members
    }
    with databases.registry.begin() as session:
        surveys.draft(session, replace(draft, name=name, groups=tuple(numbered)))
        surveys.fix_manifest(session, name, b"{}")
        surveys.advance(session, name, State.OPEN, today=staff.TODAY)
        claims.prepare(session, name, drawn)
    return drawn


def _arrive(databases):
    """Let 300 people collect one by one; return their invitations in order."""
    _enter(databases, "noise", (30,))
    drawn = _enter(databases, "staff", (PEOPLE + 20, 25))
    first = secrets.SystemRandom().sample(next(iter(drawn.values())), PEOPLE)
    for invitation in first:
        with databases.registry.begin() as session:
            held = claims.hold(session, invitation)
            claims.claim(session, held, secrets.token_bytes(32))
    return first


def _attack(databases, folder, target, order):
    engine = databases.registry.kw["bind"]
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


def _blinded(databases, order):
    """Return the digests of the blinded messages in the true order."""
    with databases.registry() as session:
        table = RegistryBase.metadata.tables["claim"]
        rows = session.execute(table.select()).all()
    found = {row.invitation: row.blinded for row in rows}
    return [found[invitation] for invitation in order]


def _seen(databases):
    if databases.registry.kw["bind"].dialect.name == "sqlite":
        return {"select order", "first byte offset", "last byte offset"}
    return {"select order", "xmin", "age of xmin", "cmin", "ctid"}


def test_collecting_leaves_no_order_mid_survey_and_none_after_closing(
    databases, tmp_path
):
    order = _arrive(databases)
    blinded = _blinded(databases, order)
    for closed in (False, True):
        if closed:
            with databases.registry.begin() as session:
                assert claims.exchanged_per_group(session, "staff")["staff 0"] == PEOPLE
                day = staff.TODAY + timedelta(days=1)
                surveys.advance(session, "staff", State.CLOSED, today=day)
        for column, true in (("invitation", order), ("blinded", blinded)):
            target = replace(CLAIMS, column=column)
            findings = _attack(databases, tmp_path, target, true)
            for finding in findings:
                assert finding.is_chance, finding
                assert 0.42 <= finding.agreement <= 0.58, finding
            seen = {f.strategy for f in findings if f.people == PEOPLE}
            assert seen >= _seen(databases)


def _naive(connection, *, mark):
    """Claim by inserting a row for each person who comes, as one would at first."""
    blob = "BLOB" if mark == "?" else "bytea"
    connection.execute(
        f"CREATE TABLE claim (invitation {blob} PRIMARY KEY, claimed boolean)"
    )
    order = [secrets.token_bytes(32) for _ in range(PEOPLE)]
    for invitation in order:
        connection.execute(f"INSERT INTO claim VALUES ({mark}, true)", (invitation,))  # noqa: S608 both words are ours
        connection.commit()
    return order


def _known(findings):
    return {f.strategy for f in findings if f.people > PEOPLE / 3 and f.known > 0.95}


def test_the_attack_finds_the_order_in_naive_claims_on_sqlite(tmp_path):
    path = tmp_path / "naive.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        order = _naive(connection, mark="?")
        findings = order_attack.attack_sqlite(path, connection, CLAIMS, order)

    assert _known(findings) >= {"select order", "rowid", "wal, first copy"}


def test_the_attack_finds_the_order_in_naive_claims_on_postgresql(empty_postgresql):
    with psycopg.connect(empty_postgresql) as connection:
        order = _naive(connection, mark="%s")
        findings = order_attack.attack_postgresql(connection, CLAIMS, order)

    assert _known(findings) >= {"select order", "xmin", "age of xmin", "ctid"}


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_what_is_kept_of_invited_people_is_an_allow_list_without_a_time(name):
    table = RegistryBase.metadata.tables[name]

    assert {column.name for column in table.columns} == COLUMNS[name]
    assert not table.foreign_keys
    for column in table.columns:
        assert not isinstance(column.type, (Date, DateTime, Time))


def test_a_claim_and_a_person_share_no_column():
    """A person has no number that a claim could name, and a claim has no person."""
    claim, person = (RegistryBase.metadata.tables[name] for name in sorted(COLUMNS))

    assert not {c.name for c in claim.columns} & {c.name for c in person.columns}
    assert not [c for c in person.columns if isinstance(c.type, Integer)]
