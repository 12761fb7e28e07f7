"""Lets organisations be renamed, merged and retired, with who changed what.

Changes of before were made by files; each belongs to the organisation of its name.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns, and join what was noted to its organisation."""
    retired: sa.Column[object] = sa.Column("retired", sa.Date(), nullable=True)
    op.add_column("organisation", retired)
    for name, kind, default in (
        ("body", sa.Integer(), "0"),
        ("kind", sa.String(), "entered"),
        ("actor", sa.String(), ""),
        ("other", sa.String(), ""),
    ):
        column: sa.Column[object] = sa.Column(
            name, kind, nullable=False, server_default=default
        )
        op.add_column("organisation_change", column)
    op.execute(
        "UPDATE organisation_change SET body = COALESCE((SELECT number FROM "
        "organisation WHERE organisation.name = organisation_change.organisation), 0)"
    )
