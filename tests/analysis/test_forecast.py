import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import forecast, suppression
from analysis.forecast import Expected, Fate
from analysis.suppression import Question
from analysis.tallies import Grouping, Partition, Tally
from questionnaires import loader
from tests.support import definitions

INTERNAL = loader.load("internal_integrity")


def _fates(found, by=("organisation",)):
    [cut] = [one for one in found if one.by == by]
    return {cell.values[0]: cell.fate for cell in cut.cells}


def test_a_group_with_few_answers_is_withheld_and_takes_a_second_one_with_it():
    groups = [Expected("a", 40), Expected("b", 9), Expected("c", 12), Expected("d", 60)]

    assert _fates(forecast.forecast(INTERNAL, groups, 10)) == {
        "a": Fate.SHOWN,
        "b": Fate.FEW,
        "c": Fate.GUARDING,
        "d": Fate.SHOWN,
    }


def test_a_small_number_of_answers_is_told_in_a_band():
    found = forecast.forecast(INTERNAL, [Expected("a", 29), Expected("b", 30)], 10)

    assert _fates(found) == {"a": Fate.BANDED, "b": Fate.SHOWN}


def test_positions_are_withheld_where_groups_share_few_people_with_them():
    small = [Expected(name, 24) for name in "abcdef"]
    large = [Expected(name, 400) for name in "abcdef"]

    few = _fates(forecast.forecast(INTERNAL, small, 10), ("position",))
    many = _fates(forecast.forecast(INTERNAL, large, 10), ("position",))

    assert set(few.values()) == {Fate.GUARDING}
    assert set(many.values()) == {Fate.SHOWN}


def test_a_higher_floor_never_shows_more():
    groups = [Expected("a", 12), Expected("b", 25), Expected("c", 70)]
    shown = [
        sum(
            cut.count(Fate.SHOWN, Fate.BANDED)
            for cut in forecast.forecast(INTERNAL, groups, floor)
        )
        for floor in (10, 15, 30, 80)
    ]

    assert shown == sorted(shown, reverse=True)
    assert shown[-1] == 0


def test_crossed_breakdowns_have_a_cell_for_each_pair():
    questionnaire = loader.read(definitions.SOURCE)
    found = forecast.forecast(questionnaire, [Expected("a", 44), Expected("b", 44)], 10)

    assert [(one.by, len(one.cells)) for one in found] == [
        (("organisation",), 2),
        (("contact", "organisation"), 4),
    ]
    assert [cell.answers for cell in found[1].cells] == [22, 22, 22, 22]


def test_services_are_those_that_a_service_point_offers():
    citizens = loader.load("citizen_satisfaction")
    groups = [
        Expected("window", 60, ("tax", "refund")),
        Expected("hall", 60, ("allowance",)),
    ]

    [cut] = [
        one
        for one in forecast.forecast(citizens, groups, 10)
        if one.by != ("organisation",)
    ]

    assert {cell.values[0]: cell.answers for cell in cut.cells} == {
        "tax": 30,
        "refund": 30,
        "allowance": 0,
    }


def test_nobody_is_foretold_nothing():
    assert forecast.forecast(INTERNAL, [], 10) == ()
    found = forecast.forecast(INTERNAL, [Expected("a", 0)], 10)
    assert _fates(found) == {"a": Fate.FEW}


@pytest.mark.parametrize(
    ("eligible", "floor", "percent"),
    [(20, 10, 50), (24, 10, 42), (1000, 10, 1), (9, 10, None), (10, 10, 100)],
)
def test_how_many_must_answer_follows_from_the_floor(eligible, floor, percent):
    assert forecast.needed_response(eligible, floor) == percent
    if percent is not None:
        assert forecast.expected_answers(eligible, percent) >= floor
        assert forecast.expected_answers(eligible, percent - 1) < floor


@given(st.lists(st.integers(0, 120), min_size=1, max_size=8), st.integers(5, 30))
def test_groups_fare_as_the_rules_of_protection_decide(answers, floor):
    groups = [Expected(str(n), number) for n, number in enumerate(answers)]
    found = _fates(forecast.forecast(INTERNAL, groups, floor))

    sizes = np.array(answers)
    members = np.eye(len(answers), dtype=np.bool_)
    places = np.arange(len(answers)).reshape(-1, 1)
    cut = Partition("o", ("o",), tuple(map(str, places)), places, members)
    nothing = np.empty((len(answers), 0), dtype=np.int64)
    tally = Tally((), nothing, sizes, np.empty(0))
    question = Question(tally, Grouping(sizes, (cut,)), floor)
    hidden = suppression.closed(question, suppression.alone(question))["o"]

    withheld = {
        name for name, fate in found.items() if fate in {Fate.FEW, Fate.GUARDING}
    }
    assert withheld == {str(place) for place in hidden}
