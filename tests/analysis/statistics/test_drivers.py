import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics.drivers import centred, johnson, shapley
from analysis.statistics.samples import NoSpreadError, ShapeError, TooFewError


def study(seed=1, *, respondents=200, predictors=4):
    generator = np.random.default_rng(seed)
    table = generator.normal(size=(respondents, predictors))
    table += 0.7 * generator.normal(size=(respondents, 1))
    outcome = table @ np.arange(1, predictors + 1) + 3 * generator.normal(
        size=respondents
    )
    return table, outcome


@pytest.mark.parametrize("split", [shapley, johnson])
@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 1000), order=st.permutations(range(4)))
def test_parts_sum_to_the_whole_whatever_the_order_and_unit(split, seed, order):
    table, outcome = study(seed)
    found = split(table, outcome)
    residuals = np.linalg.lstsq(
        np.column_stack([np.ones(len(table)), table]), outcome, rcond=None
    )[1]
    r2 = 1 - float(residuals[0]) / ((outcome - outcome.mean()) ** 2).sum()
    assert np.isclose(found.r2, r2)
    assert np.isclose(found.parts.sum(), r2)
    assert (found.parts > -1e-12).all()
    moved = split(100 - 20 * table[:, list(order)], 7 - outcome)
    assert np.allclose(moved.parts, found.parts[list(order)])


@pytest.mark.parametrize("split", [shapley, johnson])
def test_what_goes_with_nothing_gets_nothing(split):
    grid = np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1).T
    found = split(grid, 3 * grid[:, 0] + 4 * grid[:, 1])
    assert np.allclose(found.parts, [9 / 25, 16 / 25, 0])


def test_predictors_that_are_copies_share_their_part():
    table, outcome = study(predictors=2)
    found = shapley(np.column_stack([table[:, 0], table[:, 0], table[:, 1]]), outcome)
    assert np.isclose(found.parts[0], found.parts[1])
    assert np.isclose(found.parts.sum(), shapley(table, outcome).r2)
    with pytest.raises(NoSpreadError):
        johnson(np.column_stack([table[:, 0], table[:, 0], table[:, 1]]), outcome)


def test_people_with_a_gap_are_left_out():
    table, outcome = study()
    gaps = np.vstack([table, np.full((1, 4), np.nan)])
    found = shapley(gaps, [*outcome, 5.0])
    assert found.n == 200
    assert np.allclose(found.parts, shapley(table, outcome).parts)


def test_centring_leaves_no_difference_between_organisations():
    table, _ = study()
    groups = np.repeat(["x", "y", "z", "w"], 50)
    table[groups == "y"] += 100
    table[3, 1] = np.nan
    found = centred(table, groups)
    for name in "xyzw":
        assert np.allclose(np.nanmean(found[groups == name], axis=0), 0)
    assert np.isnan(found[3, 1])
    assert np.isnan(found).sum() == 1


def test_a_difference_between_organisations_is_no_driver_after_centring():
    generator = np.random.default_rng(2)
    groups = np.repeat(range(10), 40)
    level = np.repeat(generator.normal(size=10), 40) * 5
    predictor = level + generator.normal(size=400)
    outcome = level + generator.normal(size=400)
    pooled = shapley(predictor[:, np.newaxis], outcome)
    within = shapley(
        centred(predictor, groups)[:, np.newaxis], centred(outcome, groups)
    )
    assert pooled.r2 > 0.8
    assert within.r2 < 0.05


def test_too_little_to_explain_is_an_error():
    table, outcome = study()
    with pytest.raises(TooFewError):
        shapley(table[:5], outcome[:5])
    with pytest.raises(NoSpreadError):
        shapley(np.ones((50, 2)), outcome[:50])
    with pytest.raises(ShapeError):
        shapley(table, outcome[:-1])
    with pytest.raises(ShapeError):
        shapley(outcome, outcome)
    with pytest.raises(ShapeError, match="At most 15"):
        shapley(np.random.default_rng(1).normal(size=(200, 16)), outcome)
    with pytest.raises(ShapeError):
        centred(table, ["a"])
