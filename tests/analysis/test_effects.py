"""What the next survey says of the figures that measures aim at."""

from dataclasses import replace
from datetime import date

import pytest

from analysis import effects
from analysis.effects import Outcome
from analysis.figures import Change, Incomparable
from analysis.report.kinds import implementation
from analysis.report.kinds.implementation import Implementation, Measure
from analysis.wording import words
from questionnaires.model import Text
from tests.support.published import cell, publish, rate, release, withheld

MN, EN = words("mn"), words("en")


def told(before, after, subject="indicator", name="pay"):
    return effects.effect(effects.compare(before, after), subject, name)


def pay(mean, reach=2.0, **others):
    figures = {"pay": cell(mean, mean - reach, mean + reach), **others}
    return publish(indicator=figures)


def test_a_figure_that_moved_far_enough_is_better_or_worse():
    up, down = told(pay(50.0), pay(60.0)), told(pay(60.0), pay(50.0))

    assert (up.found.verdict, down.found.verdict) == ("better", "worse")
    assert effects.sentence(up, EN).startswith("pay. Before 50.0, now 60.0: better.")
    assert "сайжирсан" in effects.sentence(up, MN)
    assert "муудсан" in effects.sentence(down, MN)


def test_a_figure_that_moved_less_than_can_be_told_did_not_move():
    found = told(pay(50.0, 5.0), pay(52.0, 5.0))

    assert abs(found.found.difference) < found.found.detectable
    assert "not moved by more than chance" in effects.sentence(found, EN)


def test_more_than_the_least_change_is_not_enough_among_many():
    still = {f"i{n}": cell(50.0, 45.0, 55.0) for n in range(30)}
    found = told(pay(50.0, 3.0, **still), pay(54.6, 3.0, **still))

    assert found.found.verdict == "not told apart"
    assert found.found.difference > found.found.detectable
    assert "not sure enough" in effects.sentence(found, EN)


def test_differences_are_taken_before_rounding():
    found = told(pay(50.04, 0.5), pay(52.06, 0.5)).found

    assert (found.before, found.after, found.difference) == (50.0, 52.1, 2.0)


def test_less_of_a_bad_experience_is_better_and_shown_in_per_cent():
    before = publish(experience={"asked": rate(0.30, 0.26, 0.34)})
    after = publish(experience={"asked": rate(0.10, 0.07, 0.13)})

    found = told(before, after, "experience", "asked")

    assert "Before 30%, now 10%: better" in effects.sentence(found, EN)


@pytest.mark.parametrize(
    ("after", "reason", "sentence"),
    [
        (withheld(), "withheld", "not shown in one of the two"),
        (replace(cell(60.0, 58.0, 62.0), n=19), "few", "Too few answers"),
        (None, effects.GONE, "not asked again"),
    ],
)
def test_what_is_withheld_few_or_gone_tells_nothing(after, reason, sentence):
    later = publish(indicator={} if after is None else {"pay": after})

    found = told(pay(50.0), later)

    assert found.found == Incomparable(reason)
    assert sentence in effects.sentence(found, EN)
    assert effects.figures(found) == ("–", "–", "–")


def test_changed_wording_breaks_the_series_and_says_so():
    after = publish(item={"a": cell(60.0, 58.0, 62.0)})
    asked = after.value.questionnaire
    (section,) = asked.sections
    changed = replace(section.items[0], text=Text({"mn": "Өөр", "en": "Other"}))
    other = replace(asked, sections=(replace(section, items=(changed,)),))
    before = release(replace(after.value, questionnaire=other))

    found = told(before, after, "item", "a")

    assert found.found == Incomparable("wording")
    assert "new series begins" in effects.sentence(found, EN)
    assert "шинэ цуваа эхэлж" in effects.sentence(found, MN)


def test_coverage_is_counted_and_not_estimated():
    before, after = publish(answers=300), publish(answers=400)

    found = told(before, after, "coverage", "*")

    assert isinstance(found.found, Change)
    assert "Before 60%, now 80%. Everybody was counted" in effects.sentence(found, EN)
    assert effects.figures(found) == ("60%", "80%", "–")


def row(number, outcome):
    columns = ("Журам батлах", "Батлагдсан", "Улирал бүр", "100%", "Тамгын газар")
    return Measure(number, *columns, "planned", outcome=outcome)


def test_the_report_on_implementation_has_a_section_on_effects_if_there_are_any():
    found = told(pay(50.0), pay(60.0))
    moved = Outcome(date(2026, 9, 30), date(2027, 9, 30), "x", (found,), early=True)
    reports = [
        implementation.build(
            Implementation("Хэрэгжилт", date(2027, 10, 1), (), measures), language="en"
        )
        for measures in ((row("1", moved), row("2", None)), (row("2", None),))
    ]

    sections = [{part.name: part for part in one.sections} for one in reports]

    _text, table = sections[0]["effects"].blocks
    [line] = table.rows
    assert line[:5] == ("1", "pay.", "2026-09 → 2027-09", "50.0", "60.0")
    assert line[-1] == "better; the measure was not due yet"
    assert "effects" not in sections[1]
    assert list(sections[0])[-1] == "measures", "signatures stand at the end"
