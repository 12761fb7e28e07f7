"""Long work and how far it is: what an officer's page shows while it goes on."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ForeignKey, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase


class Stage(StrEnum):
    """How far a piece of work has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class UnknownWorkError(Exception):
    """There is no such piece of work."""


class WorkRow(RegistryBase):
    """A piece of work. A row reveals what is made of which survey, and how much of it.

    It holds numbers alone: no answer, no code, no address.
    """

    __tablename__ = "work"

    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"))
    state: Mapped[str]
    done: Mapped[int]
    total: Mapped[int]


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work, and how much of it is done."""

    number: int
    kind: str
    survey: str
    state: Stage
    done: int
    total: int

    @property
    def ended(self) -> bool:
        """Say whether nothing more will happen."""
        return self.state in {Stage.DONE, Stage.FAILED}


def begin(session: Session, survey: str, kind: str) -> int:
    """Enter a piece of work that waits for its turn, and return its number."""
    row = WorkRow(kind=kind, survey=survey, state=Stage.WAITING.value, done=0, total=0)
    session.add(row)
    session.flush()
    return row.number


def find(session: Session, survey: str, number: int) -> Work:
    """Return a piece of work of a survey."""
    row = session.get(WorkRow, number)
    if row is None or row.survey != survey:
        raise UnknownWorkError("There is no such work.")
    stage = Stage(row.state)
    return Work(row.number, row.kind, row.survey, stage, row.done, row.total)


def note(
    session: Session, number: int, stage: Stage, *, done: int = 0, total: int = 0
) -> None:
    """Note how far a piece of work has come."""
    session.execute(
        update(WorkRow)
        .where(WorkRow.number == number)
        .values(state=stage.value, done=done, total=total)
    )
