import secrets
from collections import Counter

import pytest
from sqlalchemy import select, update

from survey.responses import places
from survey.responses.groups import Group
from survey.responses.tables import ResponseRow
from tests.support.databases import both_kinds


def _group(number, *, eligible, staff=True):
    return Group(
        number=number,
        survey="s",
        key_id=bytes([number]) * 32,
        eligible=eligible,
        staff=staff,
        sealed_length=64,
        proof_length=8,
    )


@pytest.fixture
def session(databases):
    with databases.responses.begin() as session:
        places.fill(session, _group(1, eligible=7))
        places.fill(session, _group(2, eligible=7))
        yield session


def _draw(session, group):
    """Return where an answer was put, and take it out again."""
    before = _taken(session, group)
    inside = session.begin_nested()
    parts = dict.fromkeys(("leaf", "nonce", "proof"), b"answer")
    parts["sealed"] = secrets.token_bytes(64)
    places.put(session, group, parts)
    (place,) = _taken(session, group) - before
    inside.rollback()
    return place


def _taken(session, group):
    chosen = select(ResponseRow.place).where(places.belongs(group), ResponseRow.taken)
    return set(session.scalars(chosen))


def _take(session, *taken):
    here = ResponseRow.place.in_([2 * 2**40 + place for place in taken])
    session.execute(update(ResponseRow).where(here).values(taken=True))


@both_kinds
def test_a_free_place_is_drawn_and_every_one_with_the_same_chance(session):
    group = _group(2, eligible=7)
    _take(session, 0, 3, 6)

    drawn = Counter(_draw(session, group) - 2 * 2**40 for _ in range(400))

    assert set(drawn) == {1, 2, 4, 5}
    assert all(60 < count < 140 for count in drawn.values())


def test_the_last_free_place_of_a_large_group_is_found(session):
    group = _group(3, eligible=900)
    places.fill(session, group)
    session.execute(
        update(ResponseRow)
        .where(places.belongs(group), ResponseRow.place != 3 * 2**40 + 451)
        .values(taken=True)
    )

    assert _draw(session, group) == 3 * 2**40 + 451


@both_kinds
def test_a_full_group_has_no_room(session):
    _take(session, *range(7))

    with pytest.raises(places.NoRoomError):
        _draw(session, _group(2, eligible=7))


def test_places_of_citizens_lie_anywhere_in_a_wide_range(session):
    group = _group(9, eligible=5, staff=False)

    drawn = [_draw(session, group) - places.first(group) for _ in range(200)]

    assert len(set(drawn)) == 200
    assert all(0 <= place < 2**40 for place in drawn)
    assert sum(place > 2**39 for place in drawn) in range(60, 140)


def test_filled_rows_are_random_and_all_different(session):
    rows = session.query(ResponseRow).all()
    assert len({row.sealed for row in rows}) == len({row.leaf for row in rows}) == 14
