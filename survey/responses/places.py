"""Where a sealed response is put: a place drawn by chance in its group's range.

A staff group has as many places as people, all filled with random bytes at the
opening. A citizens' group has no list of names; its places are drawn from a range
so wide that they tell nothing.
"""

import secrets

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from survey.responses.tables import GroupRow, ResponseRow

_SPAN = 2**40
_DRAWS = 32
_BATCH = 64


class NoRoomError(Exception):
    """Every place of the group is taken; more answers came than slips were printed."""


def first(group: GroupRow) -> int:
    """Return the first place of a group."""
    return group.number * _SPAN


def belongs(group: GroupRow) -> ColumnElement[bool]:
    """Return the condition that a row lies in the group's range."""
    return ResponseRow.place.between(first(group), first(group) + _SPAN - 1)


def fill(session: Session, group: GroupRow) -> None:
    """Make every row that a staff group will ever have, of random bytes."""
    rows = range(first(group), first(group) + group.eligible)
    for start in range(0, len(rows), _BATCH):
        values = [_blank(place, group) for place in rows[start : start + _BATCH]]
        session.execute(insert(ResponseRow), values)


def put(session: Session, group: GroupRow, answer: dict[str, bytes]) -> None:
    """Put the parts of an answer in a free place of its group, drawn by chance."""
    place = draw(session, group)
    values = {**answer, "taken": True}
    if group.staff:
        here = ResponseRow.place == place
        session.execute(update(ResponseRow).where(here).values(values))
    else:
        session.execute(insert(ResponseRow).values(place=place, **values))


def draw(session: Session, group: GroupRow) -> int:
    """Return a free place by chance, every free one with the same chance."""
    room = group.eligible if group.staff else _SPAN
    for _ in range(_DRAWS if room else 0):
        place = first(group) + secrets.randbelow(room)
        taken = select(ResponseRow.taken).where(ResponseRow.place == place)
        if not session.scalar(taken):
            return place
    return _search(session, group)


def _search(session: Session, group: GroupRow) -> int:
    free = select(ResponseRow.place).where(belongs(group), ~ResponseRow.taken)
    places = session.scalars(free).all()
    if not places:
        raise NoRoomError
    return secrets.choice(places)


def _blank(place: int, group: GroupRow) -> dict[str, object]:
    return {
        "place": place,
        "taken": False,
        "leaf": secrets.token_bytes(32),
        "nonce": secrets.token_bytes(32),
        "sealed": secrets.token_bytes(group.sealed_length),
        "proof": secrets.token_bytes(group.proof_length),
    }
