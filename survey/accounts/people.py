"""Accounts as an administrator manages them: created, changed, closed.

Nobody is told a password. Whoever gets an account gets a code that works once, and
chooses a password with it.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_security import RoleMixin
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey.accounts.roles import Role
from survey.accounts.tables import OfficerRow, RoleRow, SessionRow, SetUpRow

LINK_LIVES = timedelta(days=3)
_CODE_BYTES = 20


class AccountExistsError(Exception):
    """There is an account with this address already."""


class UnknownAccountError(Exception):
    """There is no account with this address."""


class SetUpCodeError(Exception):
    """The code to choose a password is wrong, was used, or is too old."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who works in the console; a contact speaks for one organisation.

    `language` is that of letters, and `digests` says whether weekly ones are wanted.
    """

    email: str
    name: str
    roles: frozenset[Role]
    organisation: str | None = None
    active: bool = True
    ready: bool = False
    language: str = "mn"
    digests: bool = True


def create(session: Session, account: Account) -> None:
    """Enter a new account, which cannot sign in before a password is chosen."""
    if _row(session, account.email) is not None:
        raise AccountExistsError(f"There is an account {account.email} already.")
    row = OfficerRow(
        email=account.email.lower(),
        name=account.name,
        organisation=account.organisation,
        active=account.active,
        fs_uniquifier=secrets.token_hex(32),
        fs_webauthn_user_handle=secrets.token_hex(32),
        failures=0,
        roles=_roles(account.roles),
    )
    session.add(row)
    session.flush()


def find(session: Session, email: str) -> Account:
    """Return an account; raise UnknownAccountError where there is none."""
    return _account(_known(session, email))


def everybody(session: Session) -> Sequence[Account]:
    """Return all accounts by name."""
    rows = session.scalars(select(OfficerRow).order_by(OfficerRow.name, OfficerRow.id))
    return [_account(row) for row in rows]


def change(session: Session, account: Account) -> None:
    """Bring name, roles and organisation up to date; a closed account signs out."""
    row = _known(session, account.email)
    row.name, row.organisation = account.name, account.organisation
    wanted = {role.value for role in account.roles}
    row.roles = [role for role in row.roles if role.name in wanted]
    held = {role.name for role in row.roles}
    row.roles.extend(_roles([r for r in account.roles if r.value not in held]))
    row.active = account.active
    if not account.active:
        _sign_out(session, row)
    session.flush()


def call(session: Session, old: str, new: str) -> None:
    """Let contacts speak for their organisation under its new name."""
    chosen = select(OfficerRow).where(OfficerRow.organisation == old)
    for row in session.scalars(chosen):
        row.organisation = new
    session.flush()


def prefer(session: Session, email: str, *, language: str, digests: bool) -> None:
    """Note in which language somebody wants letters, and whether weekly ones."""
    row = _known(session, email)
    row.language, row.digests = language, digests
    session.flush()


def new_link(session: Session, email: str, *, now: datetime) -> str:
    """Return a new code to choose a password with; an older one stops working.

    The password and the second factor that there were stop working too.
    """
    row = _known(session, email)
    row.password = row.tf_primary_method = row.tf_totp_secret = None
    row.mf_recovery_codes, row.webauthn, row.failures = None, [], 0
    row.locked_until = None
    _sign_out(session, row)
    session.execute(delete(SetUpRow).where(SetUpRow.officer == row.id))
    code = secrets.token_hex(_CODE_BYTES)
    session.add(SetUpRow(digest=_digest(code), officer=row.id, until=now + LINK_LIVES))
    session.flush()
    return code


def choose_password(
    session: Session, code: str, password_hash: str, *, now: datetime
) -> Account:
    """Give the owner of a code the password with this hash; the code is used up."""
    link = session.get(SetUpRow, _digest(code))
    if link is None or link.until <= now:
        raise SetUpCodeError("This code is wrong, was used, or is too old.")
    row = session.get_one(OfficerRow, link.officer)
    row.password = password_hash
    session.delete(link)
    session.flush()
    return _account(row)


def _digest(code: str) -> bytes:
    clean = "".join(code.split()).replace("-", "").lower()
    return hashlib.sha256(b"shudarga/1/set-up" + clean.encode()).digest()


def _sign_out(session: Session, row: OfficerRow) -> None:
    row.fs_uniquifier = secrets.token_hex(32)
    session.execute(delete(SessionRow).where(SessionRow.officer == row.id))


def _roles(roles: Collection[Role]) -> list[RoleMixin]:
    return [RoleRow(name=role.value) for role in sorted(roles)]


def _known(session: Session, email: str) -> OfficerRow:
    row = _row(session, email)
    if row is None:
        raise UnknownAccountError(f"There is no account {email}.")
    return row


def _row(session: Session, email: str) -> OfficerRow | None:
    return session.scalar(select(OfficerRow).where(OfficerRow.email == email.lower()))


def _account(row: OfficerRow) -> Account:
    return Account(
        email=row.email,
        name=row.name,
        roles=frozenset(Role(role.name) for role in row.roles),
        organisation=row.organisation,
        active=row.active,
        ready=bool(row.password and row.tf_totp_secret),
        language=row.language,
        digests=row.digests,
    )
