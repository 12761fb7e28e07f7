import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from analysis import changes
from analysis.charts import (
    answers,
    drawing,
    funnel,
    importance,
    organisations,
    scores,
)
from analysis.charts.canvas import lines
from analysis.charts.glyphs import drawable
from analysis.charts.model import Estimate, Strip, Strips
from analysis.disclosure import rounded, with_entered
from analysis.wording import alphabetical, words
from questionnaires import loader
from tests.support.published import (
    cell,
    district,
    publish,
    rate,
    release,
    withheld,
)

HOSTILE = "$x^2$ <script>alert(1)</script> #let \u202e 😀 中 " + "Ү" * 200


@pytest.fixture(scope="module")
def shown():
    return district(loader.load("internal_integrity"))


def charts(published, language):
    told = words(language)
    found = [
        *organisations.coverage(published, told),
        *importance.importance(published, told),
        funnel.funnel(published, told),
        scores.indicators(published, told),
        scores.experience(published, told),
        *organisations.standings(published, told),
        *answers.likert(published, told),
    ]
    return [chart for chart in found if chart is not None]


@pytest.fixture(scope="module")
def drawn(shown):
    return charts(shown, "mn")


@pytest.mark.slow
def test_every_chart_has_title_caption_words_and_table(drawn):
    assert len(drawn) >= 6
    for chart in drawn:
        assert all((chart.title, chart.caption, chart.alt))
        assert chart.table.rows
        widths = {len(row) for row in chart.table.rows}
        assert widths == {len(chart.table.columns)}
        assert ET.fromstring(chart.svg).tag.endswith("svg")  # noqa: S314 our own drawing


def test_the_same_results_give_the_same_file_without_a_date(shown):
    first = scores.indicators(shown, words("mn")).svg
    again = scores.indicators(shown, words("mn")).svg

    assert first == again
    assert b"<dc:date>" not in first


def test_a_drawing_holds_no_script_and_asks_for_no_other_file(drawn):
    for chart in drawn:
        text = chart.svg.decode()
        assert "<script" not in text
        assert set(re.findall(r'href="(.)', text)) <= {"#"}


def test_hostile_labels_are_drawn_as_they_are():
    strip = Strip(HOSTILE, (0.4, 0.6), (-1.0, 1.0))
    svg = drawing.estimates([Estimate(HOSTILE, 50.0, 40.0, 60.0, HOSTILE[:20])])
    bars = drawing.strips([Strips((HOSTILE[:30], "б"), (strip,))])

    assert ET.fromstring(svg) is not None  # noqa: S314 our own drawing
    assert ET.fromstring(bars) is not None  # noqa: S314 our own drawing


def test_a_long_label_is_wrapped_and_nothing_of_it_is_lost():
    label = "Ашиг сонирхлын зөрчил, албаны мэдээлэл ашиглалт " + "ү" * 90

    found = lines(label, 40)

    assert max(len(line) for line in found) <= 40
    assert "".join(found).replace(" ", "") == label.replace(" ", "")


def test_letters_that_no_font_has_become_a_box_and_mongolian_ones_stay():
    assert drawable("Өө Үү Ёё ₮ №") == "Өө Үү Ёё ₮ №"
    assert drawable("中") == "□"


def test_what_is_withheld_is_not_drawn_but_its_reason_is_told():
    found = publish(
        indicator={"open": cell(50.0, 45.0, 55.0), "hidden": withheld()},
        experience={"gave": rate(0.1, 0.05, 0.2), "took": withheld()},
    )

    for chart in (
        scores.indicators(found, words("en")),
        scores.experience(found, words("en")),
    ):
        hidden = [row for row in chart.table.rows if "too few people" in row[0]]
        assert len(hidden) == 1
        assert set(hidden[0][1:]) == {"–"}
        assert "hidden" not in chart.alt
        assert "took" not in chart.alt


def test_nothing_to_show_gives_no_chart():
    found = publish(indicator={"hidden": withheld()}, experience={"took": withheld()})

    assert scores.indicators(found, words("mn")) is None
    assert scores.experience(found, words("mn")) is None
    assert answers.likert(found, words("mn")) == ()


