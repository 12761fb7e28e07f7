"""The history of organisations: what each was like, from which day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.organisations import Organisation
from survey.registry.tables import RegistryBase


class ChangeRow(RegistryBase):
    """An organisation as it was entered on a day. A row reveals its size then."""

    __tablename__ = "organisation_change"

    number: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[str]
    day: Mapped[date]
    headcount: Mapped[int]
    parent: Mapped[str | None]
    type: Mapped[str]


@dataclass(frozen=True, slots=True)
class Change:
    """An organisation as it was entered on a day."""

    day: date
    body: Organisation


def note(session: Session, bodies: Sequence[Organisation], *, today: date) -> None:
    """Keep each organisation that is not as it was noted last."""
    last = {change.body.name: change.body for change in changes(session)}
    for body in bodies:
        if last.get(body.name) != body:
            session.add(
                ChangeRow(
                    organisation=body.name,
                    day=today,
                    headcount=body.headcount,
                    parent=body.parent,
                    type=body.type,
                )
            )
    session.flush()


def changes(session: Session) -> Sequence[Change]:
    """Return all that was noted, from first to last."""
    rows = session.scalars(select(ChangeRow).order_by(ChangeRow.number))
    return [
        Change(r.day, Organisation(r.organisation, r.type, r.headcount, r.parent))
        for r in rows
    ]
