"""Rewrites rows so that nothing in the database says which came when.

SQLite overwrites rows of equal size where they are. PostgreSQL writes a new version
of a row elsewhere and marks it with the transaction (`xmin`, `ctid`, TOAST chunks);
there all rows of the group are deleted and put back sorted in each transaction, once
and at its end, also where several answers share it.
"""

from sqlalchemy import Table, delete, event, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from survey.responses import places
from survey.responses.groups import Group
from survey.responses.tables import ResponseRow, SlipRow

_CHANGED = "groups with a change"
_SLIPS = SlipRow.metadata.tables["slip"]
_RESPONSES = ResponseRow.metadata.tables["sealed_response"]


def hide_last_change(session: Session, group: Group) -> None:
    """Give all rows of a group the same age, where the database keeps an age.

    It happens at the end of the transaction: savepoints within it have ages too.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.info.setdefault(_CHANGED, {})[group.number] = group


def sort_by_leaf(session: Session, group: Group) -> None:
    """Drop the free places of a group and put its answers back, sorted by leaf."""
    session.execute(
        delete(_RESPONSES).where(places.belongs(group), ~_RESPONSES.c.taken)
    )
    rows = session.execute(
        delete(_RESPONSES).where(places.belongs(group)).returning(_RESPONSES)
    ).mappings()
    ordered = sorted(rows.all(), key=lambda row: bytes(row["leaf"]))
    begin = places.first(group)
    for number, row in enumerate(ordered):
        session.execute(insert(_RESPONSES).values({**row, "place": begin + number}))


def _hide(session: Session) -> None:
    if session.in_nested_transaction():
        return
    changed = session.info.pop(_CHANGED, {})
    for number in sorted(changed):
        group = changed[number]
        _put_back(session, _SLIPS, _SLIPS.c.group_number == group.number)
        if group.staff:
            _put_back(session, _RESPONSES, places.belongs(group))


def _put_back(session: Session, table: Table, rows: ColumnElement[bool]) -> None:
    moved = delete(table).where(rows).returning(table).cte("moved")
    first_column = moved.c[table.primary_key.columns.keys()[0]]
    ordered = select(moved).order_by(first_column)
    session.execute(insert(table).from_select(table.columns.keys(), ordered))


event.listen(Session, "before_commit", _hide)
