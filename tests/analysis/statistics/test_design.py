import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.estimates import (
    Margin,
    bootstrap,
    design_mean,
    design_total,
    kish_n,
    manski_bounds,
    mean,
    rake,
    stratified,
    stratified_mean,
)
from analysis.statistics.samples import HeadcountError, ShapeError, TooFewError
from analysis.statistics.weighting import RakingError

PARTS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 100), min_size=2, max_size=8), st.integers(0, 20)
    ),
    min_size=1,
    max_size=4,
)


def district(parts):
    answers = np.concatenate([given for given, _ in parts]).astype(float)
    labels = np.repeat(range(len(parts)), [len(given) for given, _ in parts])
    people = {str(g): len(part[0]) + part[1] for g, part in enumerate(parts)}
    return answers, labels, people


@given(PARTS)
def test_a_stratified_mean_is_made_of_the_means_of_organisations(parts):
    answers, labels, people = district(parts)
    found = stratified_mean(answers, labels, people)
    ones = [mean(answers[labels == int(g)], headcount=n) for g, n in people.items()]
    shares = np.array(list(people.values())) / sum(people.values())
    assert math.isclose(found.value, sum(shares * [one.value for one in ones]))
    variance = sum(shares**2 * [one.se**2 for one in ones])
    assert math.isclose(found.se, math.sqrt(variance), rel_tol=1e-9, abs_tol=1e-9)
    assert found.low <= found.value <= found.high


@given(PARTS, st.randoms())
def test_the_order_of_respondents_changes_no_stratified_mean(parts, random):
    answers, labels, people = district(parts)
    order = list(range(len(answers)))
    random.shuffle(order)
    found = stratified_mean(answers, labels, people)
    moved = stratified_mean(answers[order], labels[order], people)
    assert math.isclose(found.low, moved.low, rel_tol=1e-9, abs_tol=1e-9)


@given(PARTS)
def test_a_stratified_mean_of_everybody_is_exact(parts):
    answers, labels, _ = district(parts)
    everybody = {str(g): int((labels == g).sum()) for g in set(labels.tolist())}
    found = stratified_mean(answers, labels, everybody)
    assert (found.se, found.low, found.high) == (0, found.value, found.value)
    assert math.isclose(found.value, answers.mean(), abs_tol=1e-9)


def test_people_without_an_answer_belong_to_no_stratum():
    found = stratified_mean([1, 3, np.nan], ["a", "a", "b"], {"a": 5})
    assert found == stratified_mean([1, 3], ["a", "a"], {"a": 5})


def test_one_answer_of_a_stratum_leaves_the_error_unknown():
    found = stratified_mean([1, 3, 5], ["a", "a", "b"], {"a": 5, "b": 5})
    assert found.se == math.inf
    assert found.low == -math.inf


def test_a_total_is_a_mean_times_everybody():
    answers, labels = [2.0, 4.0, 9.0, 7.0], ["a", "a", "b", "b"]
    design = stratified(labels, {"a": 6, "b": 10})
    total, average = design_total(answers, design), design_mean(answers, design)
    assert math.isclose(total.value, 16 * average.value)
    assert math.isclose(total.se, 16 * average.se)


def test_a_domain_is_estimated_from_its_own_people():
    design = stratified(["a"] * 4, {"a": 8})
    found = design_mean([1, 3, np.nan, np.nan], design)
    assert (found.n, found.value) == (2, 2)


@pytest.fixture
def classes():
    generator = np.random.default_rng(4)
    bodies = generator.choice(["school", "clinic", "office"], 300, p=[0.6, 0.3, 0.1])
    posts = generator.choice(["head", "clerk"], 300, p=[0.2, 0.8])
    return bodies, posts


PEOPLE = {"school": 500, "clinic": 400, "office": 100}
POSTS = {"head": 150, "clerk": 850}


def test_raked_weights_meet_every_margin(classes):
    bodies, posts = classes
    start = stratified(bodies, PEOPLE)
    after = rake(start, [Margin(bodies, PEOPLE), Margin(posts, POSTS)])
    for labels, people in ((bodies, PEOPLE), (posts, POSTS)):
        for name, count in people.items():
            assert math.isclose(
                after.weights[labels == name].sum(), count, rel_tol=1e-9
            )
    assert (after.weights > 0).all()


