"""The shape that every estimated figure has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """Holds a figure, its interval, its standard error and the answers behind it."""

    n: int
    value: float
    low: float
    high: float
    se: float

    @property
    def margin(self) -> float:
        """Return half the width of the interval."""
        return (self.high - self.low) / 2
