import json

import pytest

from analysis.findings import find
from analysis.recommendations import recommend, to_document
from analysis.rules import loader
from tests.support.published import cell, publish, rate, withheld

INTERNAL = "internal_integrity"
SPECIAL = [rule for rule in loader.packaged() if rule.questionnaire]


def recommended(published):
    return recommend(published, find(published))


def names(published):
    return [one.rule for one in recommended(published)]


def figures(rule, *, certain):
    """Return figures just beyond the thresholds of a rule, or just not certain."""
    found = {}
    for want in rule.when:
        if want.subject == "coverage":
            found["answers"] = 300 if certain else 450
        elif want.below is not None:
            high = want.below - 5 if certain else want.below + 1
            found.setdefault(want.subject, {})[want.name] = cell(
                high - 9, high - 12, high
            )
        else:
            low = want.above + 0.03 if certain else want.above - 0.01
            found.setdefault(want.subject, {})[want.name] = rate(
                low + 0.05, low, low + 0.1
            )
    return found


@pytest.mark.parametrize("rule", SPECIAL, ids=lambda rule: rule.name)
def test_a_rule_fires_when_the_whole_interval_lies_beyond_its_threshold(rule):
    assert rule.name in names(
        publish(rule.questionnaire, **figures(rule, certain=True))
    )


@pytest.mark.parametrize("rule", SPECIAL, ids=lambda rule: rule.name)
def test_a_rule_is_silent_when_the_result_may_be_chance(rule):
    found = publish(rule.questionnaire, **figures(rule, certain=False))

    assert rule.name not in names(found)


@pytest.mark.parametrize("rule", SPECIAL, ids=lambda rule: rule.name)
def test_a_rule_is_silent_about_what_is_withheld_or_absent(rule):
    hidden = {
        subject: dict.fromkeys(shown, withheld())
        for subject, shown in figures(rule, certain=True).items()
        if subject != "answers"
    }

    assert rule.name not in names(publish(rule.questionnaire, **hidden, answers=450))
    assert rule.name not in names(publish(rule.questionnaire, answers=450))


def test_a_figure_without_an_interval_proposes_nothing():
    found = publish(
        INTERNAL, indicator={"personnel": cell(10.0, None, None)}, answers=500
    )

    assert names(found) == []


def test_rules_of_another_questionnaire_are_silent():
    found = publish(
        "elsewhere", indicator={"personnel": cell(40.0, 38.0, 42.0)}, answers=500
    )

    assert names(found) == ["any_indicator"]


def test_the_rank_is_importance_times_certain_gap_times_people_reached():
    (one, *_) = recommended(
        publish(
            INTERNAL,
            indicator={"personnel": cell(40.0, 35.0, 45.0, positive=0.3)},
            answers=500,
        )
    )

    assert one.importance == 4
    assert one.gap == pytest.approx((60 - 45) / 60)
    assert one.reached == pytest.approx(0.7)
    assert one.priority == pytest.approx(4 * 0.25 * 0.7)


def test_the_same_mean_known_less_surely_ranks_lower():
    shown = {
        "budget_execution": cell(40.0, 39.0, 41.0, positive=0.3),
        "personnel": cell(40.0, 28.0, 52.0, positive=0.3),
    }

    found = recommended(publish(INTERNAL, indicator=shown, answers=500))

    assert [one.rule for one in found] == ["open_budget", "open_personnel_decisions"]
    assert "farther from its threshold" in found[0].rank.to("en")
    assert "босгоос илүү хол" in found[0].rank.to("mn")


def test_more_people_concerned_ranks_higher_and_says_so():
    shown = {
        "budget_execution": cell(40.0, 39.0, 41.0, positive=0.2),
        "personnel": cell(40.0, 39.0, 41.0, positive=0.7),
    }

    first, _second = recommended(publish(INTERNAL, indicator=shown, answers=500))

    assert first.rule == "open_budget"
    assert "concerns more people (80%" in first.rank.to("en")


def test_two_measures_of_one_topic_become_one_with_both_evidences():
    shown = {"bribe_asked": rate(0.2, 0.15, 0.25), "bribe_given": rate(0.1, 0.06, 0.15)}

    found = recommended(publish("citizen_satisfaction", experience=shown, answers=500))

    assert [one.rule for one in found] == ["bribe_asked"]
    assert len(found[0].evidence) == 2


def test_a_measure_that_contradicts_another_steps_back():
    shown = {"work_orders": cell(40.0, 38.0, 42.0), "red_tape": cell(40.0, 38.0, 42.0)}

    found = names(publish(INTERNAL, indicator=shown, answers=500))

    assert "short_order_log" in found
    assert "written_orders" not in found


def test_a_foreign_questionnaire_gets_measures_for_its_lowest_results():
    shown = {
        f"part_{place}": cell(20.0 + place, 18.0 + place, 22.0 + place)
        for place in range(9)
    }

    found = recommended(publish("kansas_city", indicator=shown, answers=500))

    assert [one.rule for one in found] == ["any_indicator"] * 5
    assert "part_0" in found[0].planned.measure.to("en")
    assert "{title}" not in found[0].planned.measure.to("mn")
    assert [one.subjects[0][1] for one in found] == [f"part_{n}" for n in range(5)]


def test_recommendations_become_plain_json():
    found = publish(
        INTERNAL, indicator={"personnel": cell(40.0, 35.0, 45.0)}, answers=500
    )

    (document,) = to_document(recommended(found))

    assert json.loads(json.dumps(document)) == document
    assert document["timing"] == {"mn": "Тухай бүр", "en": "Whenever it arises"}


def test_nothing_bad_proposes_nothing():
    found = publish(
        INTERNAL, indicator={"personnel": cell(80.0, 78.0, 82.0)}, answers=500
    )

    assert recommended(found) == ()
