import sqlite3
import stat
import subprocess
import sys
import time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from survey import database, hardening
from survey.accounts.tables import OfficerRow
from survey.registry.audit import ActRow
from survey.registry.cases import DeductionRow
from survey.registry.drafts import SealingKeyRow
from survey.registry.exports import ExportRow
from survey.registry.history import ChangeRow
from survey.registry.letters import LetterRow
from survey.registry.measure_tables import MeasureRow
from survey.registry.reviews import ReviewRow
from survey.registry.tables import RegistryBase
from survey.registry.withdrawals import WithdrawalRow
from survey.registry.work import WorkRow
from survey.responses.tables import ResponsesBase
from tests.support.databases import both_kinds


def _sqlite(folder):
    return database.connect(
        registry_url=f"sqlite:///{folder}/registry.db",
        responses_url=f"sqlite:///{folder}/responses.db",
    )


_LATER = (ChangeRow, ExportRow, WithdrawalRow)


def test_what_officers_do_stands_in_the_registry():
    kept = (OfficerRow, ActRow, SealingKeyRow, MeasureRow)
    for row in (*kept, DeductionRow, LetterRow, ReviewRow, WorkRow, *_LATER):
        assert row.metadata is RegistryBase.metadata


@both_kinds
@pytest.mark.parametrize(
    ("side", "base"), [("registry", RegistryBase), ("responses", ResponsesBase)]
)
def test_the_history_makes_exactly_the_tables_of_the_model(databases, side, base):
    engine = getattr(databases, side).kw["bind"]

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, base.metadata) == []


@both_kinds
def test_the_history_can_be_run_again(databases):
    database.migrate(databases)


def test_slips_have_no_hidden_rowid_in_sqlite(databases, kind):
    if kind != "sqlite":
        pytest.skip("only SQLite has hidden rowids")
    with databases.responses() as session:
        made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'slip'"))
    assert "WITHOUT ROWID" in made


def test_the_two_sides_share_no_table():
    assert (
        not RegistryBase.metadata.tables.keys() & ResponsesBase.metadata.tables.keys()
    )


@pytest.mark.parametrize(
    "address",
    ["nonsense", "sqlite://", "mysql://localhost/x", "sqlite+aiosqlite:///x"],
)
def test_an_address_of_no_database_is_refused(tmp_path, address):
    with pytest.raises(database.AddressError):
        database.connect(
            registry_url=f"sqlite:///{tmp_path}/a.db", responses_url=address
        )


def test_one_database_for_both_sides_is_refused(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    with pytest.raises(database.AddressError, match="need two"):
        database.connect(registry_url=url, responses_url=url)


def test_sqlite_is_hardened(tmp_path):
    opened = _sqlite(tmp_path)
    database.migrate(opened)
    expected = {
        "journal_mode": "truncate",
        "synchronous": 3,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "temp_store": 2,
        "page_size": 32768,
        "auto_vacuum": 0,
    }

    with opened.responses() as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in expected}
    opened.dispose()

    assert found == expected


def test_only_the_owner_may_read_a_sqlite_file(tmp_path):
    opened = _sqlite(tmp_path / "new")
    database.migrate(opened)
    opened.dispose()

    modes = {path.stat().st_mode for path in (tmp_path / "new").iterdir()}

    assert {stat.S_IMODE(mode) for mode in modes} == {0o600}


