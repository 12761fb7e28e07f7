from dataclasses import replace

import numpy as np
import pytest

from analysis import disclosure
from analysis.changes import changes
from analysis.charts import scores as charts
from analysis.charts import telling, waves
from analysis.figures import Change, Incomparable
from analysis.report import building
from analysis.results import to_document
from analysis.scoring import score
from analysis.wording import words
from questionnaires.model import JointExperience, Text
from tests.support.districts import FACTS, define, gather, random_rows, scale
from tests.support.figures import texts
from tests.support.published import cell, publish, rate, release, withheld


def moved(before, after):
    return changes((before,), after)


def test_a_clear_difference_is_told_and_its_direction_with_it():
    before = publish(indicator={"pay": cell(50.0, 48.0, 52.0)})
    after = publish(indicator={"pay": cell(60.0, 58.0, 62.0)})

    told = moved(before, after).indicators["pay"]

    assert told.verdict == "better"
    assert told.difference == pytest.approx(10)
    assert told.low < told.difference < told.high
    assert 0 < told.detectable < 10
    assert moved(after, before).indicators["pay"].verdict == "worse"


def test_what_may_be_chance_is_not_told_apart():
    before = publish(indicator={"pay": cell(50.0, 45.0, 55.0)})
    after = publish(indicator={"pay": cell(52.0, 47.0, 57.0)})

    assert moved(before, after).indicators["pay"].verdict == "not told apart"


def test_less_of_a_bad_experience_is_better():
    before = publish(experience={"asked": rate(0.30, 0.26, 0.34)})
    after = publish(experience={"asked": rate(0.10, 0.07, 0.13)})

    assert moved(before, after).experience["asked"].verdict == "better"


def test_nothing_is_compared_with_what_is_withheld_few_or_new():
    shown = cell(50.0, 48.0, 52.0)
    before = publish(
        indicator={"hidden": withheld(), "few": replace(shown, n=19), "both": shown}
    )
    after = publish(
        indicator={"hidden": shown, "few": shown, "both": shown, "new": shown}
    )

    told = moved(before, after)

    assert told.indicators["hidden"] == Incomparable("withheld")
    assert told.indicators["few"] == Incomparable("few")
    assert told.indicators["new"] == Incomparable("new")
    assert isinstance(told.indicators["both"], Change)
    assert told.tested == 1


def two_waves(wording="a", seed=2):
    asked = define(
        scale("a", "pay"),
        indicators=(("pay", "culture", 1.0),),
    )
    rows = random_rows(seed, (30, 40, 25), ("a",), skew=0.5, silent=0.1)
    published = disclosure.protect(score(gather(asked, rows), FACTS))
    if wording != "a":
        results = published.value
        (section,) = results.questionnaire.sections
        changed = replace(section.items[0], text=wording)
        section = replace(section, items=(changed,))
        old = replace(results.questionnaire, sections=(section,))
        published = disclosure.restored(to_document(results), old)
    return published


def test_a_changed_wording_ends_the_series_of_item_indicator_and_index():
    from_other = moved(two_waves("Өөр"), two_waves(seed=3))

    assert from_other.items["a"] == Incomparable("wording")
    assert from_other.indicators["pay"] == Incomparable("wording")
    assert from_other.indices["culture"] == Incomparable("wording")


def test_another_denominator_ends_the_series_of_an_experience():
    """Whoever is counted among others than before did not change by that."""
    after = publish(experience={"asked": rate(0.10, 0.07, 0.13)})
    asked = after.value.questionnaire
    (section,) = asked.sections
    (item,) = section.items
    among = replace(item.experience, yes=("yes", "once"))
    section = replace(section, items=(replace(item, experience=among),))
    other = replace(asked, sections=(section,))
    before = release(replace(after.value, questionnaire=other))

    assert moved(after, after).experience["asked"].difference == 0
    assert moved(before, after).experience["asked"] == Incomparable("wording")


def test_other_items_or_words_end_the_series_of_an_experience_of_several():
    rates = {name: rate(0.10, 0.07, 0.13) for name in ("asked", "gave", "bribery")}
    plain = publish(experience=rates).value
    joint = JointExperience("bribery", ("asked", "gave"), Text({"mn": "а", "en": "a"}))

    def wave(parts, said="gave"):
        (section,) = plain.questionnaire.sections
        items = [item for item in section.items if item.name != "bribery"]
        items[1] = replace(items[1], text=Text({"mn": said, "en": said}))
        section = replace(section, items=tuple(items))
        told = (replace(joint, parts=parts),)
        asked = replace(plain.questionnaire, sections=(section,), experiences=told)
        return release(replace(plain, questionnaire=asked))

    now = wave(("asked", "gave"))

    assert moved(wave(("asked", "gave")), now).experience["bribery"].difference == 0
    for before in (wave(("asked", "asked")), wave(("asked", "gave"), "other words")):
        assert moved(before, now).experience["bribery"] == Incomparable("wording")


