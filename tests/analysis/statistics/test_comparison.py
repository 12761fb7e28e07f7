import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.statistics.comparison import (
    against_rest,
    benjamini_hochberg,
    change,
    hedges_g,
    holm,
    kendall_tau_b,
    kruskal,
    mann_whitney,
    minimal_detectable_change,
    pairwise_welch,
    spearman,
    welch,
    welch_anova,
)
from analysis.statistics.estimates import Estimate, mean
from analysis.statistics.samples import NoSpreadError, ShapeError, TooFewError
from analysis.statistics.waves import change_of_shares

ANSWERS = st.lists(st.integers(0, 10), min_size=2, max_size=30)
P_VALUES = st.lists(st.floats(0, 1), max_size=20)


@given(ANSWERS, ANSWERS)
def test_exchanging_two_groups_turns_the_sign(first, second):
    there, back = welch(first, second), welch(second, first)
    assert math.isclose(there.low, -back.high, abs_tol=1e-9)
    assert math.isclose(there.p, back.p, abs_tol=1e-12)
    assert there.low <= there.value <= there.high
    ranks, turned = mann_whitney(first, second), mann_whitney(second, first)
    assert math.isclose(ranks.delta, -turned.delta, abs_tol=1e-12)
    assert math.isclose(ranks.p, turned.p, abs_tol=1e-12)
    assert -1 <= ranks.delta <= 1


@given(ANSWERS, ANSWERS)
def test_a_reversed_scale_turns_the_sign(first, second):
    turned = welch([10 - x for x in first], [10 - x for x in second])
    assert math.isclose(turned.value, -welch(first, second).value, abs_tol=1e-9)
    assert math.isclose(turned.p, welch(first, second).p, abs_tol=1e-9)


@given(ANSWERS, ANSWERS)
def test_mann_whitney_has_the_numbers_of_scipy(first, second):
    if len({*first, *second}) == 1:
        assert mann_whitney(first, second).p == 1
        return
    expected = stats.mannwhitneyu(first, second, method="asymptotic")
    found = mann_whitney(first, second)
    assert found.u == expected.statistic
    assert math.isclose(found.p, expected.pvalue, rel_tol=1e-9)


def test_groups_without_any_spread_differ_for_certain_or_not_at_all():
    assert welch([3, 3], [3, 3]).p == 1
    found = welch([3, 3], [4, 4])
    assert (found.p, found.low, found.value, found.high) == (0, -1, -1, -1)


@given(P_VALUES)
def test_adjusted_p_values_keep_their_order_and_never_fall(p_values):
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(p_values)
        assert (adjusted >= np.array(p_values)).all()
        assert (adjusted <= 1).all()
        order = np.argsort(p_values, kind="stable")
        assert (np.diff(adjusted[order]) >= 0).all()
    assert (benjamini_hochberg(p_values) <= holm(p_values) + 1e-12).all()


def test_missing_p_values_do_not_count():
    assert holm([0.02, math.nan])[0] == 0.02
    assert math.isnan(benjamini_hochberg([0.02, math.nan])[1])


def test_all_pairs_are_compared_once():
    found = pairwise_welch([1, 2, 5, 6, 9, 9.5], ["a", "a", "b", "b", "c", "c"])
    assert [(pair.first, pair.second) for pair in found] == [
        ("b", "a"),
        ("c", "a"),
        ("c", "b"),
    ]
    assert [pair.difference.value for pair in found] == [4, 7.75, 3.75]
    alone = [welch([5, 6], [1, 2]), welch([9, 9.5], [1, 2]), welch([9, 9.5], [5, 6])]
    assert np.allclose([p.difference.p for p in found], [w.p for w in alone])
    assert np.allclose([p.adjusted_p for p in found], holm([w.p for w in alone]))


def test_two_waves_of_everybody_differ_exactly():
    before, after = mean([1, 2, 3], headcount=3), mean([2, 2, 3], headcount=3)
    found = change(before, after)
    assert (found.p, found.low, found.high) == (0, found.value, found.value)
    assert change(before, before).p == 1
    assert minimal_detectable_change(before, after) == 0


def test_a_wave_of_one_answer_shows_no_change():
    found = change(mean([1]), mean([2, 3, 4]))
    assert found.p == 1
    assert found.low == -math.inf


def test_a_change_beyond_the_minimal_detectable_one_is_significant():
    before = Estimate(400, 0.50, 0.45, 0.55, 0.025)
    for step, significant in ((0.99, False), (1.01, True)):
        limit = minimal_detectable_change(before, before)
        after = Estimate(400, 0.50 + step * limit, 0, 1, 0.025)
        assert (change_of_shares(before, after).p < 0.05) is significant


def test_each_organisation_is_compared_with_the_district_without_it():
    parts = [[1, 2, 3], [4, 5, 6, 9], [2, 8]]
    found = against_rest([mean(part) for part in parts], [30, 40, 20])
    means = [2.0, 6.0, 5.0]
    assert math.isclose(found[0].value, 2 - (40 * 6 + 20 * 5) / 60)
    assert math.isclose(found[2].value, means[2] - (30 * 2 + 40 * 6) / 70)
    variance = mean(parts[0]).se ** 2 + (
        40**2 * mean(parts[1]).se ** 2 + 20**2 * mean(parts[2]).se ** 2
    ) / (60**2)
    assert math.isclose(found[0].se, math.sqrt(variance))


def test_organisations_of_which_everybody_answered_differ_exactly():
    parts = [mean([1, 2], headcount=2), mean([3, 4], headcount=2)]
    assert [found.p for found in against_rest(parts, [2, 2])] == [0, 0]


@pytest.mark.parametrize("statistic", [spearman, kendall_tau_b])
def test_rank_correlations_follow_order_only(statistic):
    x = [1, 2, 3, 4, 9]
    assert math.isclose(statistic(x, [1, 4, 9, 16, 81]).value, 1)
    assert math.isclose(statistic(x, [-1, -2, -3, -4, -9]).value, -1)
    assert statistic([*x, math.nan], [3, 1, 2, 5, 4, 1]).n == 5
    with pytest.raises(NoSpreadError):
        statistic(x, [2] * 5)
    with pytest.raises(ShapeError):
        statistic(x, [1, 2])


def test_too_little_to_compare_is_an_error():
    with pytest.raises(TooFewError):
        welch([1], [1, 2])
    with pytest.raises(TooFewError):
        hedges_g([1], [1, 2])
    with pytest.raises(NoSpreadError):
        hedges_g([1, 1], [2, 2])
    with pytest.raises(TooFewError):
        kruskal([1, 2], ["a", "a"])
    with pytest.raises(NoSpreadError):
        kruskal([1, 1], ["a", "b"])
    with pytest.raises(NoSpreadError):
        welch_anova([1, 1, 2, 3], ["a", "a", "b", "b"])
    with pytest.raises(ShapeError):
        welch_anova([1, 1, 2], ["a", "b"])
    with pytest.raises(ShapeError):
        against_rest([mean([1, 2])], [3, 4])
