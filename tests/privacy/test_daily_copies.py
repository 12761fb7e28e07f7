"""Attack 13: copies of both databases of every day, with all keys."""

from itertools import permutations
from pathlib import Path

import pytest

from survey.tokens import codes
from tests.privacy import daily_copies
from tests.privacy.daily_copies import COLLECTING, candidates, measure, people

SECURITY = Path(__file__).parents[2] / "SECURITY.md"


def _possible(person, claims, answers):
    """Count by trying every way of joining people with answers."""
    ways = [
        way
        for way in permutations(range(len(answers)))
        if all(answers[way[p]] >= claims[p] for p in range(len(claims)))
    ]
    return len({way[person] for way in ways})


@pytest.mark.parametrize(
    ("claims", "answers"),
    [
        ([0, 0, 0, 0], [1, 1, 2, 5]),
        ([0, 1, 2, 3], [0, 1, 2, 3]),
        ([0, 0, 2, 4, 4], [0, 3, 3, 4, 6]),
        ([0, 1, 1, 3, 5, 5], [1, 1, 2, 4, 5, 6]),
    ],
)
def test_the_thief_counts_just_what_every_joining_of_all_people_allows(claims, answers):
    for person, day in enumerate(claims):
        counted = candidates(day, claims=claims, answers=answers)
        assert counted == _possible(person, claims, answers)


def _lived(folder, sizes, *, two_phase):
    """Steal copies of a real survey; return what they show of each group."""
    everybody, seen, truth = daily_copies.steal(folder, sizes, two_phase=two_phase)
    for person in everybody:
        code, leaf = truth[id(person)]
        assert seen.claims[codes.invitation_hash(code)] == person.collects
        assert seen.answers[leaf] == person.answers
    assert len(seen.claims) == len(seen.answers) == len(everybody)
    return everybody


def _assert_hidden(everybody, groups, *, two_phase):
    for number in range(groups):
        for collects, found, of_the_day in measure(everybody, number):
            assert found >= of_the_day
            if two_phase and collects < COLLECTING:
                assert found > 10


@pytest.mark.slow
@pytest.mark.parametrize("two_phase", [True, False])
def test_daily_copies_show_days_and_no_more(tmp_path, two_phase):
    """The copies of a small group show what the simulation counts with."""
    everybody = _lived(tmp_path, (20,), two_phase=two_phase)

    _assert_hidden(everybody, 1, two_phase=two_phase)


@pytest.mark.slow
@pytest.mark.parametrize("two_phase", [True, False])
def test_daily_copies_of_groups_of_all_sizes_show_days_and_no_more(tmp_path, two_phase):
    sizes = daily_copies.SIZES
    everybody = _lived(tmp_path, sizes, two_phase=two_phase)

    _assert_hidden(everybody, len(sizes), two_phase=two_phase)


@pytest.mark.parametrize("size", daily_copies.SIZES)
def test_whoever_collects_before_answering_opens_is_never_alone(size):
    for seed in range(50):
        came = people((size,), two_phase=True, seed=seed)
        early = [m for m in measure(came, 0) if m[0] < COLLECTING]
        assert all(found >= max(of_the_day, 10) for _, found, of_the_day in early)


def test_the_measured_sizes_are_those_that_security_md_publishes():
    text = SECURITY.read_text(encoding="utf-8")

    assert [line for line in daily_copies.table() if line not in text] == []
