"""What SQLite and PostgreSQL are told, so that they keep no order and lose nothing.

Rollback journal and no WAL, because a WAL is a list of changes in the order of
their arrival. The journal is emptied at the end of a transaction, and that is made
durable (`synchronous=EXTRA`), so that an answer that was acknowledged survives a power
cut and nothing of it stays in the journal.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, ExceptionContext, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

WAIT_SECONDS = 10
READING = {"sqlite_begin": "BEGIN DEFERRED"}
ALONE = {"sqlite_begin": ""}
_NOT_FOR_A_ROW = 35  # bytes of a page that the row in it cannot have
_PRAGMAS = (
    "journal_mode=TRUNCATE",
    "synchronous=EXTRA",
    "secure_delete=ON",
    f"busy_timeout={WAIT_SECONDS * 1000}",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
)
_SQLITE_FAILURES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
# Connection lost, transaction rolled back, resources, lock, operator, system.
_POSTGRESQL_FAILURES = ("08", "25P03", "40", "53", "55", "57", "58")
# Connection lost or refused, serialization fault, deadlock, server stopped or starting.
_POSTGRESQL_PASSES = ("08", "40", "57P01", "57P02", "57P03")


class StorageUnavailableError(Exception):
    """The database cannot store or read at the moment; nothing was acknowledged."""


class UndoneError(StorageUnavailableError):
    """The database undid a transaction before its end; it may be begun again."""


def make_private_file(path: str) -> None:
    """Create the file of a database so that only its owner may read it."""
    file = Path(path)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise StorageUnavailableError(f"{file} cannot be opened.") from error


def harden_sqlite(engine: Engine, *, page_size: int) -> None:
    """Set the pragmas on every connection and begin every transaction ourselves."""

    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        # Told of a file that has pages already, it would change them at a VACUUM.
        is_new = not Path(engine.url.database or "").stat().st_size
        size = (f"page_size={page_size}",) if is_new else ()
        for pragma in (*size, *_PRAGMAS):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        statement = options.get("sqlite_begin", "BEGIN IMMEDIATE")
        if statement:
            connection.exec_driver_sql(statement)

    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)


def room(page_size: int) -> int:
    """Return how many bytes a row may have that lies in one page of SQLite."""
    return page_size - _NOT_FOR_A_ROW


@contextmanager
def turn(engine: Engine) -> Iterator[None]:
    """Hold the place beside an SQLite file that one process at a time can hold.

    The file of the place is always empty: it says nothing.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    try:
        place = os.open(f"{engine.url.database}.turn", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StorageUnavailableError("The database cannot be used.") from error
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def name_failures(engine: Engine) -> None:
    """Turn a full disk, a lock or a lost connection into StorageUnavailableError."""

    def _translate(context: ExceptionContext) -> None:
        if context.is_pre_ping:
            return  # A line that broke while nobody used it is replaced without a word.
        error = context.original_exception
        if _is_failure(error):
            undone = _passes(error) and not _was_ending(context)
            kind = UndoneError if undone else StorageUnavailableError
            raise kind("The database cannot be used at the moment.") from error

    event.listen(engine, "handle_error", _translate)


def _is_failure(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        return code & 0xFF in _SQLITE_FAILURES
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return _is_lost(error) or _state(error).startswith(_POSTGRESQL_FAILURES)


def _passes(error: BaseException) -> bool:
    """Say whether the same work may well succeed in a moment."""
    return _is_lost(error) or _state(error).startswith(_POSTGRESQL_PASSES)


def _was_ending(context: ExceptionContext) -> bool:
    """Say whether this happened at a commit, so that nobody knows what was kept."""
    return context.connection is not None and context.statement is None


def _is_lost(error: BaseException) -> bool:
    """Say whether the line to PostgreSQL broke, or there never was one."""
    lost = type(error).__name__ in {"OperationalError", "ConnectionTimeout"}
    return lost and getattr(error, "sqlstate", "") is None


def _state(error: BaseException) -> str:
    return getattr(error, "sqlstate", "") or ""
