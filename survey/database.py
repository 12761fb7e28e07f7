"""Opens the two databases by their addresses, and hardens SQLite.

They share no table, no key and no transaction; this module knows no table of
either. Whoever opens a transaction decides when it ends.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from survey import hardening
from survey.hardening import StorageUnavailableError
from survey.patience import Patience

__all__ = [
    "AddressError",
    "Databases",
    "NotOpenedError",
    "Session",
    "SessionFactory",
    "StorageUnavailableError",
    "UnknownRevisionError",
    "after_commits",
    "alone",
    "compact",
    "connect",
    "fit",
    "history",
    "migrate",
    "reading",
]

_PAGE = {"registry": 4096, "responses": 32768}
_PAGES = (32768, 65536)
_TAKING_TURNS = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = '60s'",
    "SELECT pg_advisory_xact_lock(hashtext('shudarga/migrate'))",
)

SessionFactory = sessionmaker[Session]


class AddressError(Exception):
    """An address does not name a database that we can open."""


class UnknownRevisionError(Exception):
    """Tables of a revision are asked for that this program does not know."""


class NotOpenedError(AddressError):
    """The faces of this process need only the other database."""


@dataclass(frozen=True, slots=True)
class Databases:
    """A session factory for each side of the wall that this process may open."""

    opened: Mapping[str, sessionmaker[Session]]

    @property
    def registry(self) -> sessionmaker[Session]:
        """Return the side that knows who may answer."""
        return self._side("registry")

    @property
    def responses(self) -> sessionmaker[Session]:
        """Return the side that knows what was answered."""
        return self._side("responses")

    def dispose(self) -> None:
        """Close all connections of both databases."""
        for factory in self.opened.values():
            _engine(factory).dispose()

    def _side(self, name: str) -> sessionmaker[Session]:
        if name not in self.opened:
            raise NotOpenedError(f"This process does not open the {name} database.")
        return self.opened[name]


def connect(
    *,
    registry_url: str = "",
    responses_url: str = "",
    patience: Patience = Patience(),  # noqa: B008 it is frozen
) -> Databases:
    """Return the databases at two addresses, which must not be the same.

    A side without an address is not opened, and cannot be.
    """
    named = {"registry": registry_url, "responses": responses_url}
    urls = {side: _address(text) for side, text in named.items() if text}
    if not urls:
        raise AddressError("No address of a database is given.")
    if len(set(urls.values())) < len(urls):
        raise AddressError(
            "REGISTRY_URL and RESPONSES_URL name one database; "
            "who may answer and what was answered need two."
        )
    return Databases(
        {side: _factory(url, _PAGE[side], patience) for side, url in urls.items()}
    )


@contextmanager
def alone(factory: sessionmaker[Session]) -> Iterator[Session]:
    """Open a transaction once nobody else of this machine writes to an SQLite file.

    Who waits is woken in turn. SQLite itself would sleep and try again, for longer
    each time.
    """
    with hardening.turn(_engine(factory)), factory.begin() as session:
        yield session


@contextmanager
def reading(factory: sessionmaker[Session]) -> Iterator[Session]:
    """Open a session that only reads, so that it waits for no writer on SQLite."""
    engine = _engine(factory).execution_options(**hardening.READING)
    with Session(engine) as session:
        yield session


def after_commits(factory: sessionmaker[Session], call: Callable[[], object]) -> None:
    """Call something, without a word about what was committed, after each commit."""
    event.listen(_engine(factory), "commit", lambda _connection: call())


def migrate(
    databases: Databases,
    *,
    to: Mapping[str, str] = MappingProxyType({}),
    check: Callable[[Session, str], object] | None = None,
) -> None:
    """Bring what is open to the newest tables, or `to` others: both sides, or neither.

    What `check` raises undoes everything.
    """
    with ExitStack() as stack:
        for name, factory in databases.opened.items():
            connection = stack.enter_context(_engine(factory).begin())
            _upgrade(connection, name, to.get(name, "head"))
            if check is not None:
                check(stack.enter_context(Session(connection)), name)


@contextmanager
def history(name: str) -> Iterator[Path]:
    """Give the folder with the history of one side's tables."""
    with as_file(files("survey") / "migrations" / name) as folder:
        yield folder


def compact(factory: sessionmaker[Session]) -> None:
    """Rewrite the files of a database, so that nothing deleted stays in them."""
    engine = _engine(factory)
    sqlite = engine.dialect.name == "sqlite"
    alone = hardening.ALONE if sqlite else {"isolation_level": "AUTOCOMMIT"}
    with engine.execution_options(**alone).connect() as connection:
        if sqlite:
            connection.exec_driver_sql("VACUUM")
            return
        # Set aside again: the connection goes back to those who wait for answers.
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM FULL")
        connection.exec_driver_sql("RESET statement_timeout")


def fit(factory: sessionmaker[Session], row_bytes: int) -> None:
    """Let rows of so many bytes lie each in one page, where a database has pages.

    A row in several pages would tell by their numbers when it was written. A file of
    SQLite is written anew with larger pages if it must be; it never gets smaller ones.
    """
    engine = _engine(factory)
    if engine.dialect.name != "sqlite":
        return
    alone = engine.execution_options(**hardening.ALONE)
    with hardening.turn(engine), alone.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        if row_bytes <= hardening.room(found):
            return
        fitting = next(
            (one for one in _PAGES if row_bytes <= hardening.room(one)), _PAGES[-1]
        )
        connection.exec_driver_sql(f"PRAGMA page_size={fitting}")
        connection.exec_driver_sql("VACUUM")


def _address(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise AddressError(
            "A database address looks like sqlite:///file.db."
        ) from error
    if url.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in {"sqlite", "sqlite+pysqlite"} and url.database:
        return url.set(drivername="sqlite+pysqlite")
    raise AddressError(
        "A database address begins with sqlite:/// and a file, or with postgresql://."
    )


def _factory(url: URL, page_size: int, patience: Patience) -> sessionmaker[Session]:
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite:
        hardening.make_private_file(url.database or "")
    pool = {"max_overflow": -1} if sqlite else patience.pool
    engine = create_engine(url, hide_parameters=True, **pool)
    hardening.name_failures(engine)
    if sqlite:
        hardening.harden_sqlite(engine, page_size=page_size)
    return sessionmaker(engine, expire_on_commit=False, info={"kept": {}, "groups": {}})


def _upgrade(connection: Connection, name: str, revision: str) -> None:
    """Run a history to a revision; two processes that start at once take turns."""
    if connection.dialect.name == "postgresql":
        for statement in _TAKING_TURNS:
            connection.exec_driver_sql(statement)
    config = Config()
    with history(name) as folder:
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise UnknownRevisionError(
                f"The tables of the {name} would be of version {revision}, which this "
                "program does not know: install the newer program."
            ) from error


def _engine(factory: sessionmaker[Session]) -> Engine:
    engine = factory.kw["bind"]
    if not isinstance(engine, Engine):
        raise TypeError("The session factory was not made by connect().")
    return engine
