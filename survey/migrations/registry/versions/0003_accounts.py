"""Makes the tables for officers, their sessions and the audit log."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_OFFICER = "officer.id"
_REFUSE = "An act in the audit log never changes."


def upgrade() -> None:
    """Make the tables, and let the database itself refuse to change an act."""
    _officers()
    _ways_in()
    _audit()
    _append_only()


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=optional)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(32), nullable=False)


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(), nullable=False)


def _of_officer(name: str, *, unique: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(_OFFICER)
    return sa.Column(name, sa.Integer(), key, nullable=False, unique=unique)


def _officers() -> None:
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(), nullable=False, unique=True),
        _text("name"),
        _text("organisation", optional=True),
        _text("password", optional=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False, unique=True),
        sa.Column("fs_webauthn_user_handle", sa.String(), nullable=False, unique=True),
        _text("tf_primary_method", optional=True),
        _text("tf_totp_secret", optional=True),
        sa.Column("mf_recovery_codes", sa.UnicodeText()),
        sa.Column("last_counter", sa.Integer()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime()),
    )
    op.create_table(
        "officer_role",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of_officer("officer"),
        _text("name"),
        sa.UniqueConstraint("officer", "name"),
    )


def _ways_in() -> None:
    op.create_table(
        "officer_passkey",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of_officer("user_id"),
        sa.Column("credential_id", sa.LargeBinary(1024), nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.UnicodeText()),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        _text("device_type"),
        _text("extensions", optional=True),
        _moment("lastuse_datetime"),
        _text("name"),
        _text("usage"),
    )
    op.create_table(
        "officer_session",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        _of_officer("officer"),
        _text("browser"),
        _moment("began"),
        _moment("seen"),
    )
    op.create_table(
        "officer_set_up",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        _of_officer("officer", unique=True),
        _moment("until"),
    )


def _audit() -> None:
    op.create_table(
        "audit_act",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        *[_text(name) for name in ("moment", "actor", "act", "about")],
        _bytes("previous"),
        _bytes("digest"),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        _bytes("digest"),
    )
    op.bulk_insert(head, [{"number": 1, "acts": 0, "digest": bytes(32)}])


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for word in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_act_{word.lower()} BEFORE {word} ON audit_act "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_act_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_act_kept BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON audit_act FOR EACH STATEMENT EXECUTE FUNCTION audit_act_refuse()"
    )
