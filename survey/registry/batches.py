"""The numbered batches in which slips leave, and the acts by which they are voided.

Nothing here knows a slip, its hash, or the key of a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase

_BETWEEN = "\n"


class UnknownBatchNumberError(Exception):
    """The survey has no batch of this number that could be taken for this."""


class BatchRow(RegistryBase):
    """A batch of slips: for whom, and how many. A row reveals nothing of who took one.

    `act` is that by which it was voided, `instead_of` the void batch before it.
    """

    __tablename__ = "slip_batch"
    __table_args__ = (UniqueConstraint("survey", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"))
    number: Mapped[int]
    survey_group: Mapped[str]
    bodies: Mapped[str]
    slips: Mapped[int]
    act: Mapped[str | None]
    instead_of: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the registry knows it."""

    number: int
    group: str
    bodies: tuple[str, ...]
    slips: int
    act: str | None = None
    instead_of: int | None = None

    @property
    def void(self) -> bool:
        """Say whether it was voided."""
        return self.act is not None


def enter(session: Session, survey: str, batches: Sequence[Batch]) -> None:
    """Enter new batches."""
    session.add_all(
        BatchRow(
            survey=survey,
            number=one.number,
            survey_group=one.group,
            bodies=_BETWEEN.join(one.bodies),
            slips=one.slips,
            act=one.act,
            instead_of=one.instead_of,
        )
        for one in batches
    )
    session.flush()


def every(session: Session, survey: str) -> tuple[Batch, ...]:
    """Return the batches of a survey by their numbers."""
    chosen = select(BatchRow).where(BatchRow.survey == survey)
    return tuple(
        Batch(
            row.number,
            row.survey_group,
            tuple(row.bodies.split(_BETWEEN)),
            row.slips,
            row.act,
            row.instead_of,
        )
        for row in session.scalars(chosen.order_by(BatchRow.number))
    )


def find(session: Session, survey: str, number: int) -> Batch:
    """Return a batch; raise UnknownBatchNumberError where there is none."""
    for one in every(session, survey):
        if one.number == number:
            return one
    raise UnknownBatchNumberError(f"{survey} has no batch {number}.")


def void(session: Session, survey: str, number: int, act: str) -> None:
    """Note the act by which a batch was voided, once."""
    noted = session.scalar(
        update(BatchRow)
        .where(
            BatchRow.survey == survey,
            BatchRow.number == number,
            BatchRow.act.is_(None),
        )
        .values(act=act)
        .returning(BatchRow.number)
    )
    if noted is None:
        raise UnknownBatchNumberError(f"Batch {number} of {survey} cannot be voided.")


def print_again(session: Session, survey: str, number: int) -> Batch:
    """Enter a batch in the place of a void one, once, and return it."""
    known = every(session, survey)
    old = next((one for one in known if one.number == number and one.void), None)
    if old is None or number in {one.instead_of for one in known}:
        raise UnknownBatchNumberError(f"Batch {number} of {survey} is not void.")
    last = max(one.number for one in known)
    new = Batch(last + 1, old.group, old.bodies, old.slips, instead_of=number)
    enter(session, survey, [new])
    return new
