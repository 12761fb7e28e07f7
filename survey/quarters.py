"""Quarters of a year, in which measures are due and reports are written."""

from dataclasses import dataclass
from datetime import date

_MONTHS = 3
_LAST = 4


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; an earlier one is less than a later one."""

    year: int
    number: int

    @property
    def value(self) -> str:
        """Return the quarter as forms and addresses write it."""
        return f"{self.year}-{self.number}"

    @property
    def first_day(self) -> date:
        """Return its first day."""
        return date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        """Return its last day."""
        return date.fromordinal(self.next().first_day.toordinal() - 1)

    def next(self) -> "Quarter":
        """Return the quarter after it."""
        if self.number == _LAST:
            return Quarter(self.year + 1, 1)
        return Quarter(self.year, self.number + 1)


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day is in."""
    return Quarter(day.year, (day.month - 1) // _MONTHS + 1)
