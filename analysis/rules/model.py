"""The objects a rule is made of. They know no results."""

from dataclasses import dataclass
from typing import Literal

from questionnaires.model import Text

Subject = Literal["index", "indicator", "item", "experience", "coverage"]
SUBJECTS: tuple[Subject, ...] = (
    "index",
    "indicator",
    "item",
    "experience",
    "coverage",
)
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where the whole interval of one result must lie for a rule to fire.

    ``below`` asks for the upper end of the interval under it, ``above`` for the
    lower end over it. ``severe`` is where the gap counts in full.
    """

    subject: Subject
    name: str
    below: float | None
    above: float | None
    severe: float

    def gap(self, low: float, high: float) -> float:
        """Return the certain part of the gap, from 0 (no gap) to 1 (severe)."""
        if self.below is not None:
            certain = (self.below - high) / (self.below - self.severe)
        elif self.above is not None:
            certain = (low - self.above) / (self.severe - self.above)
        else:
            certain = 0.0
        return min(max(certain, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Planned:
    """The texts of one row of the plan, in the plan's own columns."""

    measure: Text
    success: Text
    timing: Text
    level: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """When a result looks like this, this measure is proposed.

    Rules of one ``topic`` are the same measure seen from several results; a rule
    steps back where one that it ``yields_to`` has fired.
    """

    name: str
    questionnaire: str | None
    when: tuple[Threshold, ...]
    topic: str
    yields_to: tuple[str, ...]
    importance: int
    plan_item: str
    planned: Planned
