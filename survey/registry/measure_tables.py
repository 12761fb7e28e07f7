"""Tables of what follows from results: directions, decisions, measures, evidence."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.registry.tables import RegistryBase


class DirectionRow(RegistryBase):
    """A direction that the IAAC gave, with its number, day and file."""

    __tablename__ = "direction"

    number: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    issued: Mapped[date]
    text: Mapped[str]
    file_name: Mapped[str]
    file_digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class MeasureRow(RegistryBase):
    """A row of the plan that somebody carries out, in the plan's own columns.

    `subjects` names the figures of its survey that it aims at; `reported` is the last
    day on which progress or evidence was entered; a dropped one has its reason.
    """

    __tablename__ = "measure"

    number: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    survey: Mapped[str | None] = mapped_column(ForeignKey("survey.name"))
    direction: Mapped[int | None] = mapped_column(ForeignKey("direction.number"))
    text: Mapped[str]
    success: Mapped[str]
    level: Mapped[str]
    owner: Mapped[str]
    year: Mapped[int]
    quarter: Mapped[int]
    percent: Mapped[int]
    timing: Mapped[str]
    subjects: Mapped[str]
    reported: Mapped[date | None]
    dropped: Mapped[str]


class DecisionRow(RegistryBase):
    """What was decided on a recommendation; a rejected one has a reason."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("survey", "recommendation"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"))
    recommendation: Mapped[str]
    measure: Mapped[int | None] = mapped_column(ForeignKey("measure.number"))
    reason: Mapped[str]


class EvidenceRow(RegistryBase):
    """A file that proves a measure; its content stands outside the database."""

    __tablename__ = "evidence"

    number: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[int] = mapped_column(ForeignKey("measure.number"))
    name: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    size: Mapped[int]
    entered: Mapped[date]
