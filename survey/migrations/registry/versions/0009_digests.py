"""Makes the tables of summaries by mail, and lets officers choose their language."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables, and add the choices."""
    plan = op.create_table(
        "digest_plan",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
    )
    op.bulk_insert(plan, [{"number": 1, "weekly": True, "week": ""}])
    op.create_table(
        "digest",
        sa.Column("week", sa.String(), primary_key=True),
        sa.Column("address", sa.String(), primary_key=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("reply", sa.Integer(), nullable=False),
    )
    language: sa.Column[str] = sa.Column(
        "language", sa.String(), nullable=False, server_default="mn"
    )
    wanted: sa.Column[bool] = sa.Column(
        "digests", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    op.add_column("officer", language)
    op.add_column("officer", wanted)
