"""Keeps the marks of spent slips as one row for each group, in bytes of fixed width.

Slips are numbered as their sorted hashes are, which tells nothing. PostgreSQL also
keeps sealed answers without trying to compress them: they look like chance.
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TOGETHER = 500


def upgrade() -> None:
    """Make the table of marks, and fill it from the slips that are there."""
    op.create_table(
        "spent_slips",
        sa.Column("group_number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
    )
    old = sa.table(
        "slip", sa.column("slip"), sa.column("group_number"), sa.column("spent")
    )
    known = op.get_bind().execute(sa.select(old).order_by(old.c.slip)).all()
    op.drop_table("slip")
    op.create_table(
        "slip",
        sa.Column("slip", sa.LargeBinary(32), primary_key=True),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    _fill([(bytes(slip), group, bool(spent)) for slip, group, spent in known])
    if op.get_bind().dialect.name == "postgresql":
        for column in ("sealed", "proof"):
            change = f"ALTER COLUMN {column} SET STORAGE EXTERNAL"
            op.execute(f"ALTER TABLE sealed_response {change}")


def _fill(known: list[tuple[bytes, int, bool]]) -> None:
    marks: dict[int, bytearray] = defaultdict(bytearray)
    rows = []
    for slip, group, spent in known:
        rows.append({"slip": slip, "group_number": group, "number": len(marks[group])})
        marks[group].append(spent)
    names = ("slip", "group_number", "number")
    slips = sa.table("slip", *(sa.column(name) for name in names))
    for start in range(0, len(rows), _TOGETHER):
        op.bulk_insert(slips, rows[start : start + _TOGETHER])
    # Every group has a row, also one whose people are all invited.
    groups = sa.table("answering_group", sa.column("number"))
    numbers = op.get_bind().scalars(sa.select(groups.c.number).order_by("number"))
    spent_slips = sa.table(
        "spent_slips", sa.column("group_number"), sa.column("marks", sa.LargeBinary)
    )
    values = [
        {"group_number": number, "marks": bytes(marks[number])}
        for number in numbers.all()
    ]
    if values:
        op.bulk_insert(spent_slips, values)
