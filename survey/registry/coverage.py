"""How far each organisation has come: slips handed out, or invitations exchanged.

Slips are counted by signed acts. Exchanged invitations are told in quarters only, and
of small bodies only for their whole group: an exact number, read every day, would tell
on which day somebody came. Answers are counted per group by the collector.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.manifest import BLIND
from survey.registry.tables import (
    ClaimRow,
    HandoverRow,
    LeftoverRow,
    MemberRow,
    SurveyGroupRow,
)

LEAST_SHOWN = 20
_QUARTERS = 4

Exchanged = Mapping[tuple[int, int], int]


class HandoverError(Exception):
    """An act does not fit its organisation: the message says why."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """An organisation of a survey: its people, and the slips they have received.

    `collected` is the share of its people, in percent, of whom at least so many have
    exchanged their invitation: 0, 25, 50 or 75. Bodies with slips have none.
    """

    organisation: str
    group: str
    eligible: int
    handed_out: int
    collected: int | None = None


def hand_out(
    session: Session, survey: str, *, organisation: str, slips: int, act: str
) -> None:
    """Record an act by which slips were handed out, or returned if negative."""
    known = {row.organisation: row for row in coverage(session, survey)}
    row = known.get(organisation)
    if row is None:
        raise HandoverError(f"{organisation} takes no part in {survey}.")
    if row.collected is not None:
        raise HandoverError(f"{organisation} is invited by mail and gets no slips.")
    if not act.strip():
        raise HandoverError("An act is entered with its number.")
    most = row.eligible - _returned(session, survey, organisation)
    if not 0 <= row.handed_out + slips <= most:
        raise HandoverError(
            f"{organisation} has {most} slips and {row.handed_out} "
            f"handed out; {slips} more do not fit."
        )
    member = session.scalars(
        select(MemberRow.number)
        .join(SurveyGroupRow, SurveyGroupRow.number == MemberRow.survey_group)
        .where(SurveyGroupRow.survey == survey, MemberRow.organisation == organisation)
    ).one()
    session.add(HandoverRow(survey_member=member, slips=slips, act=act.strip()))
    session.flush()


def _returned(session: Session, survey: str, organisation: str) -> int:
    """Return how many slips came back from an organisation as left over."""
    returned = session.scalar(
        select(func.sum(LeftoverRow.slips)).where(
            LeftoverRow.survey == survey, LeftoverRow.body == organisation
        )
    )
    return returned or 0


def coverage(session: Session, survey: str) -> tuple[Coverage, ...]:
    """Return the coverage of every organisation of a survey."""
    rows = session.execute(
        select(
            MemberRow.number,
            MemberRow.organisation,
            MemberRow.eligible,
            SurveyGroupRow,
            func.coalesce(func.sum(HandoverRow.slips), 0).label("slips"),
        )
        .join(SurveyGroupRow, SurveyGroupRow.number == MemberRow.survey_group)
        .outerjoin(HandoverRow, HandoverRow.survey_member == MemberRow.number)
        .where(SurveyGroupRow.survey == survey)
        .group_by(MemberRow.number, SurveyGroupRow.number)
        .order_by(MemberRow.number)
    ).all()
    exchanged = _exchanged(session, survey)
    return tuple(
        Coverage(
            organisation=row.organisation,
            group=row.SurveyGroupRow.name,
            eligible=row.eligible,
            handed_out=row.slips,
            collected=_quarter(exchanged, row.number, row.eligible, row.SurveyGroupRow)
            if row.SurveyGroupRow.channel == BLIND
            else None,
        )
        for row in rows
    )


def _exchanged(session: Session, survey: str) -> Exchanged:
    """Count exchanged invitations by group and organisation, for this module alone."""
    rows = session.execute(
        select(ClaimRow.survey_group, ClaimRow.survey_member, func.count())
        .join(SurveyGroupRow, SurveyGroupRow.number == ClaimRow.survey_group)
        .where(SurveyGroupRow.survey == survey, ClaimRow.claimed)
        .group_by(ClaimRow.survey_group, ClaimRow.survey_member)
    )
    return {(group, member): number for group, member, number in rows}


def _quarter(
    exchanged: Exchanged, member: int, eligible: int, group: SurveyGroupRow
) -> int:
    """Return the share in whole quarters; a small body has that of its group."""
    if eligible >= LEAST_SHOWN:
        number, people = exchanged.get((group.number, member), 0), eligible
    else:
        of_group = [n for (g, _), n in exchanged.items() if g == group.number]
        number, people = sum(of_group), group.eligible
    return min(number * _QUARTERS // people, _QUARTERS - 1) * 100 // _QUARTERS
