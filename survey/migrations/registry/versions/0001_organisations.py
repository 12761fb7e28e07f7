"""Makes the tables for organisations, services, surveys and releases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _organisations()
    _surveys()
    _groups()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.Integer(), primary_key=True)


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target), nullable=False)


def _organisations() -> None:
    op.create_table(
        "organisation",
        _number(),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        _text("type"),
        _count("headcount"),
        sa.Column("parent", sa.Integer(), sa.ForeignKey("organisation.number")),
    )
    op.create_table(
        "service_point",
        _number(),
        _of("organisation", "organisation.number"),
        _text("name"),
        sa.UniqueConstraint("organisation", "name"),
    )
    op.create_table(
        "service",
        _number(),
        _of("service_point", "service_point.number"),
        _text("name"),
        sa.UniqueConstraint("service_point", "name"),
    )


def _surveys() -> None:
    days = ("opens", "answers_open", "closes", "keep_until")
    op.create_table(
        "survey",
        sa.Column("name", sa.String(), primary_key=True),
        *[_text(name) for name in ("kind", "questionnaire", "version")],
        *[sa.Column(name, sa.Date(), nullable=False) for name in days],
        _count("group_floor"),
        sa.Column("sample", sa.Boolean(), nullable=False),
        _text("state"),
        sa.Column("manifest", sa.LargeBinary()),
    )
    survey = sa.ForeignKey("survey.name")
    op.create_table(
        "survey_release",
        sa.Column("survey", sa.String(), survey, primary_key=True),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
    )


def _groups() -> None:
    op.create_table(
        "survey_group",
        _number(),
        sa.Column("survey", sa.String(), sa.ForeignKey("survey.name"), nullable=False),
        _text("name"),
        _count("eligible"),
        sa.UniqueConstraint("survey", "name"),
    )
    op.create_table(
        "survey_member",
        _number(),
        _of("survey_group", "survey_group.number"),
        _text("organisation"),
        _count("eligible"),
        sa.UniqueConstraint("survey_group", "organisation"),
    )
    op.create_table(
        "handover",
        _number(),
        _of("survey_member", "survey_member.number"),
        _count("slips"),
        _text("act"),
    )
    op.create_table(
        "survey_service",
        _number(),
        _of("survey_group", "survey_group.number"),
        _text("name"),
        sa.UniqueConstraint("survey_group", "name"),
    )