def test_the_same_answers_twice_moved_nothing():
    told = moved(two_waves(), two_waves())

    found = [*told.items.values(), *told.indices.values(), *told.indicators.values()]
    assert {one.verdict for one in found} == {"not told apart"}
    assert {one.difference for one in found} == {0.0}


def test_many_comparisons_make_one_small_difference_less_sure():
    still = {f"i{n}": cell(50.0, 45.0, 55.0) for n in range(30)}
    before = publish(indicator={"pay": cell(50.0, 47.0, 53.0), **still})
    after = publish(indicator={"pay": cell(54.6, 51.6, 57.6), **still})
    alone = (
        publish(indicator={"pay": cell(50.0, 47.0, 53.0)}),
        publish(indicator={"pay": cell(54.6, 51.6, 57.6)}),
    )

    assert moved(*alone).indicators["pay"].verdict == "better"
    assert moved(before, after).indicators["pay"].verdict == "not told apart"


def test_a_comparison_survives_the_document_and_stands_in_the_report():
    after = two_waves(seed=9)
    found = changes((two_waves(), two_waves(seed=4)), after)
    told = disclosure.with_entered(after, after.value.indices, found)

    again = release(told.value)
    report = building.build(again, language="mn")
    (section,) = [one for one in report.sections if one.name == "changes"]

    assert again.value.changes == found
    assert len(found.waves) == 2
    names = {block.name for block in section.blocks if hasattr(block, "name")}
    assert {"trend", "changes"} <= names
    (summary,) = [one for one in report.sections if one.name == "summary"]
    assert any("Өмнөх судалгаанаас хойш" in str(block) for block in summary.blocks)


def test_no_wave_before_no_comparison():
    assert changes((), two_waves()) is None
    report = building.build(two_waves(), language="en")
    assert "changes" not in {section.name for section in report.sections}


def test_rounding_comes_last_and_keeps_the_verdict():
    after = two_waves(seed=9)
    found = changes((two_waves(),), after)
    told = disclosure.with_entered(after, after.value.indices, found)

    shown = disclosure.rounded(told).value.changes

    assert shown.items["a"].verdict == found.items["a"].verdict
    assert shown.items["a"].difference == np.round(found.items["a"].difference, 1)


def test_a_wave_asked_in_other_words_is_not_drawn_beside_later_ones():
    after = two_waves(seed=9)
    found = changes((two_waves("Өөр"), two_waves(seed=4)), after)
    told = disclosure.with_entered(after, after.value.indices, found)

    other, alike = found.waves
    chart = waves.trend(disclosure.rounded(told), words("en"))

    assert other.means == {}
    assert set(alike.means) == {"culture", "pay"}
    assert len(chart.table.rows) == 2


def test_a_wave_answered_by_poster_has_no_margin_of_error_later():
    before, after = two_waves(), two_waves(seed=9)
    known = replace(before.value.facts, posters=("O00",))
    chosen = release(replace(before.value, facts=known))
    found = changes((chosen,), after)
    told = disclosure.with_entered(after, after.value.indices, found)

    chart = waves.trend(disclosure.rounded(told), words("en"))
    drawn = charts.indicators(disclosure.rounded(told), words("en"))

    assert {(one.low, one.high) for one in found.waves[0].means.values()} == {
        (None, None)
    }
    assert [row[2] == telling.NOTHING for row in chart.table.rows] == [True, False]
    assert "with its interval" not in drawn.caption
    assert found.indices["culture"].before == found.waves[0].means["culture"].mean


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("en", "by no more than chance", "cannot be told from chance"),
        ("mn", "хэлбэлзлээс хэтрээгүй", "хэлбэлзлээс ялгах боломжгүй"),
    ],
)
def test_what_moved_more_than_chance_alone_is_not_called_chance(language, wrong, right):
    """Among many comparisons a difference may be large and yet not sure enough."""
    still = {f"i{n}": cell(50.0, 45.0, 55.0) for n in range(30)}
    before = publish(indicator={"pay": cell(50.0, 47.0, 53.0), **still})
    after = publish(indicator={"pay": cell(54.6, 51.6, 57.6), **still})
    found = moved(before, after)
    pay = found.indicators["pay"]
    told = disclosure.with_entered(after, after.value.indices, found)

    said = list(texts(building.build(told, language=language)))

    assert pay.verdict == "not told apart"
    assert pay.difference > pay.detectable
    assert not [one for one in said if wrong in one]
    assert len([one for one in said if right in one]) == 2
