import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import auditing, bounding
from analysis.bounding import Bound, BoundsError, Knowledge, Problem
from analysis.scoring import score
from analysis.suppression import Question, alone, closed
from tests.support.districts import FACTS, define, gather, random_rows, scale


def bounds(targets, *known):
    return bounding.bounds([Problem(Knowledge.of(*known), np.array(targets, float))])[0]


def audit(asked, hidden):
    return auditing.audit([(asked, hidden)])[0]


def test_the_handbook_table_bounds_its_first_cell():
    # x11 x12 | 7, x21 x22 | 3, and a published row 3 3 | 6; columns 9 and 7.
    rows = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]]

    assert bounds([[1, 0, 0, 0]], rows, [7, 3, 9 - 3, 7 - 3]) == [Bound(3, 6)]


def test_a_published_mean_narrows_the_bounds():
    people, scores = [1, 1, 1], [0, 0.5, 1]

    assert bounds([[1, 0, 0]], [people], [10]) == [Bound(0, 10)]
    assert bounds([[1, 0, 0]], [people, scores], [10, 9]) == [Bound(0, 1)]


def test_limits_are_respected():
    found = bounds([[1, 0], [0, 1]], [[1, 1]], [10], [[0, 1]], [4])

    assert found == [Bound(6, 10), Bound(0, 4)]


def test_knowledge_that_contradicts_itself_is_an_error():
    with pytest.raises(BoundsError):
        bounds([[1]], [[1], [1]], [1, 2])


def question(rows, *, floor=10):
    tallies = score(gather(define(scale("a")), rows), FACTS).tallies
    return Question(tallies.items["a"], tallies.grouping, floor)


def people(group, counts):
    return [(group, {"a": v + 1}) for v, n in enumerate(counts) for _ in range(n)]


def test_a_lone_companion_is_too_few_to_hide_among():
    asked = question(
        people("A", (2, 3, 2, 1, 1)) + people("B", (0, 0, 1)) + people("C", (9, 9, 9))
    )
    narrow = {"organisation": {0: "n<10", 1: "n<10"}}

    findings = audit(asked, narrow)

    assert not all(found.passed for found in findings)
    wide = {"organisation": {0: "n<10", 1: "n<10", 2: "complement"}}
    assert audit(asked, wide) == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 25), min_size=2, max_size=6))
def test_one_cut_is_bounded_as_arithmetic_says(seed, sizes):
    asked = question(random_rows(seed, sizes, ("a",), silent=0.2))
    cut = asked.grouping.cuts[0]
    hidden = closed(asked, alone(asked))
    places = [p for p in hidden["organisation"] if asked.sizes(cut)[p]]
    caps = {p: int(cut.members[p] @ asked.grouping.sizes) for p in places}
    found = {}
    for one in audit(asked, hidden):
        found.setdefault(one.place, []).append(one.bound)

    for place, told in found.items():
        expected = []
        for answer in range(5):
            gave = {
                p: int(asked.tally.counts[cut.members[p], answer].sum()) for p in places
            }
            total = sum(gave.values())
            rest = sum(caps.values()) - caps[place]
            expected.append(Bound(max(0, total - rest), min(total, caps[place])))
        assert set(told) <= set(expected)
        for one in told:
            assert one.low <= one.high
