"""Tables of those who work in the console, in the shape that Flask-Security reads.

They stand in the registry's database, so that an act and its line in the audit log
are one transaction. No respondent is among them.
"""

from datetime import datetime

from flask import current_app
from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from flask_security.datastore import AsaList
from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.registry.tables import RegistryBase


class OfficerRow(RegistryBase, UserMixin):
    """A person who works in the console, with password and second factor.

    A row reveals a name, an address, a hash of a password and an encrypted secret.
    """

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    organisation: Mapped[str | None]
    password: Mapped[str | None]
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    fs_webauthn_user_handle: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(AsaList())
    )
    last_counter: Mapped[int | None]
    language: Mapped[str] = mapped_column(default="mn")
    digests: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    roles: Mapped[list[RoleMixin]] = relationship(
        "RoleRow", lazy="selectin", cascade="all, delete-orphan"
    )
    webauthn: Mapped[list[WebAuthnMixin]] = relationship(
        "PasskeyRow",
        lazy="selectin",
        cascade="all, delete-orphan",
        back_populates="user",
    )

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Say whether the account is locked after wrong passwords or codes."""
        now = current_app.extensions["security"].datetime_factory()
        locked = self.locked_until is not None and now < self.locked_until
        if locked and form_error is not None:
            form_error.append(str(current_app.config["SECURITY_MSG_LOCKED"][0]))
        return locked


class RoleRow(RegistryBase, RoleMixin):
    """A role of an officer."""

    __tablename__ = "officer_role"
    __table_args__ = (UniqueConstraint("officer", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    name: Mapped[str]


class PasskeyRow(RegistryBase, WebAuthnMixin):
    """A passkey of an officer: its public part, and how it may be used."""

    __tablename__ = "officer_passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    transports: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(AsaList())
    )
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    lastuse_datetime: Mapped[datetime]
    name: Mapped[str]
    usage: Mapped[str]
    user: Mapped[OfficerRow] = relationship(back_populates="webauthn")


class SessionRow(RegistryBase):
    """A browser in which an officer is signed in. Removing the row signs it out.

    A row reveals when it began and was last seen, and no address.
    """

    __tablename__ = "officer_session"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    browser: Mapped[str]
    began: Mapped[datetime]
    seen: Mapped[datetime]


class SetUpRow(RegistryBase):
    """The right to choose a password once: the hash of its code, and until when."""

    __tablename__ = "officer_set_up"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"), unique=True)
    until: Mapped[datetime]
