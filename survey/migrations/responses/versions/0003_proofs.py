"""Adds the proofs of answers with blind tokens; those of slips have none.

SQLite writes its tables anew, in the order of places, which tells nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, and drop the values that fill them in rows there already."""
    empty = "x''" if op.get_bind().dialect.name == "sqlite" else "''"
    _add("answering_group", "proof_length", sa.Integer(), "0")
    _add("sealed_response", "proof", sa.LargeBinary(), empty)


def _add(table: str, name: str, kind: sa.Integer | sa.LargeBinary, value: str) -> None:
    filled = sa.Column(name, kind, nullable=False, server_default=sa.text(value))
    with op.batch_alter_table(table) as batch:
        batch.add_column(filled)
    with op.batch_alter_table(table) as batch:
        batch.alter_column(name, server_default=None)
