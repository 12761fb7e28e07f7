import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.statistics.differences import difference
from analysis.statistics.ranking import (
    Class,
    RankSet,
    classes,
    rank_sets,
    shrink,
    shrink_estimates,
)
from analysis.statistics.samples import NoSpreadError, ShapeError, TooFewError

GROUPS = np.repeat(["a", "b", "c", "d"], [4, 6, 8, 10])
SCORES = arrays.arrays(np.int64, 28, elements=st.integers(0, 10))


def seeded():
    return np.random.default_rng(11)


@settings(deadline=None)
@given(SCORES)
def test_a_shrunken_mean_lies_between_the_group_and_all(scores):
    try:
        found = shrink(scores, GROUPS)
    except NoSpreadError:
        return
    for group in found.groups:
        low, high = sorted((group.observed, found.mu))
        assert low - 1e-9 <= group.value <= high + 1e-9
        assert group.low <= group.value <= group.high
        assert 0 <= group.reliability <= 1
    reliabilities = [group.reliability for group in found.groups]
    assert reliabilities == sorted(reliabilities)


@settings(deadline=None)
@given(SCORES, st.permutations(range(28)))
def test_order_and_direction_change_no_shrinkage(scores, order):
    try:
        found = shrink(scores, GROUPS)
    except NoSpreadError:
        return
    moved = shrink(10 - scores[list(order)], GROUPS[list(order)])
    assert math.isclose(found.tau2, moved.tau2, rel_tol=1e-4, abs_tol=1e-4)
    for one, other in zip(found.groups, moved.groups, strict=True):
        assert math.isclose(one.value, 10 - other.value, abs_tol=1e-3)


def test_the_restricted_likelihood_of_equal_groups_is_the_analysis_of_variance():
    generator = np.random.default_rng(3)
    scores = generator.normal(size=(12, 9)) + 0.8 * generator.normal(size=(12, 1))
    found = shrink(scores.ravel(), np.repeat(range(12), 9))
    within = scores.var(axis=1, ddof=1).mean()
    between = scores.mean(axis=1).var(ddof=1) - within / 9
    assert math.isclose(found.sigma2, within, rel_tol=1e-6)
    assert math.isclose(found.tau2, between, rel_tol=1e-5)


def test_groups_that_differ_by_chance_only_share_one_mean():
    scores = np.tile([1.0, 5.0, 9.0], 6)
    found = shrink(scores, np.repeat(list("abcdef"), 3))
    assert found.tau2 == 0
    assert {group.value for group in found.groups} == {found.mu}
    estimates = shrink_estimates([50.0, 50.5, 49.5], [5.0, 5.0, 5.0])
    assert estimates.tau2 == 0
    assert all(group.low < group.value < group.high for group in estimates.groups)


def test_surer_estimates_are_drawn_less():
    found = shrink_estimates([40, 60, 80, 20], [1, 20, 5, 1], names=list("wxyz"))
    kept = {group.group: group.reliability for group in found.groups}
    assert kept["w"] == kept["z"] > kept["y"] > kept["x"]
    assert [group.observed for group in found.groups] == [40, 60, 80, 20]


def test_an_estimate_without_error_stays():
    found = shrink_estimates([40, 60, 80], [0, 10, 10])
    assert math.isclose(found.groups[0].value, 40, rel_tol=1e-6)
    exact = shrink_estimates([40, 60, 80], [0, 0, 0])
    assert [round(group.value, 6) for group in exact.groups] == [40, 60, 80]


def test_too_little_to_shrink_is_an_error():
    with pytest.raises(TooFewError):
        shrink([1, 2, 3, 4], ["a", "a", "b", "b"])
    with pytest.raises(TooFewError):
        shrink_estimates([1, 2], [1, 1])
    with pytest.raises(NoSpreadError):
        shrink([1, 1, 2, 2, 3, 3], list("aabbcc"))
    with pytest.raises(ShapeError):
        shrink([1, 2, 3], ["a", "b"])
    with pytest.raises(ShapeError):
        shrink_estimates([1, 2, 3], [1, 2])


def test_organisations_far_apart_have_one_rank_each():
    found = rank_sets([10, 90, 50], [1, 1, 1], generator=seeded())
    assert found == (RankSet(3, 3), RankSet(1, 1), RankSet(2, 2))


def test_organisations_that_are_alike_have_all_ranks():
    found = rank_sets([50, 51, 49, 50], [9, 9, 9, 9], generator=seeded())
    assert set(found) == {RankSet(1, 4)}


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 100), min_size=2, max_size=8), st.integers(1, 30))
def test_a_rank_set_holds_the_observed_rank(values, error):
    found = rank_sets(values, [error] * len(values), generator=seeded())
    for place, one in enumerate(found):
        better = sum(other > values[place] for other in values)
        ties = values.count(values[place])
        assert one.best <= better + ties
        assert one.worst >= better + 1
        assert 1 <= one.best <= one.worst <= len(values)


def test_exact_estimates_have_exact_ranks_and_ties_share_them():
    found = rank_sets([70, 60, 60], [0, 0, 0], generator=seeded())
    assert found == (RankSet(1, 1), RankSet(2, 3), RankSet(2, 3))


def test_few_degrees_of_freedom_widen_the_sets():
    values, errors = [30.0, 50.0, 70.0], [5.5, 5.5, 5.5]
    sure = rank_sets(values, errors, generator=seeded())
    doubtful = rank_sets(values, errors, generator=seeded(), degrees=[3, 3, 3])
    assert sure == (RankSet(3, 3), RankSet(2, 2), RankSet(1, 1))
    assert doubtful != sure


def test_ranks_of_one_organisation_are_an_error():
    with pytest.raises(TooFewError):
        rank_sets([1], [1], generator=seeded())
    with pytest.raises(ShapeError):
        rank_sets([1, 2], [1], generator=seeded())


def test_three_classes_follow_holm_and_the_sign():
    found = classes([difference(value, 1.0) for value in (4.0, -4.0, 2.1, 0.0)])
    assert found == (Class.ABOVE, Class.BELOW, Class.NOT_DIFFERENT, Class.NOT_DIFFERENT)
    assert classes([difference(2.1, 1.0)]) == (Class.ABOVE,)
    assert classes([difference(2.1, 1.0)], confidence=0.99) == (Class.NOT_DIFFERENT,)
