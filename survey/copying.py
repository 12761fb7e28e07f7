"""Copies all rows of a database out and in again, whatever kind of database it is.

Rows go out sorted by their primary key and go in that way in one transaction, so
that a copy tells no order of arrival.
"""

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import (
    Column,
    MetaData,
    Table,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

Row = dict[str, object]

_TOGETHER = 200
REVISIONS = "alembic_version"
_REVISION = text("SELECT version_num FROM alembic_version")
_UNHURRIED = text("SET LOCAL statement_timeout = 0")


class NotEmptyError(Exception):
    """The database to restore into holds something already."""


def revision(session: Session) -> str:
    """Return the revision of a database's tables."""
    return str(session.scalar(_REVISION))


def hold(session: Session, table: str) -> None:
    """Let nobody change the state of a survey until this transaction ends.

    On SQLite a transaction that writes has that effect by itself.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f'LOCK TABLE "{table}" IN SHARE MODE'))


def still(session: Session) -> None:
    """Read everything as it is at the first question from now on."""
    if session.get_bind().dialect.name != "postgresql":
        session.connection()
    else:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        session.execute(_UNHURRIED)


def tables(session: Session) -> MetaData:
    """Return all tables that a database has, as it describes them itself."""
    metadata = MetaData()
    metadata.reflect(session.connection())
    metadata.remove(metadata.tables[REVISIONS])
    return metadata


def batches(
    session: Session, metadata: MetaData
) -> Iterator[tuple[str, Sequence[Row]]]:
    """Yield all rows as plain JSON values, in batches of one table each."""
    for table in metadata.sorted_tables:
        chosen = select(table).order_by(*table.primary_key.columns)
        found = session.execute(chosen.execution_options(yield_per=_TOGETHER))
        for rows in found.mappings().partitions(_TOGETHER):
            yield table.name, [_plain(dict(row)) for row in rows]


def put(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert a batch of rows; a reference to the same table is filled in later."""
    own = _own_references(table)
    values = [_restored(table, row) for row in rows]
    session.execute(
        insert(table), [{**row, **dict.fromkeys(own)} for row in values] or [{}]
    )
    for row in values:
        kept = {name: row[name] for name in own if row[name] is not None}
        if kept:
            here = [column == row[column.name] for column in table.primary_key.columns]
            session.execute(update(table).where(*here).values(kept))


def clear_new(session: Session, metadata: MetaData, used: Collection[str]) -> None:
    """Delete what the making of tables put into them.

    Raises NotEmptyError, before anything is deleted, if a table that `used` names has
    a row: then somebody works with this database.
    """
    for name in metadata.tables.keys() & used:
        if session.scalar(select(func.count()).select_from(metadata.tables[name])):
            raise NotEmptyError(
                "The database holds something already. "
                "Restore into a new installation, with a state folder of its own."
            )
    for table in reversed(metadata.sorted_tables):
        session.execute(delete(table))


def renew_counters(session: Session, metadata: MetaData) -> None:
    """Let PostgreSQL go on numbering after the rows that were put in."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if table.autoincrement_column is column:
                _renew(session, table, column)


def _renew(session: Session, table: Table, column: Column[int]) -> None:
    sequence = session.scalar(
        select(func.pg_get_serial_sequence(table.name, column.name))
    )
    last = session.scalar(select(func.max(column)))
    if sequence and last:
        session.execute(select(func.setval(sequence, last)))


def _own_references(table: Table) -> frozenset[str]:
    return frozenset(
        column.name
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table is table and column.nullable
    )


def _plain(row: Mapping[str, object]) -> Row:
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"object": value} if isinstance(value, dict) else value


def _restored(table: Table, row: Row) -> Row:
    return {column.name: _restored_value(row[column.name]) for column in table.columns}


def _restored_value(value: object) -> object:
    if not isinstance(value, dict):
        return value
    (kind, content), *_ = value.items()
    if kind == "bytes":
        return base64.b64decode(content)
    if kind == "moment":
        return datetime.fromisoformat(content)
    return date.fromisoformat(content) if kind == "day" else content
