"""Adds the marks of work that was done for answers by poster."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "poster_mark",
        sa.Column("mark", sa.LargeBinary(length=32), primary_key=True),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
