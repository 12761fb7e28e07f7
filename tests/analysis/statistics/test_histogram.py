from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.statistics import estimates
from analysis.statistics.histogram import Layout, count
from analysis.statistics.reliability import cronbach_alpha
from analysis.statistics.samples import HeadcountError, ShapeError, TooFewError
from analysis.statistics.summaries import alphas, group_means, top_box

LAYOUT = Layout(groups=3, values=5, missing=2, scales=((0, 1, 2), (1, 3)))


@st.composite
def surveys(draw):
    n = draw(st.integers(1, 40))
    columns = draw(arrays.arrays(np.int8, (4, n), elements=st.integers(-2, 4)))
    groups = draw(arrays.arrays(np.int64, n, elements=st.integers(-1, 2)))
    return columns, groups


def same(one, other):
    return (
        np.array_equal(one.cells, other.cells)
        and [m.n for m in one.moments] == [m.n for m in other.moments]
        and all(
            np.array_equal(left.products, right.products)
            and np.array_equal(left.sums, right.sums)
            for left, right in zip(one.moments, other.moments, strict=True)
        )
    )


@given(surveys())
def test_every_answer_is_counted_once(survey):
    columns, groups = survey
    found = count(columns, groups, LAYOUT)
    assert found.cells.sum() == columns.size
    assert (found.cells.sum(axis=(0, 2)) == len(groups)).all()
    for group in range(3):
        for item in range(4):
            answers = columns[item, groups == group]
            expected = [(answers == value).sum() for value in range(5)]
            assert found.counts[group, item].tolist() == expected
    assert found.missing[:, 1].tolist() == (columns == -2).sum(axis=1).tolist()
    assert found.everybody[:, 4].tolist() == (columns == 4).sum(axis=1).tolist()


@given(surveys(), st.integers(0, 40), st.integers(0, 40))
def test_merged_parts_are_the_whole_in_any_order(survey, first, second):
    columns, groups = survey
    one, two = sorted((first, second))
    rows = [slice(0, one), slice(one, two), slice(two, None)]
    parts = [count(columns[:, part], groups[part], LAYOUT) for part in rows]
    whole = count(columns, groups, LAYOUT)
    assert same(reduce(add, parts), whole)
    assert same(parts[2] + (parts[1] + parts[0]), whole)


@given(surveys(), st.randoms())
def test_the_order_of_respondents_changes_nothing(survey, random):
    columns, groups = survey
    order = list(range(len(groups)))
    random.shuffle(order)
    shuffled = count(columns[:, order], groups[order], LAYOUT)
    assert same(shuffled, count(columns, groups, LAYOUT))


@given(surveys(), st.integers(0, 30))
def test_derived_figures_are_those_of_the_plain_functions(survey, silent):
    columns, groups = survey
    scores, found = np.array([0, 25, 50, 75, 100]), count(columns, groups, LAYOUT)
    people = [int((groups == group).sum()) + silent for group in range(3)]
    means = group_means(found, scores, headcounts=people)
    shares = top_box(found, scores > 50, headcounts=people)
    for group in range(3):
        for item in range(4):
            answers = columns[item, groups == group]
            given_scores = scores[answers[answers >= 0]]
            if given_scores.size == 0:
                assert np.isnan(means.value[group, item])
                continue
            mean = estimates.mean(given_scores, headcount=people[group])
            share = estimates.wilson(
                int((given_scores > 50).sum()),
                given_scores.size,
                headcount=people[group],
            )
            for table, one in ((means, mean), (shares, share)):
                at = (group, item)
                ours = [table.value[at], table.low[at], table.high[at], table.se[at]]
                theirs = [one.value, one.low, one.high, one.se]
                assert np.allclose(ours, theirs, rtol=1e-9, atol=1e-9)
                assert table.n[at] == one.n


def test_alpha_of_a_histogram_is_alpha_with_its_reversed_item():
    generator = np.random.default_rng(7)
    mood = generator.normal(size=400)
    noise = generator.normal(size=(4, 400))
    columns = np.clip(np.round(2 + mood + noise), 0, 4).astype(np.int8)
    columns[2] = 4 - columns[2]
    columns[1, ::9] = -1
    found = alphas(count(columns, np.zeros(400, int), LAYOUT), slopes=[1, 1, -1, 1])
    table = columns.astype(float).T
    table[table < 0] = np.nan
    table[:, 2] = 4 - table[:, 2]
    for one, items in zip(found, LAYOUT.scales, strict=True):
        expected = cronbach_alpha(table[:, list(items)])
        assert one.n == expected.n
        assert np.isclose(one.value, expected.value, rtol=1e-12)
        assert np.isclose(one.low, expected.low, rtol=1e-12)


def test_more_respondents_than_a_block_holds_are_counted():
    columns = np.ones((2, 70_000), dtype=np.int8)
    layout = Layout(groups=1, values=120, scales=((0, 1),))
    columns[:] = 119
    found = count(columns, np.zeros(70_000, dtype=np.int16), layout)
    assert found.counts[0, 1, 119] == 70_000
    assert found.moments[0].products[0, 1] == 70_000 * 119**2


LAYOUT_OF_ONE = Layout(groups=1, values=3)


@pytest.mark.parametrize(
    ("answer", "group", "message"),
    [
        (3, 0, "An answer is outside"),
        (-2, 0, "A missing answer is outside"),
        (0, 1, "A group is outside"),
        (0, -2, "A group is outside"),
    ],
)
def test_a_number_without_a_place_is_an_error(answer, group, message):
    with pytest.raises(ShapeError, match=message):
        count(np.array([[answer]], dtype=np.int8), np.array([group]), LAYOUT_OF_ONE)


def test_what_does_not_fit_together_is_an_error():
    column = np.zeros((1, 2), dtype=np.int8)
    one = count(column, np.array([0, 0]), LAYOUT_OF_ONE)
    with pytest.raises(ShapeError, match="one group"):
        count(column, np.array([0]), LAYOUT_OF_ONE)
    with pytest.raises(ShapeError, match="no column"):
        count(column, np.array([0, 0]), Layout(groups=1, values=3, scales=((0, 1),)))
    with pytest.raises(ShapeError, match="one layout"):
        one + count(column, np.array([0, 0]), Layout(groups=2, values=3))
    with pytest.raises(ShapeError, match="one score"):
        group_means(one, [1, 2])
    with pytest.raises(ShapeError, match="headcount"):
        group_means(one, [1, 2, 3], headcounts=[4, 4])
    with pytest.raises(HeadcountError):
        top_box(one, [0, 0, 1], headcounts=[1])


def test_alpha_of_nobody_is_an_error():
    layout = Layout(groups=1, values=3, scales=((0, 1),))
    nobody = count(np.full((2, 3), -1, dtype=np.int8), np.zeros(3, int), layout)
    with pytest.raises(TooFewError):
        alphas(nobody)
