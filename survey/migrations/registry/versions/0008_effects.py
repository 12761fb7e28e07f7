"""Adds to measures what they aim at, when they were last reported, and why dropped."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns."""
    for name in ("timing", "subjects", "dropped"):
        op.add_column(
            "measure", sa.Column(name, sa.String(), nullable=False, server_default="")
        )
    op.add_column("measure", sa.Column("reported", sa.Date(), nullable=True))
