"""Makes the tables of letters, of long work, and of comments that wait for review."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "letter",
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("survey_group", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("reply", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("survey", "edition", "address"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "work",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
    )
    op.create_table(
        "review",
        sa.Column(
            "survey", sa.String(), sa.ForeignKey("survey.name"), primary_key=True
        ),
        sa.Column("key_file", sa.LargeBinary(), nullable=False),
        sa.Column("comments", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "deduction",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        sa.Column("index_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason_mn", sa.String(), nullable=False),
        sa.Column("reason_en", sa.String(), nullable=False),
        sa.UniqueConstraint("survey", "index_name", "document"),
    )
