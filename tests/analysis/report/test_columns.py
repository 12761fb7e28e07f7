import pytest

from analysis.charts.model import Column, Table
from analysis.report.columns import height, shares

LONG = "а" * 160


def table(*columns, row):
    return Table("some", "Caption", columns, (row,))


def test_columns_share_the_page_as_asked_where_nothing_is_lacking():
    plain = table(Column("Аа", width=3), Column("Бб", width=1), row=("а", "б"))

    assert shares(plain, 160) == pytest.approx((120, 40))


def test_no_word_at_the_head_of_a_column_is_broken():
    narrow = table(
        Column("Асуулт", width=9), Column("Хэрэгжүүлэгч", width=0.1), row=("а", "б")
    )

    wide, least = shares(narrow, 160)

    assert least > 12 * 1.9
    assert wide + least == pytest.approx(160)


def test_columns_of_numbers_give_what_they_do_not_need_to_long_texts():
    numbers = table(
        Column("Асуулт", width=1), Column("Дундаж", numeric=True), row=(LONG, "57.3")
    )

    text, number = shares(numbers, 160)

    assert text > 130
    assert number > 4 * 1.4


def test_no_number_is_broken_over_two_lines():
    intervals = table(
        Column("Асуулт", width=9),
        Column("Оноо", numeric=True, width=0.1),
        row=(LONG, "57.3 (53.5–61.1)"),
    )

    assert shares(intervals, 160)[1] > 15 * 1.4


def test_columns_keep_what_was_asked_where_no_page_could_hold_them():
    hostile = table(Column("Ө" * 2000, width=2), Column("б"), row=("а", "б"))

    assert shares(hostile, 160) == (2, 1)


def test_a_table_is_as_high_as_its_rows_and_lines_ask():
    columns = (Column("Асуулт", width=3), Column("Оноо", numeric=True))
    one = Table("some", "Caption", columns, (("а", "1"),))
    many = Table("some", "Caption", columns, (("а", "1"),) * 11)
    long = Table("some", "Caption", columns, ((LONG, "1"),))

    low, high, tall = (height(t, (120, 40), 160) for t in (one, many, long))

    assert 10 < low < 16
    assert high == pytest.approx(6 * low)
    assert tall > low + 2
