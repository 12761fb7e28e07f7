"""Makes the tables for invitations and their addressees; a group has a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column and make the tables."""
    op.add_column(
        "survey_group",
        sa.Column("channel", sa.String(), nullable=False, server_default="slip"),
    )
    op.create_table(
        "claim",
        sa.Column("invitation", sa.LargeBinary(32), primary_key=True),
        sa.Column("survey_group", sa.Integer(), nullable=False),
        sa.Column("survey_member", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("blinded", sa.LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("email", sa.String(), primary_key=True),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
    )
