"""However the respondents of a survey are divided, its results are the same."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from multiprocessing import get_context
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import counting
from analysis.cuts import sort_respondents
from analysis.dataset import Sheet, from_answers
from analysis.scoring import score
from questionnaires import loader
from survey.sample import SamplePeople
from tests.support.digits import plain, told
from tests.support.districts import FACTS

STAFF = loader.read(loader.source_of("internal_integrity"))
GROUPS = ("A", "B", "C", "")


def answered(questionnaire, n, *, seed=1):
    people = SamplePeople(questionnaire, np.random.default_rng(seed))
    sheets = [
        Sheet(answers, group)
        for group in GROUPS
        for answers in people.answers(n // len(GROUPS), services=("x", "y"))
    ]
    return from_answers(questionnaire, sheets)


@pytest.fixture(scope="module")
def staff():
    return answered(STAFF, 420)


@settings(max_examples=15)
@given(st.lists(st.integers(0, 420), max_size=5), st.randoms())
def test_counts_of_parts_add_up_to_those_of_the_whole(staff, edges, random):
    sorting = sort_respondents(staff)
    atoms = len(sorting.grouping.sizes)
    ends = [0, *sorted(edges), 420]
    rows = list(pairwise(ends))
    random.shuffle(rows)
    parts = [
        counting.count_part(staff.rows(*row), sorting.atom_of[slice(*row)], atoms)
        for row in rows
    ]

    whole = counting.count_part(staff, sorting.atom_of, atoms)

    assert repr(plain(reduce(add, parts))) == repr(plain(whole))


@settings(max_examples=5)
@given(st.randoms())
def test_the_order_of_respondents_changes_no_digit(staff, random):
    order = list(range(len(staff)))
    random.shuffle(order)
    shuffled = replace(
        staff,
        columns={name: column[order] for name, column in staff.columns.items()},
        chosen={name: flags[order] for name, flags in staff.chosen.items()},
        groups=staff.groups[order],
    )

    assert told(score(shuffled, FACTS)) == told(score(staff, FACTS))


def _processes():
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


@pytest.mark.parametrize("pool", [lambda: ThreadPoolExecutor(3), _processes])
@pytest.mark.parametrize("part", [97, pytest.param(300, marks=pytest.mark.slow)])
def test_any_executor_scores_to_the_same_digit(staff, pool, part):
    with pool() as executor:
        found = score(staff, FACTS, executor=executor, part=part)

    assert told(found) == told(score(staff, FACTS))
    assert told(found) == told(score(staff, FACTS, part=part))
    assert found.drivers
    assert found.reliability
    assert found.indices


@pytest.mark.parametrize(
    "name", ["citizen_satisfaction", "policy_participants", "open_day", "training"]
)
def test_every_questionnaire_is_scored_in_parts(name):
    answers = answered(loader.read(loader.source_of(name)), 160)

    assert told(score(answers, FACTS, part=41)) == told(score(answers, FACTS))
