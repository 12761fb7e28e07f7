"""Adds the proofs of answers with blind tokens; those of slips have none.

SQLite writes its tables anew, in the order of places, which tells nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_LENGTH = sa.Column(
    "proof_length", sa.Integer(), nullable=False, server_default=sa.text("0")
)
_PROOF = sa.Column(
    "proof", sa.LargeBinary(), nullable=False, server_default=sa.text("''")
)


def upgrade() -> None:
    """Add the columns, and drop the values that fill them in rows there already."""
    for table, column in (("answering_group", _LENGTH), ("sealed_response", _PROOF)):
        with op.batch_alter_table(table) as batch:
            batch.add_column(column)
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column.name, server_default=None)
