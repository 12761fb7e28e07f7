"""What a chart is: a drawing, and the same content in words and as a table."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; numbers stand at its right edge."""

    title: str
    numeric: bool = False
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Finished texts in rows; the first column names the row."""

    kind: ClassVar[str] = "table"
    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing that loses nothing when it cannot be seen.

    On paper the table of an ``annexed`` chart stands in the annex.
    """

    kind: ClassVar[str] = "chart"
    name: str
    svg: bytes
    title: str
    caption: str
    alt: str
    table: Table
    annexed: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """One mark with its interval, ready to be drawn; ``label`` names it.

    Below it stands the same figure of an ``earlier`` wave, if there is one.
    """

    label: str
    value: float
    low: float | None
    high: float | None
    told: str
    marker: str = "o"
    earlier: "Estimate | None" = None


@dataclass(frozen=True, slots=True)
class Strip:
    """One item's answers from worst to best: the share and tone (−1…1) of each."""

    label: str
    shares: tuple[float, ...]
    tones: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Strips:
    """Items that share one key: the words for their answers from worst to best."""

    points: tuple[str, ...]
    rows: tuple[Strip, ...]
