"""What a draft is opened with: its questionnaire's source and the key-holders' keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.manifest import MOST_HOLDERS
from survey.registry.tables import RegistryBase


class KeyTakenError(Exception):
    """The key, or its key-holder, is entered for the survey already."""


class TooManyKeysError(Exception):
    """As many key-holders as a survey can have are entered already."""


class UnknownKeyError(Exception):
    """No such key is entered for the survey."""


class SourceRow(RegistryBase):
    """The questionnaire of a survey as it was chosen or uploaded, word by word."""

    __tablename__ = "survey_source"

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    source: Mapped[bytes] = mapped_column(LargeBinary)


class SealingKeyRow(RegistryBase):
    """The public part of a key-holder's key. A row reveals who holds a key."""

    __tablename__ = "survey_key"
    __table_args__ = (
        UniqueConstraint("survey", "holder"),
        UniqueConstraint("survey", "public"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"))
    holder: Mapped[str]
    public: Mapped[bytes] = mapped_column(LargeBinary)
    proved: Mapped[bool]


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key of a survey; `proved` says that its holder opened a test seal with it."""

    number: int
    holder: str
    public: bytes
    proved: bool


def keep_source(session: Session, survey: str, source: bytes) -> None:
    """Keep the questionnaire of a draft, in place of one that was chosen before."""
    session.merge(SourceRow(survey=survey, source=source))
    session.flush()


def source(session: Session, survey: str) -> bytes | None:
    """Return the questionnaire of a survey that was drafted in the console."""
    row = session.get(SourceRow, survey)
    return row.source if row else None


def enter_key(
    session: Session, survey: str, *, holder: str, public: bytes, proved: bool
) -> None:
    """Enter a key-holder with the public part of the key."""
    entered = keys(session, survey)
    if any(held.holder == holder or held.public == public for held in entered):
        raise KeyTakenError(f"{holder} or the key is entered already.")
    if len(entered) >= MOST_HOLDERS:
        raise TooManyKeysError(f"There are {MOST_HOLDERS} key-holders already.")
    session.add(
        SealingKeyRow(survey=survey, holder=holder, public=public, proved=proved)
    )
    session.flush()


def prove_key(session: Session, survey: str, public: bytes) -> str:
    """Note that the holder of a key opened a test seal, and return who it is."""
    holder = session.scalar(
        update(SealingKeyRow)
        .where(SealingKeyRow.survey == survey, SealingKeyRow.public == public)
        .values(proved=True)
        .returning(SealingKeyRow.holder)
    )
    if holder is None:
        raise UnknownKeyError("This key is not among the keys of the survey.")
    return str(holder)


def remove_key(session: Session, survey: str, number: int) -> str:
    """Take a key-holder out of a draft, and return who it was."""
    holder = session.scalar(
        delete(SealingKeyRow)
        .where(SealingKeyRow.survey == survey, SealingKeyRow.number == number)
        .returning(SealingKeyRow.holder)
    )
    if holder is None:
        raise UnknownKeyError("This key is not among the keys of the survey.")
    return str(holder)


def discard(session: Session, survey: str) -> None:
    """Forget the questionnaire and the keys of a draft that is thrown away."""
    for table in (SourceRow, SealingKeyRow):
        session.execute(delete(table).where(table.survey == survey))


def keys(session: Session, survey: str) -> Sequence[HeldKey]:
    """Return the keys of a survey in the order in which they were entered."""
    rows = session.scalars(
        select(SealingKeyRow)
        .where(SealingKeyRow.survey == survey)
        .order_by(SealingKeyRow.number)
    )
    return [HeldKey(r.number, r.holder, r.public, r.proved) for r in rows]
