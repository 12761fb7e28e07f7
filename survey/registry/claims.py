"""Invitations of a survey, by hash, and which of them were exchanged for a token.

All rows are made at the opening. A claim changes one of them for as many other bytes,
so that neither the rows nor the file say who came when. A function does not commit.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from survey.registry import claim_order
from survey.registry.lifecycle import State
from survey.registry.tables import ClaimRow, MemberRow, SurveyGroupRow, SurveyRow

_RANDOM_BYTES = 32

Drawn = Mapping[tuple[str, str], Sequence[bytes]]


class UnknownInvitationError(Exception):
    """No survey of ours has sent this invitation."""


class AlreadyCollectedError(Exception):
    """The invitation was exchanged before, for another token."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an invitation belongs to, and whether a token was collected with it."""

    invitation: bytes
    number: int
    group: str
    collected: bool
    state: State
    manifest: bytes


def prepare(session: Session, survey: str, drawn: Drawn) -> None:
    """Make all rows of a survey; `drawn` are hashes by group and organisation."""
    members = session.execute(
        select(
            SurveyGroupRow.name,
            MemberRow.organisation,
            SurveyGroupRow.number,
            MemberRow.number,
        )
        .join(MemberRow, MemberRow.survey_group == SurveyGroupRow.number)
        .where(SurveyGroupRow.survey == survey)
    ).all()
    numbers = {(row[0], row[1]): (row[2], row[3]) for row in members}
    rows = sorted(_blanks(numbers, drawn), key=lambda row: bytes(row["invitation"]))
    if rows:
        session.execute(insert(ClaimRow), rows)


def find(session: Session, invitation: bytes) -> Claim:
    """Return what an invitation belongs to. Looking claims nothing."""
    found = session.execute(
        select(
            SurveyGroupRow.number,
            SurveyGroupRow.name,
            ClaimRow.claimed,
            SurveyRow.state,
            SurveyRow.manifest,
        )
        .join(ClaimRow, ClaimRow.survey_group == SurveyGroupRow.number)
        .join(SurveyRow, SurveyRow.name == SurveyGroupRow.survey)
        .where(ClaimRow.invitation == invitation)
    ).one_or_none()
    if found is None or found.manifest is None:
        raise UnknownInvitationError
    return Claim(
        invitation=invitation,
        number=found.number,
        group=found.name,
        collected=found.claimed,
        state=State(found.state),
        manifest=found.manifest,
    )


def hold(session: Session, invitation: bytes) -> Claim:
    """Return the same, and let nobody close or claim until the transaction ends."""
    number = (
        select(ClaimRow.survey_group)
        .where(ClaimRow.invitation == invitation)
        .scalar_subquery()
    )
    group = select(SurveyGroupRow.number).where(SurveyGroupRow.number == number)
    if session.scalar(group.with_for_update()) is None:
        raise UnknownInvitationError
    return find(session, invitation)


def claim(session: Session, held: Claim, blinded: bytes) -> None:
    """Claim an invitation that is held, for a blinded message given by its SHA-256.

    The same message may claim again and again, so that a lost reply heals; any other
    raises AlreadyCollectedError.
    """
    here = ClaimRow.invitation == held.invitation
    claimed = session.scalar(
        update(ClaimRow)
        .where(here, ~ClaimRow.claimed)
        .values(claimed=True, blinded=blinded)
        .returning(ClaimRow.invitation)
    )
    if claimed is not None:
        claim_order.hide_last_change(session, held.number)
    elif session.scalar(select(ClaimRow.blinded).where(here)) != blinded:
        raise AlreadyCollectedError


def exchanged_per_group(session: Session, survey: str) -> dict[str, int]:
    """Return how many invitations were exchanged, by group name.

    The groups stay locked until the transaction ends, so that the number holds.
    """
    groups = select(SurveyGroupRow).where(SurveyGroupRow.survey == survey)
    rows = session.scalars(groups.order_by(SurveyGroupRow.number).with_for_update())
    count = select(func.count()).select_from(ClaimRow).where(ClaimRow.claimed)
    return {
        row.name: session.scalar(count.where(ClaimRow.survey_group == row.number)) or 0
        for row in rows.all()
    }


def purge(session: Session, survey: str) -> None:
    """Delete the invitations of a survey whose answers are destroyed."""
    groups = select(SurveyGroupRow.number).where(SurveyGroupRow.survey == survey)
    session.execute(delete(ClaimRow).where(ClaimRow.survey_group.in_(groups)))


def _blanks(
    numbers: Mapping[tuple[str, str], tuple[int, int]], drawn: Drawn
) -> Iterator[dict[str, int | bytes]]:
    for member, invitations in drawn.items():
        group, organisation = numbers[member]
        for invitation in invitations:
            yield {
                "invitation": invitation,
                "survey_group": group,
                "survey_member": organisation,
                "claimed": False,
                "blinded": secrets.token_bytes(_RANDOM_BYTES),
            }
