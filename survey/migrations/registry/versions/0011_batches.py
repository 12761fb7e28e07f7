"""Makes the tables of batches of slips and of slips that came back."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "slip_batch",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("survey_group", sa.String(), nullable=False),
        sa.Column("bodies", sa.String(), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=True),
        sa.Column("instead_of", sa.Integer(), nullable=True),
        sa.UniqueConstraint("survey", "number"),
    )
    op.create_table(
        "leftover",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("voided", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
    )
