"""Numbers, dates and the order of names are those of Mongolian."""

from dataclasses import replace
from datetime import date

import pytest
from babel.numbers import format_decimal, format_percent

from analysis.report import building, gridding
from analysis.wording import alphabetical, number, percent, words
from tests.support.published import publish, release

LANGUAGES = ("mn", "en")
NAMES = [
    "1-р хороо", "2-р хороо", "10-р хороо", "Алба", "Ерөнхий газар", "Ёс зүй",
    "Жижиг", "Орон", "Өвөрхангай", "Өлгий", "Пүүс", "Урлаг", "Үйлчилгээ", "Фонд", "Яам",
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [0, 7, 1234, 1234567.9, 99.95])
def test_numbers_are_written_as_the_common_locale_data_says(value, language):
    decimals = 1 if isinstance(value, float) else 0
    pattern = "#,##0.0" if decimals else "#,##0"

    assert number(value, decimals) == format_decimal(
        value, format=pattern, locale=language
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("share", [0, 0.07, 0.5, 1, 12.34])
def test_percents_are_written_as_the_common_locale_data_says(share, language):
    assert percent(share) == format_percent(share, locale=language)


def test_dates_are_written_as_official_letters_write_them():
    assert words("mn").day(date(2026, 9, 30)) == "2026 оны 9 дүгээр сарын 30"
    assert words("mn").day(date(2026, 10, 1)) == "2026 оны 10 дугаар сарын 1"
    assert words("en").day(date(2026, 9, 30)) == "30 September 2026"


def test_names_stand_in_the_order_of_the_mongolian_alphabet():
    assert alphabetical(reversed(NAMES)) == NAMES


def test_reports_and_grids_list_organisations_in_that_order():
    plain = publish()
    (coverage,) = plain.value.organisations.values()
    many = replace(plain.value, organisations=dict.fromkeys(reversed(NAMES), coverage))

    shown = release(many)
    report = building.build(shown, language="mn")
    chart = next(part for part in report.sections if part.name == "coverage").blocks[1]
    grid = next(g for g in gridding.build(shown, LANGUAGES) if g.name == "coverage")

    assert [row[0] for row in chart.table.rows][:-1] == NAMES
    assert [row[0] for row in grid.rows][:-1] == NAMES
