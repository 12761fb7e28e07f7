import secrets

import pytest
from sqlalchemy import select

from survey.responses import bulletins, store, voiding
from survey.responses.tables import SlipRow, SpentRow
from survey.responses.voiding import (
    BatchUsedError,
    NoVoidSlipsError,
    UnknownBatchError,
    Voided,
)
from survey.tokens import codes
from tests.support.databases import both_kinds
from tests.support.fields import Field, manifest

KEYS = codes.batch_key(), codes.batch_key()
NAME = "staff-2026"


class Batches:
    """A survey of two groups; the first has two batches of ten slips."""

    def __init__(self, databases):
        self.databases = databases
        made = manifest(sizes=(20, 20))
        self.key_id, self.other = (group.key_id for group in made.groups)
        self.slips = [secrets.token_bytes(32) for _ in range(20)]
        self.others = [secrets.token_bytes(32) for _ in range(20)]
        marks = {
            slip: codes.batch_mark(1 + place // 10, KEYS[place // 10])(slip)
            for place, slip in enumerate(self.slips)
        }
        board = store.Board(made.to_json(), b"TOML", b"board key")
        printed = {self.key_id: self.slips, self.other: self.others}
        with databases.responses.begin() as session:
            store.prepare(session, board, printed, marks)
        self.field = Field(made, printed)

    def answer(self, slip):
        with self.databases.responses.begin() as session:
            store.spend_and_keep(session, slip, self.field.answer(self.key_id))

    def void(self, number, key):
        with self.databases.responses.begin() as session:
            mark = codes.batch_mark(number, key)
            return voiding.void_batch(session, NAME, mark)

    def lists(self):
        with self.databases.responses() as session:
            return bulletins.printed_slips(session, NAME)[self.key_id]


@pytest.fixture
def field(databases):
    return Batches(databases)


@both_kinds
def test_a_batch_is_voided_by_its_key_and_nothing_else_is(databases):
    field = Batches(databases)

    assert field.void(1, KEYS[0]) == 10

    found = field.lists()
    assert set(found.void) == set(field.slips[:10])
    assert set(found.unspent) == set(field.slips[10:])
    assert found.reissued == ()
    with pytest.raises(store.SlipVoidError):
        field.answer(field.slips[0])
    field.answer(field.slips[10])


@pytest.mark.parametrize("wrong", [(2, KEYS[0]), (1, KEYS[1]), (1, codes.batch_key())])
def test_another_number_or_key_voids_nothing(field, wrong):
    with pytest.raises(UnknownBatchError):
        field.void(*wrong)

    assert field.lists().void == ()


def test_a_batch_of_which_a_slip_was_used_is_not_voided(field):
    field.answer(field.slips[3])

    with pytest.raises(BatchUsedError):
        field.void(1, KEYS[0])

    assert field.lists().void == ()
    assert field.void(2, KEYS[1]) == 10


def test_slips_that_came_back_are_voided_one_by_one(field):
    used, unused = field.slips[0], field.slips[1:4]
    field.answer(used)
    with field.databases.responses.begin() as session:
        asked = [used, *unused, field.others[0], secrets.token_bytes(32)]
        assert voiding.void_slips(session, NAME, asked) == Voided(4, 1, 0, 1)
        assert voiding.void_slips(session, NAME, unused) == Voided(0, 0, 3, 0)

    assert set(field.lists().void) == set(unused)
    assert field.lists().spent == (used,)


@both_kinds
def test_others_are_printed_in_the_place_of_void_ones_and_never_more(databases):
    field = Batches(databases)
    field.void(1, KEYS[0])
    new = {secrets.token_bytes(32): secrets.token_bytes(32) for _ in range(10)}

    with field.databases.responses.begin() as session:
        voiding.print_again(session, NAME, field.key_id, new)
    field.answer(next(iter(new)))

    found = field.lists()
    assert set(found.reissued) == set(new)
    assert set(found.spent) | set(found.unspent) == set(new) | set(field.slips[10:])
    more = {secrets.token_bytes(32): secrets.token_bytes(32)}
    with (
        pytest.raises(NoVoidSlipsError),
        field.databases.responses.begin() as session,
    ):
        voiding.print_again(session, NAME, field.key_id, more)


def test_nothing_is_voided_after_closing(field):
    with field.databases.responses.begin() as session:
        store.close(session, NAME)

    with pytest.raises(store.SurveyClosedError):
        field.void(1, KEYS[0])


def test_a_slip_of_no_batch_bears_noise(field):
    with field.databases.responses() as session:
        rows = session.execute(select(SlipRow.slip, SlipRow.batch_mark)).all()
        lengths = {len(row.batch_mark) for row in rows}
        marks = session.scalars(select(SpentRow.marks)).all()

    assert lengths == {32}
    assert len({row.batch_mark for row in rows}) == 40
    assert {len(one) for one in marks} == {20}