def test_organisations_stand_by_class_and_alphabet_and_never_by_rank(shown):
    (first, *_) = organisations.standings(shown, words("mn"))
    classes = {"дээгүүр": 0, "ялгаагүй": 1, "доогуур": 2}

    placed = [(classes[row[-1]], row[0]) for row in first.table.rows]
    assert [place for place, _name in placed] == sorted(p for p, _n in placed)
    for kind in set(classes.values()):
        names = [name for place, name in placed if place == kind]
        assert names == alphabetical(names)


def test_ranks_are_told_as_intervals_beside_the_marks(shown):
    (first, *_) = organisations.standings(shown, words("mn"))

    between = {row[5] for row in first.table.rows}
    assert all(re.fullmatch(r"\d+–\d+", told) for told in between)


@pytest.mark.slow
def test_many_organisations_are_drawn_on_several_pages(shown):
    results = shown.value
    index = results.indices["culture"]
    cells = {f"Алба {n}": cell(50.0 + n / 9, 45.0, 60.0) for n in range(75)}
    cells |= {"Нууц": withheld()}
    many = replace(index, by={"organisation": cells})
    found = organisations.standings(
        release(replace(results, indices={"culture": many}, ranking={})), words("mn")
    )

    rows = [row[0] for chart in found for row in chart.table.rows]
    assert len(found) == 3
    assert len({chart.name for chart in found}) == 3
    assert {name.split(" (")[0] for name in rows} == set(cells)
    heights = [float(ET.fromstring(c.svg).get("height")[:-2]) for c in found]  # noqa: S314
    assert max(heights) < 9.5 * 72


def test_the_map_of_importance_names_every_indicator_in_order(shown):
    (found,) = importance.importance(shown, words("mn"))

    shares = [float(row[-1].rstrip("%")) for row in found.table.rows]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(100, abs=5)
    assert len(shares) == len(shown.value.questionnaire.indicators)


def test_the_funnel_never_widens(shown):
    found = funnel.funnel(shown, words("mn"))

    for row in found.table.rows:
        could, had = (float(told.rstrip("%")) for told in row[2:])
        assert 0 <= had <= could <= 100


def test_the_wave_before_stands_beside_each_indicator():
    before = publish(indicator={"pay": cell(50.0, 48.0, 52.0)})
    now = publish(indicator={"pay": cell(60.0, 58.0, 62.0)})
    told = with_entered(now, {}, changes.changes((before,), now))

    alone, beside = (scores.indicators(one, words("mn")) for one in (now, told))

    assert beside.svg != alone.svg
    assert "саарал дөрвөлжин" in beside.caption
    assert "саарал дөрвөлжин" not in alone.caption


def test_favourable_answers_stand_right_whichever_way_an_item_was_asked(shown):
    for section in shown.value.questionnaire.sections:
        asked = [one for one in answers.asked(rounded(shown), section) if one.values]
        scaled = [one for one in asked if len(one.values) == 5]
        for group in answers.strips(scaled, words("en")):
            for strip in group.rows:
                assert list(strip.tones) == sorted(strip.tones)
                assert sum(strip.shares) == pytest.approx(1, abs=0.03)


def test_an_item_asked_the_other_way_has_its_own_key(shown):
    (section,) = [s for s in shown.value.questionnaire.sections if s.name == "culture"]

    plain, turned = answers.strips(answers.asked(rounded(shown), section), words("en"))

    assert plain.points == tuple(reversed(turned.points))


def test_means_that_may_not_be_compared_have_no_class_but_one_drawn_in(shown):
    results = shown.value
    ranking = replace(results.ranking["culture"], comparable=False, reliability=0.4)
    (first, *_) = organisations.standings(
        release(replace(results, ranking={"culture": ranking})), words("mn")
    )

    assert first.table.columns[-1].title == words("mn").say("Drawn to the mean")
    names = [row[0] for row in first.table.rows]
    assert names == alphabetical(names)
    for row in first.table.rows:
        assert row[-1] == f"{ranking.organisations[row[0]].shrunken:.1f}"
