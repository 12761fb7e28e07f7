import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.samples import ShapeError, TooFewError
from analysis.statistics.sensitive import (
    crosswise,
    crosswise_corrected,
    forced_response,
    list_experiment,
    unrelated_question,
    warner,
)

COUNTS = st.integers(2, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, st.sampled_from([0.1, 0.25, 0.8]))
def test_an_interval_holds_its_prevalence(counts, p):
    yes, n = counts
    for found in (
        warner(yes, n, p=p),
        crosswise(yes, n, p=p),
        forced_response(yes, n, truth=0.6, forced_yes=0.2),
        unrelated_question(yes, n, p=p, harmless=0.25),
    ):
        assert found.low <= found.estimate <= found.high


@given(COUNTS, st.sampled_from([0.1, 0.25, 0.8]))
def test_the_opposite_answers_mirror_the_prevalence(counts, p):
    yes, n = counts
    straight, opposite = crosswise(yes, n, p=p), crosswise(n - yes, n, p=p)
    assert math.isclose(straight.estimate, 1 - opposite.estimate, abs_tol=1e-9)
    assert math.isclose(straight.se, opposite.se)


def test_nothing_is_clipped():
    assert crosswise(90, 100, p=0.2).estimate < 0
    assert forced_response(5, 100, truth=2 / 3, forced_yes=1 / 6).low < 0


def test_designs_without_a_device_are_the_plain_share():
    for found in (
        unrelated_question(30, 100, p=1, harmless=0.5),
        forced_response(30, 100, truth=1, forced_yes=0),
    ):
        assert math.isclose(found.estimate, 0.3)
        assert math.isclose(found.se, math.sqrt(0.3 * 0.7 / 99))


def answer_pairs(generator, n, *, prevalence, attentive):
    """Draw answers to a pair and its anchor, p .25 and .15, some at random."""
    guilty = generator.random(n) < prevalence
    harmless, anchor = generator.random(n) < 0.25, generator.random(n) < 0.15
    same, anchor_same = guilty == harmless, ~anchor
    listening = generator.random(n) < attentive
    guessed = generator.random((2, n)) < 0.5
    return (
        np.where(listening, same, guessed[0]),
        np.where(listening, anchor_same, guessed[1]),
    )


def test_the_anchor_removes_the_bias_of_inattentive_answers():
    generator = np.random.default_rng(6)
    plain, corrected, held = [], [], 0
    for _ in range(400):
        same, anchor = answer_pairs(generator, 900, prevalence=0.1, attentive=0.8)
        plain.append(crosswise(int(same.sum()), same.size, p=0.25).estimate)
        found = crosswise_corrected(same, anchor, p=0.25, anchor_p=0.15)
        corrected.append(found.estimate)
        held += found.low <= 0.1 <= found.high
    assert abs(np.mean(corrected) - 0.1) < 0.01
    assert np.mean(plain) > 0.15
    assert 0.93 <= held / 400 <= 0.98


def test_an_anchor_that_nobody_read_is_an_error():
    same, nobody = np.arange(40) < 30, np.arange(40) < 18
    with pytest.raises(ShapeError, match="nobody answered attentively"):
        crosswise_corrected(same, nobody, p=0.25, anchor_p=0.15)


def test_a_device_that_tells_nothing_is_an_error():
    with pytest.raises(ShapeError):
        warner(3, 10, p=0.5)
    with pytest.raises(ShapeError):
        crosswise(3, 10, p=1.2)
    with pytest.raises(ShapeError):
        crosswise_corrected([True, False], [True, True], p=0.2, anchor_p=0.5)
    with pytest.raises(ShapeError):
        forced_response(3, 10, truth=0.9, forced_yes=0.2)
    with pytest.raises(ShapeError):
        unrelated_question(3, 10, p=0, harmless=0.2)


def test_counts_that_cannot_be_are_an_error():
    with pytest.raises(TooFewError):
        warner(1, 1, p=0.2)
    with pytest.raises(ShapeError):
        warner(11, 10, p=0.2)


@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=40),
    st.lists(st.integers(0, 3), min_size=2, max_size=40),
)
def test_a_list_experiment_counts_everybody_once(treated, control):
    found = list_experiment(treated, control)
    assert (sum(found.treated), sum(found.control)) == (len(treated), len(control))
    assert len(found.treated) == len(found.control)
    assert found.low <= found.estimate <= found.high
    assert math.isclose(
        found.estimate, np.mean(treated) - np.mean(control), abs_tol=1e-9
    )


def test_answers_that_are_no_counts_are_an_error():
    with pytest.raises(ShapeError):
        list_experiment([1, 2.5], [1, 2])
    with pytest.raises(ShapeError):
        list_experiment([1, -1], [1, 2])
    with pytest.raises(TooFewError):
        list_experiment([1], [1, 2])
