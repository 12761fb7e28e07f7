import pytest

from tests.analysis.statistics.simulation import coverage

LEAST, MOST = 0.935, 0.965


@pytest.fixture(scope="module")
def held():
    return coverage()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["means", "shares", "district", "estimates", "levels"])
def test_intervals_hold_the_truth_as_often_as_they_say(held, kind):
    number, share = held[kind]
    assert number >= 2000
    assert LEAST <= share <= MOST


@pytest.mark.slow
def test_rank_sets_hold_all_ranks_at_least_as_often_as_they_say(held):
    assert held["ranks"][0] == 2000
    assert held["ranks"][1] >= LEAST


def test_a_few_districts_are_near_what_many_show():
    few = coverage(districts=15)
    for number, share in few.values():
        assert number >= 15
        assert share >= 0.85
    assert few == coverage(districts=15)
