"""The district's report says what was done, and what the IAAC directed."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from analysis.effects import Effect, Outcome
from analysis.figures import Change
from analysis.report import building, xlsx
from analysis.report.kinds.implementation import Direction, Implementation, Measure
from questionnaires.model import Text
from tests.support.published import publish

MOVED = Change(
    before=40.0,
    after=52.5,
    difference=12.5,
    low=8.0,
    high=17.0,
    detectable=4.5,
    p=0.001,
    verdict="better",
)
TITLE = Text({"mn": "Итгэл.", "en": "Trust."})
OUTCOME = Outcome(
    date(2025, 9, 30),
    date(2026, 9, 30),
    "staff-2026",
    (Effect("indicator", TITLE, MOVED),),
    early=False,
)
FIRST = Measure("1", "Журам батлах", "a", "b", "c", "d", "done", 100, outcome=OUTCOME)
SECOND = replace(FIRST, number="2", measure="Сургалт", state="under way", done=40)
DROPPED = replace(FIRST, number="3", measure="Хассан ажил", state="dropped", done=0)
DIRECTION = Direction("01/12", date(2026, 1, 5), "Журмыг батлах", ("1",))
OTHER = Direction("01/13", date(2026, 2, 6), "Сургалт хийх", ("2",))
TOLD = Implementation(
    "Хэрэгжилт", date(2026, 11, 1), (DIRECTION, OTHER), (FIRST, SECOND, DROPPED)
)


def built(done, language="mn"):
    return building.build(publish(), language=language, done=done)


def part(report, name):
    return next((one for one in report.sections if one.name == name), None)


def test_what_people_said_stands_beside_what_was_done_and_what_moved():
    _text, table = part(built(TOLD), "done").blocks

    assert [row[:3] for row in table.rows] == [
        ("Итгэл.", "Журам батлах", "хэрэгжүүлсэн, 100%"),
        ("Итгэл.", "Сургалт", "хэрэгжиж буй, 40%"),
    ]
    assert all("40.0" in row[3] and "52.5" in row[3] for row in table.rows)


def test_what_people_said_stands_there_before_any_next_survey():
    quoted = replace(FIRST, outcome=None, said=("Итгэл.", "Дундаж оноо 40.0."))

    _text, table = part(built(replace(TOLD, measures=(quoted,))), "done").blocks

    assert table.rows == (
        ("Итгэл. Дундаж оноо 40.0.", "Журам батлах", "хэрэгжүүлсэн, 100%", "–"),
    )


def test_directions_of_the_iaac_stand_with_their_day_and_state():
    text, table = part(built(TOLD, "en"), "directions").blocks

    assert text.text == "Of 2 directions of the IAAC 1 are carried out (50%)."
    assert [(row[0], row[1], row[5]) for row in table.rows] == [
        ("01/12", "5 Jan 2026", "implemented"),
        ("01/13", "6 Feb 2026", "being implemented"),
    ]


@pytest.mark.parametrize(
    "done", [None, replace(TOLD, directions=(), measures=())], ids=["unknown", "none"]
)
def test_directions_that_have_not_come_are_filled_in_by_hand(done):
    report = built(done)
    _text, table = part(report, "directions").blocks

    assert part(report, "done") is None
    assert {cell for row in table.rows for cell in row} == {""}
    assert len(table.rows) == 3


def test_the_workbook_has_both_on_sheets_of_their_own():
    shown = publish()
    book = load_workbook(BytesIO(xlsx.render(shown, built(TOLD))))

    done = [cell.value for row in book["Та юу хэлсэн, бид юу хийсэн"] for cell in row]
    told = [cell.value for row in book["АТГ-ын чиглэл, зөвлөмж"] for cell in row]
    assert {"Журам батлах", "Сургалт"} <= set(done)
    assert {"01/12", "2026.01.05", "Журмыг батлах"} <= set(told)
