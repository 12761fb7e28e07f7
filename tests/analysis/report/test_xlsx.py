import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from analysis import disclosure
from analysis.figures import Change, Deduction, Estimate, Incomparable, Wave
from analysis.report import building, gridding, xlsx
from analysis.results import Changes, IndexResult, Together, to_document
from questionnaires import loader
from tests.support.published import (
    cell,
    district,
    publish,
    rate,
    release,
    withheld,
)

SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")


@pytest.fixture(scope="module")
def shown():
    return district(loader.load("citizen_satisfaction"), services=SERVICES)


@pytest.fixture(scope="module")
def held(shown):
    return xlsx.render(shown, building.build(shown, language="mn"))


@pytest.fixture(scope="module")
def book(held):
    return load_workbook(BytesIO(held))


def opened(shown, language):
    report = building.build(shown, language=language)
    return load_workbook(BytesIO(xlsx.render(shown, report)))


def rows(sheet):
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest if any(row)]


def test_there_is_a_sheet_for_each_thing_that_an_officer_looks_up(book):
    assert book.sheetnames == [
        "Товч дүгнэлт",
        "Хамрагдалт",
        "Индексүүд",
        "Үзүүлэлтүүд",
        "Байгууллагууд",
        "Бүлгүүд",
        "Асуултууд",
        "Хариулт",
        "Бодит тохиолдол",
        "Нөлөөлөх хүчин зүйл",
        "Зөвлөмж",
        "Төлөвлөгөөний төсөл",
        "АТГ-ын чиглэл, зөвлөмж",
        "Арга зүй, түүний хязгаар",
    ]


def test_the_numbers_are_those_of_the_published_results(shown, book):
    document = to_document(disclosure.rounded(shown).value)

    for title, block in (("Үзүүлэлтүүд", "indicators"), ("Асуултууд", "items")):
        told = {row["Нэр"]: row for row in rows(book[title])}
        assert set(told) == set(document[block])
        for name, result in document[block].items():
            row, overall = told[name], result["overall"]
            assert row["Хүний тоо"] == overall["n"]
            assert row["Дундаж"] == overall.get("mean")
            assert row["Итгэх интервал, доод"] == overall.get("low")
            assert row["Эерэг"] == overall.get("positive")


def test_numbers_are_numbers_and_nothing_is_a_formula(book):
    for sheet in book:
        for row in sheet.iter_rows():
            assert {found.data_type for found in row} <= {"n", "s"}


def test_headings_stay_in_sight_and_columns_are_wide_enough(book):
    for sheet in book:
        assert sheet.freeze_panes
        for row in sheet.iter_rows(min_row=2):
            for found in row:
                if isinstance(found.value, str) and sheet.title != book.sheetnames[0]:
                    assert sheet.column_dimensions[found.column_letter].width >= 9


def test_excel_draws_charts_that_are_told_in_words(held):
    with ZipFile(BytesIO(held)) as parts:
        drawings = [
            parts.read(name).decode()
            for name in sorted(parts.namelist())
            if name.startswith("xl/drawings/drawing")
        ]

    told = [re.search('descr="([^"]+)"', one)[1] for one in drawings]
    assert [text.split(": ")[1] for text in told] == [
        "Хамрагдалт",
        "Индексүүд",
        "Үзүүлэлтүүд",
        "Бодит тохиолдол",
        "Нөлөөлөх хүчин зүйл",
    ]


def test_a_figure_that_is_withheld_gives_its_reason_and_no_number():
    hidden = publish(indicator={"seen": cell(54.3, 51.2, 57.4), "secret": withheld()})

    seen, secret = rows(opened(hidden, "en")["Indicators"])

    assert seen["Mean"] == 54.3
    assert secret["Why not shown"] == "not shown: too few people answered"
    assert not [value for value in secret.values() if isinstance(value, int | float)]


