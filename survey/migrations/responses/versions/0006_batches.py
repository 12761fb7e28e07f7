"""Hides in every slip which batch it lies in; slips of before get noise.

They can be voided one by one, and no batch of them.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TOGETHER = 500


def upgrade() -> None:
    """Make the table of slips again, with a mark in every row."""
    old = sa.table("slip", *(sa.column(name) for name in _COLUMNS))
    known = op.get_bind().execute(sa.select(old).order_by(old.c.slip)).all()
    op.drop_table("slip")
    op.create_table(
        "slip",
        sa.Column("slip", sa.LargeBinary(32), primary_key=True),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("batch_mark", sa.LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
    new = sa.table("slip", *(sa.column(name) for name in (*_COLUMNS, "batch_mark")))
    rows = [
        dict(zip(_COLUMNS, row, strict=True)) | {"batch_mark": secrets.token_bytes(32)}
        for row in known
    ]
    for start in range(0, len(rows), _TOGETHER):
        op.bulk_insert(new, rows[start : start + _TOGETHER])


_COLUMNS = ("slip", "group_number", "number")
