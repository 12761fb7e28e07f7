from dataclasses import replace

import pytest

from analysis.disclosure import rounded, with_entered
from analysis.report import building
from analysis.together import WEIGHTS, together, weighed_mean
from tests.support.published import cell, publish, release, withheld

CITIZENS = publish("citizens", index={"external": cell(83.5, 82.5, 84.5)})
STAFF = publish(
    "staff", index={"culture": cell(80.0, 78.0, 82.0), "workplace": cell(77.4, 76, 79)}
)


def test_the_worked_example_of_2017_comes_out():
    assert round(weighed_mean(8.35, 7.87, WEIGHTS["ACRC-2017"]), 2) == 8.24


def test_both_surveys_give_one_figure_whichever_comes_first():
    found = together(STAFF, CITIZENS)

    assert (found.external, found.internal) == pytest.approx((83.5, 78.7))
    assert found.weighed["equal"].mean == pytest.approx(81.1)
    assert found.weighed["ACRC-2017"].mean == pytest.approx(0.763 * 83.5 + 0.237 * 78.7)
    assert together(CITIZENS, STAFF).weighed == found.weighed
    for told in found.weighed.values():
        assert told.low < told.mean < told.high


@pytest.mark.parametrize("chosen", ["citizens", "staff"])
@pytest.mark.parametrize("first", ["citizens", "staff"])
def test_answers_by_poster_on_either_side_leave_no_margin_of_error(chosen, first):
    surveys = {one.value.facts.name: one for one in (CITIZENS, STAFF)}
    results = surveys[chosen].value
    facts = replace(results.facts, posters=("A",))
    surveys[chosen] = release(replace(results, facts=facts))
    one = surveys.pop(first)
    (other,) = surveys.values()

    found = together(one, other)
    told = with_entered(one, one.value.indices, None, found)
    report = building.build(told, language="en")
    blocks = [block for section in report.sections for block in section.blocks]
    (table,) = [one for one in blocks if getattr(one, "name", "") == "together"]

    assert found.weighed["equal"].mean == pytest.approx(81.1)
    assert {(o.low, o.high) for o in found.weighed.values()} == {(None, None)}
    assert [column.title for column in table.columns] == ["Result", "Mean"]
    assert {len(row) for row in table.rows} == {2}


def test_deductions_are_told_before_and_after():
    results = STAFF.value
    culture = replace(results.indices["culture"], composite=76.0)
    reduced = release(replace(results, indices={**results.indices, "culture": culture}))

    weighed = together(reduced, CITIZENS).weighed

    assert weighed["equal"].mean == pytest.approx(81.1)
    assert weighed["equal, deducted"].mean == pytest.approx(80.1)


def test_nothing_is_made_of_what_is_withheld_or_absent():
    hidden = publish(
        "staff", index={"culture": withheld(), "workplace": cell(77, 76, 78)}
    )

    assert together(hidden, CITIZENS) is None
    assert together(STAFF, None) is None
    assert together(STAFF, STAFF) is None


def test_the_report_shows_both_weights_and_says_whose_they_are():
    found = together(STAFF, CITIZENS)
    told = with_entered(STAFF, STAFF.value.indices, None, found)
    again = release(told.value)

    report = building.build(again, language="en")
    (section,) = [one for one in report.sections if one.name == "indices"]
    (table,) = [one for one in section.blocks if getattr(one, "name", "") == "together"]

    assert again.value.together == found
    assert rounded(told).value.together.weighed["equal"].mean == 81.1
    assert [row[1] for row in table.rows] == ["83.5", "78.7", "81.1", "82.4"]
    assert "ACRC" in table.rows[-1][0]
