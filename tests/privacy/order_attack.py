"""Tries to find out from a database alone who came when.

Each strategy of a fixed list ranks the rows that it can find; the rank agreement with
the true order is the share of pairs in the right order: 1.0 or 0.0 when the order is
known, 0.5 when nothing is. Equal ranks count as half.

Raw files of PostgreSQL, its WAL and archives are not attacked: the product does not
claim to cover them.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.privacy.sqlite_file import SqliteFile


@dataclass(frozen=True, slots=True)
class Target:
    """What is ranked: the identifiers in a column of those rows that are marked.

    `beside` names further expressions to rank by: what other tables say of a row.
    """

    table: str
    column: str
    mark: str
    large: str | None = None
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """How well one strategy did, on so many of the people who came."""

    strategy: str
    agreement: float
    people: int

    @property
    def known(self):
        """Return the agreement whichever end the order begins at: 0.5 to 1."""
        return max(self.agreement, 1 - self.agreement)

    @property
    def is_chance(self):
        """Say whether the agreement lies within four standard deviations of chance."""
        return abs(self.agreement - 0.5) <= 4 * deviation(self.people)


def deviation(people):
    """Return the standard deviation of the agreement of a random order.

    Kendall's tau has variance 2(2n + 5) / 9n(n - 1); the agreement is (tau + 1) / 2.
    """
    if people < 2:
        return 0.5
    return 0.5 * (2 * (2 * people + 5) / (9 * people * (people - 1))) ** 0.5


def agreement(ranks):
    """Return the share of pairs of people whose ranks are in the order of arrival."""
    values = np.asarray(ranks, dtype=float)
    later = np.triu(np.ones((len(values), len(values)), dtype=bool), k=1)
    if not later.any():
        return 0.5
    signs = np.sign(values[None, :] - values[:, None])[later]
    return float((signs.mean() + 1) / 2)


def _finding(strategy, order, ranks):
    found = [ranks[person] for person in order if person in ranks]
    return Finding(strategy, agreement(found), len(found))


def _offsets(order, content, *, last=False):
    search = content.rfind if last else content.find
    places = {person: search(person) for person in order}
    return {person: place for person, place in places.items() if place >= 0}


def _file_offsets(order, file):
    """Rank by the place in the file; SQLite fills a page from its end."""
    size, found = file.page_size, {}
    for name in ("first", "last"):
        places = _offsets(order, file.content, last=name == "last")
        found[f"{name} byte offset"] = places
        found[f"{name} byte offset, pages from the end"] = {
            person: place // size * size + size - place % size
            for person, place in places.items()
        }
    return found


def attack_sqlite(path, connection, target, order):
    """Attack a copy of a SQLite database: by SQL, and as bytes with its journals."""
    ranks = ranks_sqlite(path, connection, target, order)
    return [_finding(name, order, found) for name, found in ranks.items()]


def ranks_sqlite(path, connection, target, order):
    """Return what each strategy ranks the rows of a SQLite database by."""
    file = SqliteFile(Path(path).read_bytes())
    ranks = {
        "select order": _selected(connection, target),
        "rowid": _rowids(connection, target),
        **_file_offsets(order, file),
        "freelist": _offsets(order, file.freed()),
        "freelist, last copy": _offsets(order, file.freed(), last=True),
        "freed pages": _offsets(order, file.freed(by_number=True)),
        "freed pages, last copy": _offsets(
            order, file.freed(by_number=True), last=True
        ),
        "slack": _offsets(order, file.slack()),
        "slack, last copy": _offsets(order, file.slack(), last=True),
    }
    for name in ("journal", "wal"):
        left = Path(f"{path}-{name}")
        content = left.read_bytes() if left.exists() else b""
        ranks[f"{name}, first copy"] = _offsets(order, content)
        ranks[f"{name}, last copy"] = _offsets(order, content, last=True)
    return ranks


def attack_postgresql(connection, target, order):
    """Attack a PostgreSQL database by SQL: visible columns, system columns, TOAST."""
    ranks = ranks_postgresql(connection, target)
    return [_finding(name, order, found) for name, found in ranks.items()]


def ranks_postgresql(connection, target):
    """Return what each strategy ranks the rows of a PostgreSQL database by."""
    hidden = {
        "xmin": "xmin::text::bigint",
        "age of xmin": "age(xmin)",
        "cmin": "cmin::text::bigint",
        "ctid": "(ctid::text::point)[0] * 100000 + (ctid::text::point)[1]",
    }
    ranks = {"select order": _selected(connection, target)}
    for name, expression in (*hidden.items(), *target.beside):
        ranks[name] = _ranked(connection, target, expression)
    if target.large:
        ranks |= _toast(connection, target)
    return ranks


def _selected(connection, target):
    rows = connection.execute(_query(target, f"{target.column}, *"))
    return {bytes(row[0]): place for place, row in enumerate(rows.fetchall())}


def _ranked(connection, target, expression):
    rows = connection.execute(_query(target, f"{target.column}, {expression}"))
    return {bytes(row[0]): float(row[1]) for row in rows.fetchall()}


def _query(target, columns):
    return f"SELECT {columns} FROM {target.table} WHERE {target.mark}"  # noqa: S608 all names are ours


def _rowids(connection, target):
    (definition,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = ?", (target.table,)
    ).fetchone()
    if "WITHOUT ROWID" in definition:
        return {}
    return _ranked(connection, target, "rowid")


def _toast(connection, target):
    chunk = f"pg_column_toast_chunk_id({target.large})"
    chunks = _ranked(connection, target, f"coalesce({chunk}::bigint, 0)")
    (toast,) = connection.execute(
        "SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = %s",
        (target.table,),
    ).fetchone()
    chunk_rows = Target(toast, "chunk_id::bigint", "chunk_seq = 0")
    columns = "chunk_id::bigint, xmin::text::bigint"
    query = _query(chunk_rows, columns) + " ORDER BY ctid"
    rows = connection.execute(query).fetchall()
    ages = dict(rows)
    places = {chunk: place for place, (chunk, _) in enumerate(rows)}
    return {
        "TOAST chunk number": chunks,
        "TOAST xmin": {p: ages[c] for p, c in chunks.items() if c in ages},
        "TOAST ctid": {p: places[c] for p, c in chunks.items() if c in places},
    }
