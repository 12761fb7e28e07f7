from datetime import date

import pytest

from survey.quarters import Quarter, quarter_of


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        (1, (2026, 1, 1), (2026, 3, 31)),
        (2, (2026, 4, 1), (2026, 6, 30)),
        (3, (2026, 7, 1), (2026, 9, 30)),
        (4, (2026, 10, 1), (2026, 12, 31)),
    ],
)
def test_a_quarter_has_three_whole_months(number, first, last):
    quarter = Quarter(2026, number)

    assert quarter.first_day == date(*first)
    assert quarter.last_day == date(*last)
    assert quarter_of(date(*first)) == quarter_of(date(*last)) == quarter


def test_quarters_follow_one_another_over_the_turn_of_the_year():
    assert Quarter(2026, 4).next() == Quarter(2027, 1)
    assert Quarter(2026, 4) < Quarter(2027, 1)
    assert Quarter(2026, 2).value == "2026-2"
