import re
from xml.etree import ElementTree as ET

import pytest

from analysis.charts import answers, drawing, organisations, scores
from analysis.charts.canvas import lines
from analysis.charts.glyphs import drawable
from analysis.charts.model import Estimate, Strip, Strips
from analysis.disclosure import rounded
from analysis.wording import words
from questionnaires import loader
from tests.support.published import cell, district, publish, rate, withheld

HOSTILE = "$x^2$ <script>alert(1)</script> #let \u202e 😀 中 " + "Ү" * 200


@pytest.fixture(scope="module")
def shown():
    return district(loader.load("internal_integrity"))


def charts(published, language):
    told = words(language)
    found = [
        organisations.coverage(published, told),
        scores.indicators(published, told),
        scores.experience(published, told),
        *organisations.standings(published, told),
        *answers.likert(published, told),
    ]
    return [chart for chart in found if chart is not None]


@pytest.fixture(scope="module")
def drawn(shown):
    return charts(shown, "mn")


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


def test_organisations_stand_in_alphabetical_order_and_never_by_rank(shown):
    (first, *_) = organisations.standings(shown, words("mn"))

    names = [row[0] for row in first.table.rows]
    assert names[0] == "1 дүгээр сургууль"
    assert names[1] == "2 дугаар цэцэрлэг"
    assert names[-1] == "Эрүүл мэндийн төв"


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
