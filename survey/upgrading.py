"""Brings the tables of an installation up to date: all of both sides, or nothing.

Only new databases get their tables by themselves. Those of an older version wait for
`shudarga upgrade`, which backs up first; those of a newer one are not touched.
"""

from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from questionnaires.faults import Fault, FaultsError, fault
from survey import condition
from survey.database import Databases, migrate, reading

_LONGEST = 300


class OutdatedError(FaultsError):
    """The tables of a database are of another version than the program."""


class UpgradeError(FaultsError):
    """The tables could not be brought up to date, and are as they were before."""


def prepare(databases: Databases) -> None:
    """Make the tables of new databases; raise OutdatedError for any other version."""
    found = {name: _revision(databases, name) for name in databases.opened}
    other = {
        name: revision
        for name, revision in found.items()
        if revision not in {None, condition.newest(name)}
    }
    if other:
        raise OutdatedError(_outdated(*one) for one in other.items())
    if None in found.values():
        migrate(databases)


def upgrade(databases: Databases) -> None:
    """Bring the tables up to date and check them before anything of it is kept."""
    try:
        migrate(databases, check=_check)
    except BaseException as error:
        reason = f"{type(error).__name__}: {str(error)[:_LONGEST]}"
        told = fault(
            "upgrade",
            "Хүснэгтийг шинэчилж чадсангүй. Өгөгдлийн сан өмнөх хэвээрээ байгаа тул "
            "программын өмнөх хувилбараар үргэлжлүүлэн ажиллана уу. "
            f"Шалтгаан: {reason}",
            "The tables could not be brought up to date. The databases are as they "
            "were: go on with the version of the program that ran before. "
            f"The reason: {reason}",
        )
        raise UpgradeError([told]) from error


def _revision(databases: Databases, name: str) -> str | None:
    with reading(databases.opened[name]) as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def _outdated(name: str, revision: str | None) -> Fault:
    newest = condition.newest(name)
    return fault(
        name,
        f"Хүснэгтийн хувилбар {revision}, программд {newest} хэрэгтэй. Сайтыг зогсоож "
        "`shudarga upgrade` ажиллуулна уу. Программ нь хүснэгтээсээ хуучин бол шинэ "
        "хувилбарыг нь суулгана уу.",
        f"Its tables are of version {revision}, and this program needs {newest}. Stop "
        "the site and run `shudarga upgrade`. If the program is older than the "
        "tables, install the newer one.",
    )


def _check(session: Session, name: str) -> None:
    """Raise UpgradeError if what would be kept is not what the program needs."""
    wrong = condition.damage(session, name)
    if wrong:
        raise UpgradeError(fault(name, one.mn, one.en) for one in wrong)
