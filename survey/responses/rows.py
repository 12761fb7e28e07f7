"""Makes the rows of a survey's groups and slips at its opening."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from survey import sealing
from survey.manifest import BLIND, Manifest
from survey.responses.tables import GroupRow, SlipRow, SpentRow
from survey.tokens import blind_answer


def of_groups(session: Session, manifest: Manifest) -> list[GroupRow]:
    """Return new rows of all groups, numbered on from those of earlier surveys."""
    last = session.scalar(select(func.max(GroupRow.number))) or 0
    length = sealing.sealed_length(manifest.bucket, len(manifest.sealing_keys))
    return [
        GroupRow(
            number=number,
            survey=manifest.survey,
            key_id=group.key_id,
            eligible=group.eligible,
            staff=manifest.staff,
            sealed_length=length,
            proof_length=blind_answer.PROOF_BYTES if group.channel == BLIND else 0,
        )
        for number, group in enumerate(manifest.groups, start=last + 1)
    ]


def print_slips(session: Session, slips: Mapping[bytes, Sequence[bytes]]) -> None:
    """Write down the hashes of printed slips, sorted; `slips` are by group key id."""
    groups = {
        row.key_id: row.number
        for row in session.execute(select(GroupRow.key_id, GroupRow.number))
    }
    printed = sorted(
        (slip, groups[key_id], number)
        for key_id, hashes in slips.items()
        for number, slip in enumerate(sorted(hashes))
    )
    if printed:
        names = ("slip", "group_number", "number")
        values = [dict(zip(names, one, strict=True)) for one in printed]
        session.execute(insert(SlipRow), values)
    for key_id, hashes in slips.items():
        session.add(SpentRow(group_number=groups[key_id], marks=bytes(len(hashes))))
    session.flush()
