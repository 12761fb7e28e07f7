"""What holds of the results of every survey, whatever was answered."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dataset import Sheet, from_answers, joined
from analysis.figures import Cell
from analysis.scoring import score
from tests.support.districts import (
    FACTS,
    choice,
    define,
    gather,
    other,
    random_rows,
    scale,
)

ITEMS = ("a", "b", "c", "d")
ASKED = define(
    scale("a", "x"),
    scale("b", "x", "reversed = true"),
    scale("c", "y"),
    scale("d", "y"),
    indicators=[("x", "all", 0.763), ("y", "all", 0.237)],
)
TURNED = define(
    scale("a", "x", "reversed = true"),
    scale("b", "x"),
    scale("c", "y", "reversed = true"),
    scale("d", "y", "reversed = true"),
    indicators=[("x", "all", 0.763), ("y", "all", 0.237)],
)
ANY = define(
    scale("a"),
    choice("tools", ("pen", "paper"), kind="choices"),
    other("service", 'type = "choice"\nfrom = "services"'),
    other("comment", 'type = "text"'),
)
SEEDS = st.integers(0, 100_000)
SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=5)


def rows_of(seed, sizes):
    return random_rows(seed, sizes, ITEMS, silent=0.2)


def blocks(results):
    return (results.items, results.indicators, results.indices)


def cells(results):
    for block in blocks(results):
        for found in block.values():
            yield found.overall
            for by in found.by.values():
                yield from by.values()


@settings(max_examples=25)
@given(SEEDS, SIZES)
def test_every_answer_is_counted_once_in_every_breakdown(seed, sizes):
    found = score(gather(ASKED, rows_of(seed, sizes)), FACTS)

    for item in ITEMS:
        result = found.items[item]
        told = sum(result.overall.counts.values()) + sum(
            result.overall.missing.values()
        )
        assert told == found.answers == sum(sizes)
        by = result.by["organisation"].values()
        assert sum(cell.n for cell in by) == result.overall.n
        for tally in found.tallies.items.values():
            assert tally.counts.sum() == tally.answered.sum()


@settings(max_examples=25)
@given(SEEDS, SIZES)
def test_turning_every_item_mirrors_every_figure(seed, sizes):
    rows = rows_of(seed, sizes)
    straight, turned = (score(gather(q, rows), FACTS) for q in (ASKED, TURNED))

    for one, other_way in zip(cells(straight), cells(turned), strict=True):
        assert one.n == other_way.n
        if one.mean is not None:
            assert one.mean + other_way.mean == pytest.approx(100)
        if one.low is not None:
            assert one.low + other_way.high == pytest.approx(100)


@settings(max_examples=25)
@given(SEEDS, SIZES, st.integers(0, 50))
def test_every_interval_contains_its_figure(seed, sizes, silent):
    data = gather(ASKED, rows_of(seed, sizes))
    people = np.bincount(data.groups) + silent
    headcounts = dict(zip(data.group_names, people.tolist(), strict=True))
    found = score(data, replace(FACTS, headcounts=headcounts))

    for cell in cells(found):
        if cell.low is not None:
            assert cell.low - 1e-9 <= cell.mean <= cell.high + 1e-9
        if cell.positive is not None:
            assert cell.positive_low <= cell.positive <= cell.positive_high


@settings(max_examples=25)
@given(SEEDS, SIZES)
def test_what_everybody_said_has_no_margin(seed, sizes):
    rows = random_rows(seed, sizes, ITEMS, silent=0)
    data = gather(ASKED, rows)
    people = dict(zip(data.group_names, np.bincount(data.groups).tolist(), strict=True))
    found = score(data, replace(FACTS, headcounts=people))

    for cell in cells(found):
        assert isinstance(cell, Cell)
        assert cell.low == cell.mean == cell.high
        assert cell.positive_low == cell.positive == cell.positive_high


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("", "A", "B", "C")),
            st.fixed_dictionaries(
                {},
                optional={
                    "a": st.sampled_from([1, 5, 7, {"missing": "dont_know"}]),
                    "tools": st.sampled_from([["pen"], ["paper", "pen"]]),
                    "service": st.sampled_from(["pension", "passport", "land"]),
                    "comment": st.sampled_from(["one", "two"]),
                },
            ),
        ),
        max_size=12,
    ),
    st.integers(0, 12),
)
def test_answers_read_in_two_parts_are_those_read_at_once(rows, edge):
    sheets = [Sheet(answers, group) for group, answers in rows]
    whole = from_answers(ANY, sheets)

    parts = joined([from_answers(ANY, some) for some in (sheets[:edge], sheets[edge:])])

    assert (parts.values, parts.texts) == (whole.values, whole.texts)
    assert (parts.group_names, parts.spoiled) == (whole.group_names, whole.spoiled)
    assert parts.groups.tolist() == whole.groups.tolist()
    for name, column in whole.columns.items():
        assert parts.columns[name].tolist() == column.tolist()
        assert parts.columns[name].dtype == column.dtype
    for name, flags in whole.chosen.items():
        assert parts.chosen[name].tolist() == flags.tolist()
