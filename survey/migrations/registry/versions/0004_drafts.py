"""Makes the tables for what a draft is opened with."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    survey = sa.ForeignKey("survey.name")
    op.create_table(
        "survey_source",
        sa.Column("survey", sa.String(), survey, primary_key=True),
        sa.Column("source", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "survey_key",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("survey", "holder"),
        sa.UniqueConstraint("survey", "public"),
    )
