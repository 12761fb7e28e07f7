"""Exports of single answers that one officer asked for and a second must confirm."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase


class ExportRow(RegistryBase):
    """An export that waits. A row reveals who asked for it on which day."""

    __tablename__ = "export_asked"

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    officer: Mapped[str]
    day: Mapped[date]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for an export of which survey, and on which day."""

    survey: str
    officer: str
    day: date


def ask(session: Session, asked: Asked) -> None:
    """Enter that an officer wants an export; it replaces one that waits."""
    forget(session, asked.survey)
    session.add(ExportRow(survey=asked.survey, officer=asked.officer, day=asked.day))
    session.flush()


def waiting(session: Session, survey: str) -> Asked | None:
    """Return the export that waits for a second person, if one does."""
    row = session.get(ExportRow, survey, populate_existing=True)
    return Asked(row.survey, row.officer, row.day) if row else None


def forget(session: Session, survey: str) -> None:
    """Drop the export that waits."""
    session.execute(delete(ExportRow).where(ExportRow.survey == survey))
