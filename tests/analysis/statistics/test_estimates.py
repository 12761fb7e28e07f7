import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.estimates import mean, share, wilson
from analysis.statistics.samples import HeadcountError, ShapeError, TooFewError

ANSWERS = st.lists(st.integers(0, 100), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("headcount", "n", "proportion", "points"),
    [
        (200, 120, 0.43, 5.6),
        (150, 80, 0.5, 7.5),
        (50, 40, 0.3, 6.4),
        (500, 375, 0.6, 2.5),
    ],
)
def test_margins_of_shares_are_those_of_the_handbook(headcount, n, proportion, points):
    estimate = share(proportion * n, n, headcount=headcount)
    assert round(100 * estimate.margin, 1) == points


@given(ANSWERS, st.integers(0, 500))
def test_an_interval_of_a_mean_contains_the_mean(answers, others):
    estimate = mean(answers, headcount=len(answers) + others)
    assert estimate.low <= estimate.value <= estimate.high


@given(ANSWERS)
def test_a_mean_of_everybody_is_exact(answers):
    estimate = mean(answers, headcount=len(answers))
    assert estimate.low == estimate.value == estimate.high
    assert estimate.se == 0


@given(st.lists(st.integers(0, 100), min_size=3, max_size=60), st.integers(1, 50))
def test_knowing_the_headcount_never_widens_an_interval(answers, others):
    known = mean(answers, headcount=len(answers) + others)
    unknown = mean(answers)
    assert known.margin <= unknown.margin


@given(ANSWERS, st.randoms())
def test_the_order_of_answers_changes_nothing(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)
    assert math.isclose(mean(shuffled).value, mean(answers).value, abs_tol=1e-9)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=60))
def test_reversing_a_scale_mirrors_the_interval(answers):
    straight = mean(answers)
    mirrored = mean([100 - answer for answer in answers])
    assert math.isclose(mirrored.low, 100 - straight.high, abs_tol=1e-9)
    assert math.isclose(mirrored.high, 100 - straight.low, abs_tol=1e-9)


def test_one_answer_of_many_people_says_nothing_about_the_others():
    estimate = mean([70], headcount=12)
    assert (estimate.value, estimate.low, estimate.high) == (70, -math.inf, math.inf)


def test_equal_answers_leave_no_doubt_by_formula():
    estimate = mean([50] * 8)
    assert (estimate.low, estimate.value, estimate.high, estimate.se) == (50, 50, 50, 0)


def test_gaps_are_no_answers():
    assert mean([1.0, np.nan, 3.0]).n == 2


def test_nobody_answered_is_an_error():
    with pytest.raises(TooFewError):
        mean([])
    with pytest.raises(TooFewError):
        wilson(0, 0)


def test_more_answers_than_people_is_an_error():
    with pytest.raises(HeadcountError, match="3 answers came from 2 people"):
        mean([1, 2, 3], headcount=2)
    with pytest.raises(HeadcountError):
        wilson(1, 3, headcount=2)
    with pytest.raises(HeadcountError):
        share(1, 3, headcount=2)


def test_more_positive_answers_than_answers_is_an_error():
    with pytest.raises(ShapeError):
        wilson(4, 3)


@given(st.data())
def test_wilson_contains_the_share_and_stays_between_0_and_1(data):
    n = data.draw(st.integers(1, 400))
    positive = data.draw(st.integers(0, n))
    headcount = data.draw(st.none() | st.integers(n, 1000))
    estimate = wilson(positive, n, headcount=headcount)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


@given(st.data())
def test_wilson_of_the_opposite_answers_is_the_mirror(data):
    n = data.draw(st.integers(1, 400))
    positive = data.draw(st.integers(0, n))
    estimate, opposite = wilson(positive, n), wilson(n - positive, n)
    assert math.isclose(estimate.low, 1 - opposite.high, abs_tol=1e-12)


def test_wilson_of_everybody_is_exact():
    estimate = wilson(3, 12, headcount=12)
    assert (estimate.low, estimate.value, estimate.high, estimate.se) == (0.25,) * 3 + (
        0,
    )


def test_a_higher_confidence_widens_every_interval():
    for usual, sure in [
        (mean([1, 2, 4]), mean([1, 2, 4], confidence=0.99)),
        (share(3, 9), share(3, 9, confidence=0.99)),
        (wilson(3, 9), wilson(3, 9, confidence=0.99)),
    ]:
        assert sure.low < usual.low < usual.high < sure.high
