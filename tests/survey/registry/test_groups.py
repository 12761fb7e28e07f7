import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.registry import groups
from survey.registry.organisations import Organisation

DISTRICT = [
    Organisation("Тамгын газар", "захиргаа", 160),
    Organisation("Татвар", "үйлчилгээ", 72),
    Organisation("Соёлын ордон", "соёл", 14),
    Organisation("1 дүгээр хороо", "хороо", 12),
    Organisation("2 дугаар хороо", "хороо", 11),
    Organisation("3 дугаар хороо", "хороо", 8),
]


def test_large_organisations_stay_alone_and_small_ones_of_a_type_are_joined():
    formed = groups.form(DISTRICT, 20)

    assert [(group.name, group.eligible) for group in formed] == [
        ("Тамгын газар", 160),
        ("Татвар", 72),
        ("1 дүгээр хороо, 2 дугаар хороо, 3 дугаар хороо, Соёлын ордон", 45),
    ]


def test_many_small_bodies_make_several_groups():
    khoroos = [Organisation(f"{number}-р хороо", "хороо", 12) for number in range(9)]

    formed = groups.form(khoroos, 20)

    assert [len(group.members) for group in formed] == [2, 2, 2, 3]


def test_too_few_people_make_no_group():
    with pytest.raises(groups.TooFewPeopleError):
        groups.form(DISTRICT[3:5], 24)


BODIES = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 40)), min_size=1, max_size=30
)


@given(BODIES, st.integers(1, 40))
def test_every_person_is_in_one_group_and_no_group_is_below_the_floor(bodies, floor):
    district = [
        Organisation(str(n), kind, size) for n, (kind, size) in enumerate(bodies)
    ]
    if sum(body.headcount for body in district) < floor:
        with pytest.raises(groups.TooFewPeopleError):
            groups.form(district, floor)
        return

    formed = groups.form(district, floor)

    members = [member for group in formed for member in group.members]
    staffed = {body.name: body.headcount for body in district if body.headcount}
    assert {m.organisation: m.eligible for m in members} == staffed
    assert len(members) == len(staffed)
    assert len({group.name for group in formed}) == len(formed)
    for group in formed:
        assert group.eligible == sum(m.eligible for m in group.members) >= floor
