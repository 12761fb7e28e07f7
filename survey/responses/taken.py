"""Says where the answers of a survey lie, and reads what lies there, some at a time.

All sealed answers together may be more than memory holds; where each of them lies is
little. The places say nothing of the order in which the answers came.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.responses import groups, places
from survey.responses.kept import PARTS, SealedResponse
from survey.responses.tables import ResponseRow

_AT_ONCE = 500
_WHERE = select(ResponseRow.leaf, ResponseRow.place).where(ResponseRow.taken)
_WHAT = select(ResponseRow.place, *(getattr(ResponseRow, name) for name in PARTS))


@dataclass(frozen=True, slots=True, order=True)
class Taken:
    """Where an answer lies: its leaf on the bulletin, its place, and its group."""

    leaf: bytes
    place: int
    key_id: bytes


def by_leaf(session: Session, survey: str) -> list[Taken]:
    """Return where all answers of a survey lie, sorted by leaf."""
    found = [
        Taken(row.leaf, row.place, group.key_id)
        for group in groups.of_survey(session, survey)
        for row in session.execute(_WHERE.where(places.belongs(group)))
    ]
    return sorted(found)


def responses(session: Session, chosen: Sequence[Taken]) -> Iterator[SealedResponse]:
    """Yield what lies in some places, in their order."""
    for start in range(0, len(chosen), _AT_ONCE):
        some = chosen[start : start + _AT_ONCE]
        asked = _WHAT.where(ResponseRow.place.in_([one.place for one in some]))
        rows = {place: parts for place, *parts in session.execute(asked)}
        for one in some:
            yield SealedResponse(one.key_id, *rows[one.place])
