"""Slips that nobody took: they come back by a signed act, counted, and are voided."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.manifest import SLIP
from survey.registry import coverage, surveys
from survey.registry.tables import LeftoverRow


class LeftoverError(Exception):
    """More slips would have come back than are left, or the act has no number."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """Slips that came back from an organisation or a service point by an act."""

    body: str
    slips: int
    voided: int
    act: str


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the slips of an organisation or a service point, in numbers."""

    body: str
    printed: int
    handed_out: int
    returned: int
    voided: int

    @property
    def open(self) -> int:
        """Return of how many slips no act tells what became of them."""
        return self.printed - self.handed_out - self.returned


def take_back(session: Session, survey: str, leftover: Leftover) -> None:
    """Enter an act by which slips came back, and how many were voided by code."""
    account = {one.body: one for one in accounts(session, survey)}.get(leftover.body)
    if account is None or not leftover.act.strip():
        raise LeftoverError(f"{leftover.body} has no slips of {survey}, or no act.")
    fits = 0 <= leftover.voided <= leftover.slips
    if not fits or not 1 <= leftover.slips <= account.open:
        raise LeftoverError(f"{leftover.body} has {account.open} slips left.")
    session.add(
        LeftoverRow(
            survey=survey,
            body=leftover.body,
            slips=leftover.slips,
            voided=leftover.voided,
            act=leftover.act.strip(),
        )
    )
    session.flush()


def every(session: Session, survey: str) -> Sequence[Leftover]:
    """Return all acts by which slips of a survey came back."""
    chosen = select(LeftoverRow).where(LeftoverRow.survey == survey)
    rows = session.scalars(chosen.order_by(LeftoverRow.id))
    return [Leftover(row.body, row.slips, row.voided, row.act) for row in rows]


def accounts(session: Session, survey: str) -> tuple[Account, ...]:
    """Return what became of the slips of all who have any.

    Citizens take slips at a counter without an act.
    """
    back = every(session, survey)
    printed = [
        (row.organisation, row.eligible, row.handed_out)
        for row in coverage.coverage(session, survey)
        if row.collected is None
    ]
    printed += [
        (group.name, group.eligible, 0)
        for group in surveys.find(session, survey).groups
        if group.channel == SLIP and not group.members
    ]
    return tuple(
        Account(
            body,
            slips,
            handed_out,
            sum(one.slips for one in back if one.body == body),
            sum(one.voided for one in back if one.body == body),
        )
        for body, slips, handed_out in printed
    )
