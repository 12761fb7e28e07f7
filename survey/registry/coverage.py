"""How many slips each organisation handed out, by signed acts: who was invited.

It counts slips, never people, days or answers; answers are counted per group by the
collector.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.registry.tables import HandoverRow, MemberRow, SurveyGroupRow


class HandoverError(Exception):
    """An act does not fit its organisation: the message says why."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """An organisation of a survey: its people, and the slips they have received."""

    organisation: str
    group: str
    eligible: int
    handed_out: int


def hand_out(
    session: Session, survey: str, *, organisation: str, slips: int, act: str
) -> None:
    """Record an act by which slips were handed out, or returned if negative."""
    known = {row.organisation: row for row in coverage(session, survey)}
    row = known.get(organisation)
    if row is None:
        raise HandoverError(f"{organisation} takes no part in {survey}.")
    if not act.strip():
        raise HandoverError("An act is entered with its number.")
    if not 0 <= row.handed_out + slips <= row.eligible:
        raise HandoverError(
            f"{organisation} has {row.eligible} people and {row.handed_out} slips "
            f"handed out; {slips} more do not fit."
        )
    member = session.scalars(
        select(MemberRow.number)
        .join(SurveyGroupRow, SurveyGroupRow.number == MemberRow.survey_group)
        .where(SurveyGroupRow.survey == survey, MemberRow.organisation == organisation)
    ).one()
    session.add(HandoverRow(survey_member=member, slips=slips, act=act.strip()))
    session.flush()


def coverage(session: Session, survey: str) -> tuple[Coverage, ...]:
    """Return the coverage of every organisation of a survey."""
    rows = session.execute(
        select(
            MemberRow.organisation,
            SurveyGroupRow.name,
            MemberRow.eligible,
            func.coalesce(func.sum(HandoverRow.slips), 0),
        )
        .join(SurveyGroupRow, SurveyGroupRow.number == MemberRow.survey_group)
        .outerjoin(HandoverRow, HandoverRow.survey_member == MemberRow.number)
        .where(SurveyGroupRow.survey == survey)
        .group_by(MemberRow.number, SurveyGroupRow.name)
        .order_by(MemberRow.number)
    )
    return tuple(Coverage(*row) for row in rows)
