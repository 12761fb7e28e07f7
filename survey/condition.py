"""Asks a database how it is set up, and whether it keeps what we promise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from survey import copying
from survey.database import Databases, StorageUnavailableError, history, reading

_SQLITE = {"journal_mode": ("delete", "truncate", "persist"), "secure_delete": ("1",)}
# The second half would write down when each answer came.
_POSTGRESQL = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "archive_mode": ("off",),
    "track_commit_timestamp": ("off",),
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_duration": ("off",),
    # On by default from 15 on: a line for each five minutes in which anything came.
    "log_checkpoints": ("off",),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong and how to mend it, in both languages."""

    mn: str
    en: str


_NO_TABLES = Wrong(
    "Өгөгдлийн санд хүснэгт алга. Үйлчилгээг нэг удаа эхлүүлнэ үү: хүснэгтүүдээ "
    "өөрөө үүсгэнэ.",
    "The database has no tables. Start the service once: it makes them by itself.",
)


def faults(session: Session, name: str) -> Iterator[Wrong]:
    """Yield what is wrong with the database of one side, "registry" or "responses"."""
    yield from damage(session, name)
    if session.get_bind().dialect.name == "sqlite":
        yield from _settings(session, "PRAGMA {}", _SQLITE)
    else:
        yield from _settings(session, "SHOW {}", _POSTGRESQL)


def damage(session: Session, name: str) -> list[Wrong]:
    """Return why the program cannot work with the tables of one side, if it cannot."""
    if not inspect(session.connection()).has_table(copying.REVISIONS):
        return [_NO_TABLES]
    return [*_revision(session, name), *_broken(session)]


def unready(databases: Databases) -> list[str]:
    """Return which open sides cannot be read, or have tables of another revision."""
    return [name for name in databases.opened if not _is_ready(databases, name)]


def _is_ready(databases: Databases, name: str) -> bool:
    try:
        with reading(databases.opened[name]) as session:
            return copying.revision(session) == newest(name)
    except (StorageUnavailableError, SQLAlchemyError):
        return False


@cache
def newest(name: str) -> str:
    """Return the newest revision of a history that this version knows."""
    with history(name) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        return str(ScriptDirectory.from_config(config).get_current_head())


def _revision(session: Session, name: str) -> Iterator[Wrong]:
    found, wanted = copying.revision(session), newest(name)
    if found != wanted:
        yield Wrong(
            f"Хүснэгтийн хувилбар {found}, {wanted} байх ёстой. "
            "`shudarga upgrade` ажиллуулна уу.",
            f"Its tables are of revision {found}, not {wanted}. "
            "Run `shudarga upgrade`.",
        )


def _broken(session: Session) -> Iterator[Wrong]:
    """Look whether an SQLite file is whole; PostgreSQL looks after itself."""
    if session.get_bind().dialect.name != "sqlite":
        return
    strays = session.execute(text("PRAGMA foreign_key_check")).first()
    if strays or session.scalar(text("PRAGMA quick_check")) != "ok":
        yield Wrong(
            "Өгөгдлийн сан гэмтсэн байна. Нөөц хуулбараас сэргээнэ үү.",
            "The database is damaged. Restore it from its backup.",
        )


def _settings(
    session: Session, question: str, wanted: Mapping[str, tuple[str, ...]]
) -> Iterator[Wrong]:
    for setting, good in wanted.items():
        found = str(session.scalar(text(question.format(setting))))
        if found not in good:
            yield Wrong(
                f"{setting} = {found} байна, {good[0]} байх ёстой. "
                "SECURITY.md үзнэ үү.",
                f"{setting} is {found} and should be {good[0]}. See SECURITY.md.",
            )
