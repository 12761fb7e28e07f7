"""The session in which Flask-Security reads and writes accounts, one per request."""

from typing import cast

from flask import Flask, current_app, g
from flask_security import SQLAlchemySessionUserDatastore
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from survey import hardening
from survey.accounts.tables import OfficerRow, PasskeyRow, RoleRow


class Officers(SQLAlchemySessionUserDatastore):
    """The accounts, read in transactions that end at once.

    A transaction that stayed open for the length of a request would keep others, and
    this request's own acts, from writing.
    """

    def __init__(self, registry: sessionmaker[Session]) -> None:
        """Read accounts from the registry's database, waiting for no writer."""
        engine = registry.kw["bind"].execution_options(**hardening.READING)
        factory = sessionmaker(engine, expire_on_commit=False)
        self.session = scoped_session(factory, scopefunc=_request)
        super().__init__(self.session, OfficerRow, RoleRow, PasskeyRow)

    def find_user(self, *arguments: bool, **columns: object) -> OfficerRow | None:
        """Return an account by one of its columns."""
        found = super().find_user(*arguments, **columns)  # type: ignore[arg-type]  # it takes any column
        self.rest()
        return cast("OfficerRow | None", found)

    def rest(self) -> None:
        """End the transaction, unless something is about to be written."""
        if not (self.session.dirty or self.session.new or self.session.deleted):
            self.session.commit()


def officers() -> Officers:
    """Return the accounts of the application that answers this request."""
    return cast("Officers", current_app.extensions["security"].datastore)


def register(app: Flask, accounts: Officers) -> None:
    """Give the session of each request back at its end."""

    def close(_error: BaseException | None) -> None:
        accounts.session.remove()

    app.teardown_appcontext(close)


def _request() -> int:
    return id(g._get_current_object())  # noqa: SLF001 Flask gives no other name of it
