"""Decides when an account is locked after wrong passwords or codes, and for how long.

A lock ends by itself, so that a stranger who guesses cannot keep an officer out for
good; each further failure after a lock locks again at once, twice as long.
"""

from datetime import timedelta

ALLOWED = 5
_FIRST = timedelta(minutes=5)
_LONGEST = timedelta(hours=4)


def duration(failures: int) -> timedelta | None:
    """Return how long an account is locked after so many failures in a row."""
    if failures < ALLOWED:
        return None
    doublings = min(failures - ALLOWED, 10)
    return min(_FIRST * int(2**doublings), _LONGEST)
