"""What is counted in a quarter of an hour: a fixed set of cells, none of a person.

A request has a family and a class of status. No survey, group, language, address or
moment is a part of any cell, and every cell is there whether something came or not.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

SECONDS = 900.0
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
CLASSES = ("2xx", "3xx", "4xx", "5xx")
COMMITS, QUEUE = "commits", "queue"


class Family(StrEnum):
    """What a request is for, as coarsely as whoever runs the site can use it."""

    ANSWERS = "answers"
    FORM = "form"
    TOKENS = "tokens"
    CONSOLE = "console"
    FILES = "files"
    PAGES = "pages"


Cell = tuple[str, ...]
COUNTED: tuple[Cell, ...] = (
    *(("requests", family.value, one) for family in Family for one in CLASSES),
    *(("seconds", str(bound)) for bound in (*BOUNDS, "+Inf")),
    (COMMITS,),
)


@dataclass(slots=True)
class Window:
    """Counts of one quarter of an hour in one process, or in all of them."""

    counts: Counter[Cell] = field(default_factory=Counter)
    queue: int = 0

    def note(self, family: Family, status: int) -> None:
        """Count a request that was answered."""
        named = CLASSES[min(max(status // 100, 2), 5) - 2]
        self.counts["requests", family.value, named] += 1

    def note_seconds(self, seconds: float) -> None:
        """Count how long a sealed answer took."""
        place = bisect_left(BOUNDS, seconds)
        self.counts["seconds", str((*BOUNDS, "+Inf")[place])] += 1

    def note_commit(self) -> None:
        """Count a commit in which answers became durable."""
        self.counts[COMMITS,] += 1

    def note_queue(self, waiting: int) -> None:
        """Remember how many answers waited for a commit at most."""
        self.queue = max(self.queue, waiting)

    def add(self, other: "Window") -> None:
        """Take in what another process counted."""
        self.counts.update(other.counts)
        self.note_queue(other.queue)
