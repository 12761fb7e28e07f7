import pytest

from analysis.rules import loader
from analysis.rules.model import EVERY, Threshold
from questionnaires import loader as questionnaires

PLAN_ITEMS = {
    "1.2",
    "1.3",
    "1.4",
    "2.2",
    "2.3",
    "2.4",
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "4.5",
    "4.6",
}
GOOD = """
questionnaire = "internal_integrity"
[[rules]]
name = "one"
when = [{ indicator = "personnel", below = 60 }]
importance = 3
plan_item = "4.4"
timing = "quarter_3"
measure.mn = "а"
measure.en = "a"
success.mn = "а"
success.en = "a"
level.mn = "а"
level.en = "a"
body.mn = "а"
body.en = "a"
"""


def test_at_least_25_rules_speak_about_the_two_questionnaires():
    special = [rule for rule in loader.packaged() if rule.questionnaire]

    assert len(special) >= 25
    assert {rule.questionnaire for rule in special} == {
        "internal_integrity",
        "citizen_satisfaction",
    }


@pytest.mark.parametrize("rule", loader.packaged(), ids=lambda rule: rule.name)
def test_a_rule_asks_for_results_that_its_questionnaire_has(rule):
    assert set(rule.plan_item.split(", ")) <= PLAN_ITEMS
    if rule.questionnaire is None:
        assert [want.name for want in rule.when] == [EVERY]
        return
    asked = questionnaires.load(rule.questionnaire)
    known = {
        "index": {indicator.index for indicator in asked.indicators},
        "indicator": {indicator.name for indicator in asked.indicators},
        "item": {item.name for item in asked.items if item.scores},
        "experience": {item.name for item in asked.items if item.experience},
        "coverage": {EVERY},
    }
    for want in rule.when:
        assert want.name in known[want.subject]


def test_a_good_file_becomes_a_rule():
    (rule,) = loader.read({"good.toml": GOOD.encode()})

    assert rule.name == "one"
    assert rule.topic == "one"
    assert rule.planned.timing.to("mn") == "3 дугаар улиралд"
    assert rule.when == (Threshold("indicator", "personnel", 60.0, None, 0.0),)


def test_all_faults_of_all_files_are_told_together():
    bad = GOOD.replace("importance = 3", "importance = 9")
    bad = bad.replace('"quarter_3"', '"sometime"').replace('level.en = "a"\n', "")
    bad = bad.replace("below = 60", "below = 60, above = 3")
    bad += 'colour = "red"\nyields_to = ["nobody"]\n'

    with pytest.raises(loader.RulesError) as told:
        loader.read(
            {
                "bad.toml": bad.encode(),
                "worse.toml": b"rules = [",
                "x.toml": GOOD.encode(),
            }
        )

    places = [fault.place for fault in told.value.faults]
    for expected in (
        "importance",
        "timing",
        "level",
        "when[1]",
        "colour",
        "yields_to",
        "worse.toml",
    ):
        assert any(expected in place for place in places), expected
    assert any(
        fault.text.to("en") == "the name is used twice" for fault in told.value.faults
    )
    assert all(
        fault.text.to("mn") != fault.text.to("en") for fault in told.value.faults
    )


@pytest.mark.parametrize(
    "broken",
    [
        "[[rules]]",
        "rules = 3",
        "rules = []",
        'rules = ["one"]',
        GOOD.replace('{ indicator = "personnel", below = 60 }', "{ below = 60 }"),
        GOOD.replace("below = 60", "below = nan"),
        GOOD.replace("below = 60", "below = 60, severe = 70"),
        GOOD.replace("below = 60", "above = 60, severe = 50"),
        GOOD.replace('[{ indicator = "personnel", below = 60 }]', "[]"),
        GOOD.replace("importance = 3", "importance = true"),
        GOOD.replace('measure.mn = "а"', 'measure.mn = " "'),
    ],
)
def test_a_broken_rule_is_refused_with_its_file(broken):
    with pytest.raises(loader.RulesError, match=r"broken\.toml"):
        loader.read({"broken.toml": broken.encode()})


def test_the_gap_counts_only_what_lies_beyond_the_interval():
    below = Threshold("indicator", "x", 60.0, None, 0.0)
    above = Threshold("experience", "x", None, 0.02, 0.2)

    assert below.gap(40.0, 45.0) == pytest.approx(0.25)
    assert below.gap(55.0, 61.0) == 0
    assert above.gap(0.11, 0.2) == pytest.approx(0.5)
    assert above.gap(0.01, 0.2) == 0
    assert above.gap(0.9, 1.0) == 1
