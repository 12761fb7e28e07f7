import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import drawing
from survey.manifest import SLIP
from survey.registry.groups import GroupPlan, Member
from survey.tokens import codes


def _group(*people, channel=SLIP):
    members = tuple(Member(f"Газар {n}", size) for n, size in enumerate(people))
    return GroupPlan("Бүлэг", sum(people), members, channel=channel)


def test_a_large_organisation_has_batches_that_a_hand_can_hold():
    assert drawing.divided(_group(120)) == [(("Газар 0",), 40)] * 3


def test_small_organisations_have_a_batch_together():
    assert drawing.divided(_group(64, 12, 11)) == [
        (("Газар 0",), 32),
        (("Газар 0",), 32),
        (("Газар 1", "Газар 2"), 23),
    ]


def test_a_handful_lies_in_the_batch_of_a_neighbour():
    assert drawing.divided(_group(30, 25, 5)) == [
        (("Газар 0",), 30),
        (("Газар 1", "Газар 2"), 30),
    ]


@given(st.lists(st.integers(1, 130), min_size=1, max_size=8))
def test_every_card_lies_in_one_batch_and_no_batch_tells_of_few(people):
    group = _group(*people)
    found = drawing.divided(group)

    assert sum(size for _bodies, size in found) == group.eligible
    assert {body for bodies, _size in found for body in bodies} == {
        member.organisation for member in group.members
    }
    assert all(size <= drawing.LARGEST for _bodies, size in found)
    assert all(size >= min(drawing.SMALLEST, group.eligible) for _bodies, size in found)


def test_citizens_cards_are_for_their_service_point():
    assert drawing.divided(GroupPlan("Цонх", 80)) == [(("Цонх",), 40)] * 2


def test_batches_are_numbered_through_all_groups():
    groups = [GroupPlan("а", 60), GroupPlan("б", 0, channel="poster")]
    drawn = drawing.draw_all([*groups, GroupPlan("в", 30)])

    numbers = [batch.number for one in drawn.values() for batch in one.batches]
    assert numbers == [1, 2, 3]
    assert len({code for one in drawn.values() for code in one.slips}) == 90


def test_a_mark_tells_a_batch_to_whoever_has_its_key_and_number_only():
    [first, second] = drawing.draw(GroupPlan("Цонх", 80)).batches
    slip, mark = next(iter(first.marks.items()))

    assert codes.batch_mark(1, first.key)(slip) == mark
    assert codes.batch_mark(1, first.key.lower())(slip) == mark
    assert codes.batch_mark(2, first.key)(slip) != mark
    assert codes.batch_mark(1, second.key)(slip) != mark


@pytest.mark.parametrize("seed", range(3))
def test_no_key_of_a_batch_can_be_taken_for_a_code_of_a_card(seed):
    key = codes.batch_key()

    assert len(key) == 17
    assert key != codes.printed(codes.parse(key)), seed
