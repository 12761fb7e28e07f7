"""Rewrites rows so that nothing in the database says which came when.

SQLite overwrites rows of equal size where they are. PostgreSQL writes a new version
of a row elsewhere and marks it with the transaction (`xmin`, `ctid`, TOAST chunks);
there all answers of the group are deleted and put back sorted in each transaction,
once and at its end, also where several answers share it. Places still free stay as
they were made at the opening; the marks of spent slips are one row for the group.
"""

from sqlalchemy import delete, event, insert, select
from sqlalchemy.orm import Session

from survey.responses import places
from survey.responses.groups import Group
from survey.responses.tables import ResponseRow

_CHANGED = "groups with a change"
_RESPONSES = ResponseRow.metadata.tables["sealed_response"]


def hide_last_change(session: Session, group: Group) -> None:
    """Give all answers of a group the same age, where the database keeps an age.

    It happens at the end of the transaction: savepoints within it have ages too.
    Answers of citizens have one until they are closed.
    """
    if group.staff and session.get_bind().dialect.name == "postgresql":
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
        _put_back(session, changed[number])


def _put_back(session: Session, group: Group) -> None:
    taken = places.belongs(group) & _RESPONSES.c.taken
    moved = delete(_RESPONSES).where(taken).returning(_RESPONSES).cte("moved")
    ordered = select(moved).order_by(moved.c.place)
    session.execute(insert(_RESPONSES).from_select(_RESPONSES.columns.keys(), ordered))


event.listen(Session, "before_commit", _hide)
