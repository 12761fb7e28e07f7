"""Makes the table of how many citizens have answered by the end of a day, in tens."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "citizen_day",
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("survey_group", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tens", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey", "survey_group", "day"),
    )
