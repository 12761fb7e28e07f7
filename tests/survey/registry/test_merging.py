from hypothesis import given
from hypothesis import strategies as st

from survey.manifest import BLIND, SLIP
from survey.registry import groups, merging
from survey.registry.groups import GroupPlan
from survey.registry.organisations import Organisation

DISTRICT = [Organisation(name, "хороо", 12) for name in "абвг"]
FORMED = groups.form(DISTRICT, 20)


def _bodies(planned):
    return [[member.organisation for member in group.members] for group in planned]


def test_organisations_leave_their_groups_and_stand_where_the_first_one_stood():
    assert _bodies(FORMED) == [["а", "б"], ["в", "г"]]

    joined = merging.join(FORMED, {"б", "в"})

    assert _bodies(joined) == [["б", "в"], ["а"], ["г"]]
    assert [group.eligible for group in joined] == [24, 12, 12]
    assert [group.name for group in joined] == ["б, в", "а", "г"]


def test_a_joined_group_keeps_a_channel_only_if_all_had_it():
    invited = groups.by_invitation(FORMED, [FORMED[0].name])

    assert merging.join(invited, {"а", "б"})[0].channel == BLIND
    assert merging.join(invited, {"а", "в"})[0].channel == SLIP


def test_a_name_that_somebody_gave_stays_and_one_that_was_made_is_made_anew():
    named = merging.rename(FORMED, {"а, б": "Хойд", "в, г": ""})
    assert [group.name for group in named] == ["Хойд", "в, г"]

    left = merging.join(named, {"б", "г"})

    assert [group.name for group in left] == ["б, г", "Хойд", "в"]


def test_people_are_counted_as_they_are_now():
    now = [
        Organisation("а", "хороо", 15),
        Organisation("б", "хороо", 0),
        Organisation("в", "хороо", 12),
        Organisation("г", "хороо", 12),
        Organisation("шинэ", "хороо", 30),
    ]

    renewed = merging.renew(FORMED, now)

    assert _bodies(renewed) == [["а"], ["в", "г"], ["шинэ"]]
    assert [group.eligible for group in renewed] == [15, 24, 30]
    assert merging.renew(renewed, now) == renewed


@given(st.lists(st.sets(st.sampled_from("абвгд")), max_size=8))
def test_everybody_stays_in_one_group_whatever_is_joined(choices):
    bodies = [Organisation(name, "хороо", 20 + n) for n, name in enumerate("абвгд")]
    planned = groups.form(bodies, 20)
    for chosen in choices:
        planned = merging.join(planned, chosen)

    members = [member for group in planned for member in group.members]
    assert sorted((m.organisation, m.eligible) for m in members) == [
        (body.name, body.headcount) for body in bodies
    ]
    assert all(g.eligible == sum(m.eligible for m in g.members) for g in planned)
    assert all(isinstance(group, GroupPlan) and group.members for group in planned)
