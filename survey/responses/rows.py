"""Makes the rows of a survey's groups and slips at its opening."""

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import func, insert, select, update
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


def print_slips(
    session: Session,
    slips: Mapping[bytes, Sequence[bytes]],
    batch_marks: Mapping[bytes, bytes],
) -> None:
    """Write down the hashes of printed slips, sorted; `slips` are by group key id."""
    groups = {
        row.key_id: row.number
        for row in session.execute(select(GroupRow.key_id, GroupRow.number))
    }
    rows = [
        _slip(slip, groups[key_id], number, batch_marks)
        for key_id, hashes in slips.items()
        for number, slip in enumerate(sorted(hashes))
    ]
    _enter(session, rows)
    for key_id, hashes in slips.items():
        session.add(SpentRow(group_number=groups[key_id], marks=bytes(len(hashes))))
    session.flush()


def print_again(
    session: Session,
    group_number: int,
    marks: bytes,
    batch_marks: Mapping[bytes, bytes],
) -> None:
    """Write down slips that take the place of void ones, after all that there are."""
    first = len(marks)
    _enter(
        session,
        [
            _slip(slip, group_number, number, batch_marks)
            for number, slip in enumerate(sorted(batch_marks), start=first)
        ],
    )
    session.execute(
        update(SpentRow)
        .where(SpentRow.group_number == group_number)
        .values(marks=marks + bytes(len(batch_marks)))
    )


def _slip(
    slip: bytes, group_number: int, number: int, batch_marks: Mapping[bytes, bytes]
) -> dict[str, bytes | int]:
    return {
        "slip": slip,
        "group_number": group_number,
        "number": number,
        "batch_mark": batch_marks.get(slip) or secrets.token_bytes(32),
    }


def _enter(session: Session, rows: list[dict[str, bytes | int]]) -> None:
    """Enter rows in the order of their hashes, which says nothing."""
    if rows:
        session.execute(insert(SlipRow), sorted(rows, key=lambda row: str(row["slip"])))