def test_a_raked_mean_of_a_margin_has_no_error(classes):
    bodies, posts = classes
    start = stratified(bodies, PEOPLE)
    after = rake(start, [Margin(bodies, PEOPLE), Margin(posts, POSTS)])
    found = design_mean((posts == "head").astype(float), after)
    assert math.isclose(found.value, 0.15)
    assert found.se < 1e-9
    before = design_mean((posts == "head").astype(float), start)
    assert before.se > 0.01


def test_raking_to_margins_that_hold_already_changes_no_weight(classes):
    bodies, _ = classes
    start = stratified(bodies, PEOPLE)
    assert np.allclose(rake(start, [Margin(bodies, PEOPLE)]).weights, start.weights)


def test_margins_that_cannot_be_met_are_an_error(classes):
    bodies, posts = classes
    start = stratified(bodies, PEOPLE)
    with pytest.raises(ShapeError, match="different numbers"):
        rake(start, [Margin(bodies, PEOPLE), Margin(posts, {"head": 1, "clerk": 2})])
    with pytest.raises(TooFewError, match="Nobody answered from guard"):
        rake(start, [Margin(posts, {"head": 1, "clerk": 2, "guard": 3})])
    with pytest.raises(ShapeError, match="does not count clerk"):
        rake(start, [Margin(posts, {"head": 1})])
    with pytest.raises(ShapeError, match="without people"):
        rake(start, [Margin(posts, {"head": 0, "clerk": 2})])
    with pytest.raises(ShapeError, match="one class"):
        rake(start, [Margin(posts[:-1], POSTS)])
    crossed = stratified(["a", "a", "b", "b"], {"a": 5, "b": 5})
    same = ["x", "x", "y", "y"]
    with pytest.raises(RakingError):
        rake(
            crossed,
            [
                Margin(["a", "a", "b", "b"], {"a": 5, "b": 5}),
                Margin(same, {"x": 4, "y": 6}),
            ],
        )


def test_unequal_weights_cost_answers():
    assert kish_n([2, 2, 2, 2]) == 4
    assert 1 < kish_n([9, 1, 1]) < 3


@given(st.floats(0, 100), st.integers(1, 50), st.integers(0, 50))
def test_bounds_hold_whatever_the_others_would_have_said(value, n, others):
    bounds = manski_bounds(value, n, headcount=n + others)
    for silent in (0, 30, 100):
        truth = (n * value + others * silent) / (n + others)
        assert bounds.low - 1e-9 <= truth <= bounds.high + 1e-9
    if others == 0:
        assert math.isclose(bounds.low, bounds.high)


def test_a_bootstrap_keeps_each_organisation_and_repeats_with_its_seed():
    values = np.array([1.0, 2.0, 3.0, 50.0, 60.0])
    groups = ["a", "a", "a", "b", "b"]
    seen = []

    def middle(rows):
        seen.append((rows < 3).sum())
        return float(values[rows].mean())

    first = bootstrap(middle, groups, generator=np.random.default_rng(8), repeats=200)
    again = bootstrap(middle, groups, generator=np.random.default_rng(8), repeats=200)
    assert set(seen) == {3}
    assert first == again
    assert first.low <= first.value <= first.high
    assert math.isclose(first.value, values.mean())


def test_a_bootstrap_error_is_near_that_of_the_formula():
    values = np.random.default_rng(1).normal(size=200)
    found = bootstrap(
        lambda rows: float(values[rows].mean()),
        np.zeros(200),
        generator=np.random.default_rng(2),
    )
    assert abs(found.se / mean(values).se - 1) < 0.1


def test_what_does_not_fit_together_is_an_error():
    with pytest.raises(HeadcountError):
        stratified_mean([1, 2], ["a", "a"], {"a": 1})
    with pytest.raises(ShapeError):
        stratified_mean([1, 2], ["a"], {"a": 5})
    with pytest.raises(ShapeError):
        design_mean([1, 2, 3], stratified(["a", "a"], {"a": 5}))
    with pytest.raises(TooFewError):
        design_mean([np.nan, np.nan], stratified(["a", "a"], {"a": 5}))