def test_texts_that_look_like_formulas_links_or_numbers_stay_texts():
    names = ("=1+1", "@SUM(A1)", "https://example.org", "12", "+976", "\x07x")
    shown = publish(indicator={name: cell(50.0, 40.0, 60.0) for name in names})

    told = [row["Name"] for row in rows(opened(shown, "en")["Indicators"])]

    assert told == [*names[:-1], "□x"]


def test_grids_hold_every_figure_of_the_published_results(shown):
    document = to_document(disclosure.rounded(shown).value)
    found = {grid.name: grid for grid in gridding.build(shown, ("mn", "en"))}

    for block in ("items", "indicators", "indices"):
        cells = sum(
            len(group)
            for result in document[block].values()
            for group in result["by"].values()
        )
        told = [row for row in found["groups"].rows if row[0] in document[block]]
        assert len(told) == cells
    assert len(found["organisations"].rows) == 8 * 6


def test_what_moved_and_what_was_taken_off_stand_in_sheets_of_their_own():
    plain = publish(indicator={"seen": cell(54.3, 51.2, 57.4), "new": withheld()})
    moved = Change(50.0, 54.3, 4.3, 1.2, 7.4, 3.1, 0.01, "better")
    wave = Wave("2025.1", 380, {})
    changes = Changes(
        tested=1,
        waves=(wave,),
        indicators={"seen": moved, "new": Incomparable("withheld")},
    )
    taken = Deduction(3.0, "А/12", plain.value.facts.title)
    index = IndexResult(
        cell(60.0, 55.0, 65.0), sensitivity={"equal": 60.0}, deductions=(taken,)
    )
    shown = release(replace(plain.value, changes=changes, indices={"culture": index}))

    found = {grid.name: grid for grid in gridding.build(shown, ("en",))}

    assert [row[2:] for row in found["changes"].rows] == [
        (50.0, 54.3, 4.3, 1.2, 7.4, 3.1, "better"),
        (None, None, None, None, None, None, "not shown in one of the surveys"),
    ]
    assert found["deductions"].rows[0][2:4] == (3.0, "А/12")
    assert found["sensitivity"].rows == (
        ("culture", "Culture index", "equal", "all parts alike", 60.0),
    )


def test_grids_tell_what_moved_in_experiences_and_bodies_and_both_surveys_together():
    plain = publish(
        experience={"asked": rate(0.07, 0.05, 0.1)},
        index={"culture": cell(60.0, 55.0, 65.0)},
    )
    less = Change(0.12, 0.07, -0.05, -0.08, -0.02, 0.03, 0.01, "better")
    more = Change(55.0, 60.0, 5.0, 2.0, 8.0, 3.0, 0.01, "better")
    changes = Changes(
        tested=2,
        waves=(Wave("2025.1", 380, {}),),
        experience={"asked": less},
        organisations={"culture": {"Нэг": more, "Алба": Incomparable("few")}},
    )
    weighed = {"ACRC-2017": Estimate(65.5, 63.9, 66.1)}
    both = Together(66.5, 62.4, weighed, "citizen_satisfaction, 2026.1")
    shown = release(replace(plain.value, changes=changes, together=both))

    found = {grid.name: grid for grid in gridding.build(shown, ("en",))}

    assert [row[2:] for row in found["changes-experience"].rows] == [
        (0.12, 0.07, -0.05, -0.08, -0.02, 0.03, "better")
    ]
    assert [row[2:] for row in found["changes-organisations"].rows] == [
        ("Алба", *[None] * 6, "too few answers"),
        ("Нэг", 55.0, 60.0, 5.0, 2.0, 8.0, 3.0, "better"),
    ]
    assert found["sensitivity"].rows[-1][0] == "together"
    assert found["sensitivity"].rows[-1][2:] == (
        "ACRC-2017",
        "0.763 external, 0.237 internal (ACRC 2017)",
        65.5,
    )
    report = building.build(shown, language="mn")
    assert xlsx.render(shown, report)
