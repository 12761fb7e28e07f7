"""Makes the tables for surveys, groups, slips and sealed responses."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "board",
        sa.Column("survey", sa.String(), primary_key=True),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("questionnaire", sa.LargeBinary(), nullable=False),
        sa.Column("board_key", sa.LargeBinary(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "answering_group",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("key_id", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("sealed_length", sa.Integer(), nullable=False),
    )
    op.create_table(
        "slip",
        sa.Column("slip", sa.LargeBinary(32), primary_key=True),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    place = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "sealed_response",
        sa.Column("place", place, primary_key=True, autoincrement=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(32), nullable=False),
        sa.Column("nonce", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
