from datetime import timedelta

from survey.accounts import lockout


def test_some_mistakes_are_free():
    assert [lockout.duration(n) for n in range(lockout.ALLOWED)] == [None] * 5


def test_each_further_failure_locks_twice_as_long_up_to_some_hours():
    minutes = [lockout.duration(n) / timedelta(minutes=1) for n in (5, 6, 7, 20, 10**6)]

    assert minutes == [5, 10, 20, 240, 240]
