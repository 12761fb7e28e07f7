"""Makes the tables of what is settled and expected of a draft."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "survey_step",
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("survey", "step"),
    )
    op.create_table(
        "survey_expectation",
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("cell_floor", sa.Integer(), nullable=False),
        sa.Column("response", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey"),
    )
