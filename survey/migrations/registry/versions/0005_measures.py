"""Makes the tables for directions, decisions, measures and evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    _directions()
    _measures()
    _decisions()
    _evidence()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _key() -> sa.Column[int]:
    return sa.Column("number", sa.Integer(), primary_key=True)


def _digest(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(32), nullable=False)


def _directions() -> None:
    op.create_table(
        "direction",
        _key(),
        sa.Column("reference", sa.String(), nullable=False, unique=True),
        sa.Column("issued", sa.Date(), nullable=False),
        *_texts("text", "file_name"),
        _digest("file_digest"),
    )


def _measures() -> None:
    op.create_table(
        "measure",
        _key(),
        *_texts("source"),
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name")),
        sa.Column("direction", sa.Integer(), sa.ForeignKey("direction.number")),
        *_texts("text", "success", "level", "owner"),
        *_numbers("year", "quarter", "percent"),
    )


def _decisions() -> None:
    op.create_table(
        "decision",
        _key(),
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        *_texts("recommendation"),
        sa.Column("measure", sa.Integer(), sa.ForeignKey("measure.number")),
        *_texts("reason"),
        sa.UniqueConstraint("survey", "recommendation"),
    )


def _evidence() -> None:
    measure = sa.ForeignKey("measure.number")
    op.create_table(
        "evidence",
        _key(),
        sa.Column("measure", sa.Integer(), measure, nullable=False),
        *_texts("name"),
        _digest("digest"),
        *_numbers("size"),
        sa.Column("entered", sa.Date(), nullable=False),
    )
