import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.statistics.factor import one_factor
from analysis.statistics.reliability import (
    cronbach_alpha,
    item_rest_correlations,
    mcdonald_omega,
)
from analysis.statistics.samples import NoSpreadError, ShapeError, TooFewError


def scale(seed=1, *, respondents=300, items=5, noise=1.0):
    generator = np.random.default_rng(seed)
    opinion = generator.normal(size=(respondents, 1))
    return opinion + noise * generator.normal(size=(respondents, items))


@given(arrays.arrays(np.int8, (12, 4), elements=st.integers(0, 4)))
def test_reversing_every_item_changes_no_alpha(scores):
    try:
        straight = cronbach_alpha(scores)
    except NoSpreadError:
        with pytest.raises(NoSpreadError):
            cronbach_alpha(4 - scores)
        return
    assert np.isclose(straight.value, cronbach_alpha(4 - scores).value)
    assert straight.low <= straight.value <= straight.high


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(40)), st.permutations(range(5)))
def test_the_order_of_people_and_items_changes_nothing(people, items):
    scores = scale(respondents=40)
    moved = scores[list(people)][:, list(items)]
    assert np.isclose(cronbach_alpha(moved).value, cronbach_alpha(scores).value)
    assert np.isclose(mcdonald_omega(moved), mcdonald_omega(scores), rtol=1e-9)
    assert np.allclose(
        item_rest_correlations(moved), item_rest_correlations(scores)[list(items)]
    )


def test_people_with_a_gap_are_left_out_of_a_scale():
    scores = scale()
    with_gaps = np.vstack([scores, [[np.nan, 9, 9, 9, 9], [9, 9, 9, 9, np.nan]]])
    assert cronbach_alpha(with_gaps).n == 300
    assert cronbach_alpha(with_gaps) == cronbach_alpha(scores)
    assert mcdonald_omega(with_gaps) == mcdonald_omega(scores)


def test_omega_of_equal_loadings_is_near_alpha():
    scores = scale(respondents=4000)
    assert abs(mcdonald_omega(scores) - cronbach_alpha(scores).value) < 0.005


def test_omega_survives_an_item_that_the_factor_explains_wholly():
    generator = np.random.default_rng(5)
    opinion = generator.normal(size=(60, 1))
    noise = np.array([0.02, 1.0, 1.5, 2.0])
    scores = opinion + noise * generator.normal(size=(60, 4))
    assert 0 < mcdonald_omega(scores) < 1


def test_a_factor_model_is_no_worse_than_its_neighbours():
    covariance = np.cov(scale(seed=3), rowvar=False)
    loadings, residuals = one_factor(covariance)

    def distance(loadings, residuals):
        model = np.outer(loadings, loadings) + np.diag(residuals)
        sign, logarithm = np.linalg.slogdet(model)
        return sign * logarithm + np.trace(covariance @ np.linalg.inv(model))

    least = distance(loadings, residuals)
    for step in (-1e-3, 1e-3):
        for item in range(5):
            moved = np.eye(5)[item] * step
            assert distance(loadings + moved, residuals) >= least
            assert distance(loadings, residuals + moved) >= least


def test_an_item_without_spread_has_no_item_rest_correlation():
    scores = scale()
    scores[:, 2] = 3
    found = item_rest_correlations(scores)
    assert np.isnan(found[2])
    assert not np.isnan(found[[0, 1, 3, 4]]).any()


@pytest.mark.parametrize("statistic", [cronbach_alpha, mcdonald_omega])
def test_a_scale_that_says_nothing_is_an_error(statistic):
    with pytest.raises(TooFewError):
        statistic([[1, 2, 3, 4]])
    with pytest.raises(TooFewError):
        statistic(np.ones((50, 1)))
    with pytest.raises(NoSpreadError):
        statistic(np.ones((50, 4)))
    with pytest.raises(ShapeError):
        statistic([1, 2, 3])


def test_omega_of_an_item_that_copies_another_is_an_error():
    scores = scale()
    scores[:, 1] = scores[:, 0]
    with pytest.raises(NoSpreadError):
        mcdonald_omega(scores)
