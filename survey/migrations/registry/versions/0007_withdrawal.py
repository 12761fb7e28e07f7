"""Makes the tables of withdrawn results and of asked-for exports; ends old codes.

Recovery codes of before were kept as they were printed. They stop working.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "withdrawal",
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("survey"),
    )
    op.create_table(
        "export_asked",
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("survey"),
    )
    op.create_table(
        "organisation_change",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
    )
    op.execute("UPDATE officer SET mf_recovery_codes = NULL")
