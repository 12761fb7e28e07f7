"""The objects a report is made of: finished texts in order, in one language."""

from dataclasses import dataclass
from typing import ClassVar

from analysis.charts.model import Chart, Table


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Sentences that must not be overlooked."""

    kind: ClassVar[str] = "notice"
    text: str


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section."""

    kind: ClassVar[str] = "subheading"
    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Statements below one another."""

    kind: ClassVar[str] = "points"
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values below one another."""

    kind: ClassVar[str] = "facts"
    entries: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the things to do first, in two sentences."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do first, numbered."""

    kind: ClassVar[str] = "steps"
    entries: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation with its reasons."""

    kind: ClassVar[str] = "advice"
    heading: str
    evidence: tuple[str, ...]
    facts: tuple[Fact, ...]
    rank: str


Block = (
    Paragraph | Notice | Subheading | Points | Facts | Steps | Advice | Table | Chart
)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report.

    A ``wide`` one wants a page on its side, a ``signed`` one ends with signatures.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    wide: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The words around an official document; ``blanks`` are filled in by hand."""

    organisation: str
    number: str
    day: str
    place: str
    contents: str
    data: str
    signed: str
    signature: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that every rendering of a report shows."""

    language: str
    title: str
    subtitle: str
    head: Head
    sample: str
    statement: str
    sections: tuple[Section, ...]
