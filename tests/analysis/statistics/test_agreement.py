import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.statistics.agreement import (
    group_reliability,
    icc1,
    icc1_n0,
    icc2,
    mean_squares,
    rwg,
    rwg_j,
)
from analysis.statistics.samples import NoSpreadError, ShapeError, TooFewError

SCORES = arrays.arrays(np.int64, 24, elements=st.integers(0, 10))
GROUPS = np.repeat(["a", "b", "c"], [10, 8, 6])


@given(SCORES, st.permutations(range(24)))
def test_the_order_of_people_changes_no_mean_square(scores, order):
    squares = mean_squares(scores, GROUPS)
    moved = mean_squares(scores[list(order)], GROUPS[list(order)])
    assert np.isclose(squares.between, moved.between)
    assert np.isclose(squares.within, moved.within)


@given(SCORES)
def test_a_reversed_scale_has_the_same_icc(scores):
    assume(np.ptp(scores) > 0)
    assert np.isclose(icc1(scores, GROUPS), icc1(10 - scores, GROUPS))


@given(SCORES)
def test_the_sums_of_squares_add_up(scores):
    squares = mean_squares(scores, GROUPS)
    total = squares.between * 2 + squares.within * 21
    assert np.isclose(total, ((scores - scores.mean()) ** 2).sum())


def test_icc2_is_the_reliability_of_a_group_of_mean_size():
    scores = np.random.default_rng(2).normal(size=24) + (GROUPS == "b")
    assert np.isclose(icc2(scores, GROUPS), group_reliability(8, icc1(scores, GROUPS)))


def test_people_without_an_answer_are_left_out():
    scores = np.arange(24.0) % 7
    gaps = np.append(scores, [np.nan, np.nan])
    assert icc1(gaps, [*GROUPS, "a", "d"]) == icc1(scores, GROUPS)


def test_groups_that_differ_less_than_people_have_a_negative_icc():
    assert icc1([1, 5, 1, 5], ["a", "a", "b", "b"]) == -1
    assert icc1_n0([1, 5, 1, 5], ["a", "a", "b", "b"]) == -1


@given(arrays.arrays(np.int64, (9, 3), elements=st.integers(1, 5)))
def test_agreement_lies_between_0_and_1(scores):
    assert 0 <= rwg(scores[:, 0], 5) <= 1
    assert 0 <= rwg_j(scores, 5) <= 1
    assert np.isclose(rwg_j(scores, 5), rwg_j(6 - scores, 5))


def test_agreement_is_full_or_none_at_the_ends():
    assert rwg([3, 3, 3], 5) == 1
    assert rwg([1, 5, 1, 5], 5) == 0
    assert rwg_j([[3, 2], [3, 2]], 5) == 1
    assert rwg_j([[1, 5], [5, 1]], 5) == 0


def test_agreement_leaves_out_people_with_a_gap():
    assert rwg([1, 2, np.nan], 5) == rwg([1, 2], 5)
    assert rwg_j([[1, 2], [2, 2], [np.nan, 5]], 5) == rwg_j([[1, 2], [2, 2]], 5)


def test_too_little_to_compare_is_an_error():
    with pytest.raises(TooFewError):
        icc1([1, 2, 3], ["a", "a", "a"])
    with pytest.raises(TooFewError):
        icc1([1, 2], ["a", "b"])
    with pytest.raises(ShapeError):
        icc1([1, 2, 3], ["a", "b"])
    with pytest.raises(TooFewError):
        rwg([3], 5)
    with pytest.raises(TooFewError):
        rwg([3, 4], 1)
    with pytest.raises(NoSpreadError):
        icc1([3, 3, 3], ["a", "a", "b"])
    with pytest.raises(NoSpreadError):
        icc2([3, 3, 3], ["a", "a", "b"])
