"""Where a sealed response is put: a place in its group's range.

A staff group has as many places as people, all filled with random bytes at the
opening, of which a free one is drawn by chance. A citizens' group has no list of
names; the place of an answer is a hash of it, in a range so wide that it tells nothing.

One sealed answer is kept once in its group: whoever sent it with two rights would make
a board on which an answer stands twice. In another group it does not open.
"""

import hashlib
import secrets
from itertools import count

from sqlalchemy import ColumnElement, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from survey import hardening
from survey.responses.groups import Group
from survey.responses.kept import CopiedAnswerError
from survey.responses.tables import GroupRow, ResponseRow

_SPAN_BYTES = 5
SPAN = 1 << 8 * _SPAN_BYTES
_CONTEXT = b"shudarga/1/place"
_HEAD = 64  # bytes of a sealed answer that no other begins with
_DRAWS = 32
_BATCH = 64
_RESPONSES = ResponseRow.metadata.tables["sealed_response"]
_APPEND = insert(_RESPONSES)
_TAKE = (
    update(_RESPONSES)
    .where(_RESPONSES.c.place == bindparam("drawn"), ~_RESPONSES.c.taken)
    .values(
        taken=True,
        leaf=bindparam("new_leaf"),
        nonce=bindparam("new_nonce"),
        sealed=bindparam("new_sealed"),
        proof=bindparam("new_proof"),
    )
)
_AT = select(ResponseRow.sealed).where(ResponseRow.place == bindparam("place"))
_LIKE = select(ResponseRow.place).where(
    ResponseRow.place.between(bindparam("first"), bindparam("last")),
    ResponseRow.taken,
    func.substr(ResponseRow.sealed, 1, _HEAD) == bindparam("head"),
)


_BESIDE_PARTS = 160  # bytes of a row that are not of the sealed answer or its proof


class RowTooLargeError(Exception):
    """A row of this survey would lie in several pages, whose numbers tell an order."""


class NoRoomError(Exception):
    """Every place of the group is taken; more answers came than slips were printed."""


def first(group: Group) -> int:
    """Return the first place of a group."""
    return group.number * SPAN


def span(group: Group) -> tuple[int, int]:
    """Return the first and the last place that a group can have."""
    return first(group), first(group) + SPAN - 1


def belongs(group: Group) -> ColumnElement[bool]:
    """Return the condition that a row lies in the group's range."""
    return ResponseRow.place.between(*span(group))


def row_bytes(sealed_length: int, proof_length: int) -> int:
    """Return how many bytes the row of an answer has at most."""
    return sealed_length + proof_length + _BESIDE_PARTS


def longest_row(session: Session) -> int:
    """Return how many bytes the longest row has that an answer here can have."""
    lengths = select(GroupRow.sealed_length, GroupRow.proof_length).distinct()
    return max((row_bytes(*row) for row in session.execute(lengths)), default=0)


def check_room(session: Session, group: Group) -> None:
    """Raise RowTooLargeError if an answer of a group does not lie in one page.

    PostgreSQL has no such pages. `survey.database.fit` makes them large enough.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    size = session.scalar(text("PRAGMA page_size"))
    if row_bytes(group.sealed_length, group.proof_length) > hardening.room(size):
        raise RowTooLargeError


def fill(session: Session, group: Group) -> None:
    """Make every row that a staff group will ever have, of random bytes."""
    rows = range(first(group), first(group) + group.eligible)
    for start in range(0, len(rows), _BATCH):
        values = [_blank(place, group) for place in rows[start : start + _BATCH]]
        session.execute(insert(ResponseRow), values)


def put(session: Session, group: Group, answer: dict[str, bytes]) -> None:
    """Put the parts of an answer in a free place of its group.

    Of a staff group every free place has the same chance. Raises CopiedAnswerError
    where the group has this sealed answer already.
    """
    connection = session.connection()
    if not group.staff:
        place = _own_place(session, group, answer["sealed"])
        connection.execute(_APPEND, {**answer, "place": place, "taken": True})
        return
    begin, end = span(group)
    like = {"first": begin, "last": end, "head": answer["sealed"][:_HEAD]}
    if connection.scalar(_LIKE, like) is not None:
        raise CopiedAnswerError
    values = {f"new_{name}": part for name, part in answer.items()}
    for _ in range(_DRAWS if group.eligible else 0):
        place = begin + secrets.randbelow(group.eligible)
        if connection.execute(_TAKE, {**values, "drawn": place}).rowcount:
            return
    place = _search(session, group)
    connection.execute(_TAKE, {**values, "drawn": place})


def _own_place(session: Session, group: Group, sealed: bytes) -> int:
    """Return the place that belongs to an answer, or the next one if it is taken."""
    digest = hashlib.sha256(_CONTEXT + sealed).digest()
    begin = int.from_bytes(digest[:_SPAN_BYTES])
    for step in count():
        place = first(group) + (begin + step) % SPAN
        there = session.connection().scalar(_AT, {"place": place})
        if there is None:
            return place
        if there == sealed:
            break
    raise CopiedAnswerError


def _search(session: Session, group: Group) -> int:
    free = select(ResponseRow.place).where(belongs(group), ~ResponseRow.taken)
    places = session.scalars(free).all()
    if not places:
        raise NoRoomError
    return secrets.choice(places)


def _blank(place: int, group: Group) -> dict[str, object]:
    return {
        "place": place,
        "taken": False,
        "leaf": secrets.token_bytes(32),
        "nonce": secrets.token_bytes(32),
        "sealed": secrets.token_bytes(group.sealed_length),
        "proof": secrets.token_bytes(group.proof_length),
    }