def test_a_locked_database_is_told_as_unavailable(tmp_path, monkeypatch):
    monkeypatch.setattr(hardening, "_PRAGMAS", ("busy_timeout=50",))
    opened = _sqlite(tmp_path)
    database.migrate(opened)
    other = sqlite3.connect(tmp_path / "responses.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(database.StorageUnavailableError), opened.responses() as session:
        session.execute(text("SELECT 1"))

    other.rollback()
    other.close()
    opened.dispose()


def test_a_database_that_cannot_grow_is_told_as_unavailable(tmp_path):
    opened = _sqlite(tmp_path)
    database.migrate(opened)
    with opened.responses() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        session.commit()

    row = text("INSERT INTO board VALUES ('a', zeroblob(999999), '', '', 0)")
    with (
        pytest.raises(database.StorageUnavailableError),
        opened.responses.begin() as full,
    ):
        full.execute(row)

    with opened.responses() as session:
        assert session.scalar(text("SELECT count(*) FROM board")) == 0
    opened.dispose()


def test_a_file_that_is_no_database_is_told_as_unavailable(tmp_path):
    (tmp_path / "responses.db").write_bytes(b"not a database" * 1000)
    opened = _sqlite(tmp_path)

    with pytest.raises(database.StorageUnavailableError):
        database.migrate(opened)

    opened.dispose()


def test_a_server_that_does_not_answer_is_told_as_unavailable(tmp_path):
    opened = database.connect(
        registry_url=f"sqlite:///{tmp_path}/a.db",
        responses_url="postgresql://nobody@127.0.0.1:1/nothing",
    )

    with pytest.raises(database.StorageUnavailableError), opened.responses() as session:
        session.execute(text("SELECT 1"))

    opened.dispose()


@both_kinds
def test_a_mistake_of_ours_is_not_told_as_unavailable(databases):
    with pytest.raises(DBAPIError), databases.responses() as session:
        session.execute(text("SELECT 1 FROM missing"))


@both_kinds
def test_no_error_carries_what_was_to_be_stored(databases):
    statement = text("INSERT INTO missing VALUES (:secret)")

    with pytest.raises(DBAPIError) as raised, databases.responses() as session:
        session.execute(statement, {"secret": "the-answer-of-a-person"})

    assert "missing" in str(raised.value)
    assert "the-answer-of-a-person" not in f"{raised.value} {raised.value!r}"


def test_a_reader_does_not_wait_for_a_writer(tmp_path):
    opened = _sqlite(tmp_path)
    database.migrate(opened)

    with opened.responses() as writer:
        writer.execute(text("UPDATE board SET closed = 1"))
        started = time.monotonic()
        with database.reading(opened.responses) as reader:
            assert reader.scalar(text("SELECT count(*) FROM board")) == 0
        waited = time.monotonic() - started
        writer.rollback()
    opened.dispose()

    assert waited < 1


@both_kinds
def test_compacting_keeps_what_is_stored(databases):
    row = {"s": "a", "b": b"m" * 5000}
    with databases.responses.begin() as session:
        session.execute(text("INSERT INTO board VALUES (:s, :b, :b, :b, false)"), row)

    database.compact(databases.responses)

    with databases.responses() as session:
        assert session.scalar(text("SELECT count(*) FROM board")) == 1


@both_kinds
def test_a_file_gets_larger_pages_for_longer_rows_and_never_smaller_ones(
    databases, kind
):
    row = {"s": "a", "b": b"m" * 5000}
    with databases.responses.begin() as session:
        session.execute(text("INSERT INTO board VALUES (:s, :b, :b, :b, false)"), row)
    with databases.responses() as session:  # Another process has looked at it before.
        session.scalar(text("SELECT count(*) FROM board"))

    sizes = []
    for length in (20_000, 32_768 - 35, 32_768 - 34, 20_000):
        database.fit(databases.responses, length)
        database.compact(databases.responses)
        with databases.responses() as session:
            assert session.scalar(text("SELECT count(*) FROM board")) == 1
            if kind == "sqlite":
                sizes.append(session.scalar(text("PRAGMA page_size")))

    expected = [32768, 32768, 65536, 65536]
    assert sizes == (expected if kind == "sqlite" else [])


@pytest.mark.parametrize(
    ("side", "other"), [("registry", "responses"), ("responses", "registry")]
)
def test_a_side_without_an_address_cannot_be_opened(tmp_path, side, other):
    opened = database.connect(**{f"{side}_url": f"sqlite:///{tmp_path}/{side}.db"})
    database.migrate(opened)

    with getattr(opened, side).begin() as session:
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    with pytest.raises(database.NotOpenedError, match=other):
        getattr(opened, other)
    kept = {file.name: file.stat().st_size for file in tmp_path.iterdir()}
    assert kept.pop(f"{side}.db")
    assert kept in ({}, {f"{side}.db-journal": 0})
    opened.dispose()


def test_at_least_one_side_has_an_address():
    with pytest.raises(database.AddressError):
        database.connect()


@pytest.mark.slow
@both_kinds
def test_processes_that_start_at_once_on_empty_databases_take_turns(empty_databases):
    urls = [
        getattr(empty_databases, side)
        .kw["bind"]
        .url.render_as_string(hide_password=False)
        for side in ("registry", "responses")
    ]
    program = (
        "from survey.database import connect, migrate; import sys;"
        "migrate(connect(registry_url=sys.argv[1], responses_url=sys.argv[2]))"
    )
    words = [sys.executable, "-c", program, *urls]

    started = [subprocess.Popen(words) for _ in range(3)]  # noqa: S603 our own words

    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    database.migrate(empty_databases)
