"""The report on implementation: the IAAC's directions, and the measures with evidence.

What it reports is entered by officers; it is handed over as frozen objects, and
nothing here knows where they are kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.charts import telling
from analysis.charts.model import Column, Table
from analysis.effects import Outcome
from analysis.report.framing import Cover, framed
from analysis.report.kinds import outcomes
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import Block, Fact, Facts, Paragraph, Points, Report, Section
from analysis.wording import Words, number, percent, words

STATES = ("planned", "under way", "done", "dropped")
_WHOLE = 100


class StateError(ValueError):
    """A measure in a state that is not known, or done by more or less than a share."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the plan: its six columns, how far it is, and the evidence.

    `outcome` is what the next survey says of it, if there was one; `said` is what
    people said of the figures that it aims at.
    """

    number: str
    measure: str
    success: str
    timing: str
    level: str
    body: str
    state: str
    done: int = 0
    due: date | None = None
    evidence: tuple[str, ...] = ()
    note: str = ""
    outcome: Outcome | None = None
    said: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a state that is not known, and shares that are none."""
        if self.state not in STATES or not 0 <= self.done <= _WHOLE:
            raise StateError(
                f"States are {', '.join(STATES)}; done runs from 0 to 100."
            )


@dataclass(frozen=True, slots=True)
class Direction:
    """What the IAAC directed, its number and day, and the measures that follow it."""

    number: str
    day: date
    text: str
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Implementation:
    """All that a report on implementation says, as of a day."""

    title: str
    as_of: date
    directions: tuple[Direction, ...]
    measures: tuple[Measure, ...]
    letterhead: Letterhead = DISTRICT
    sample: bool = False

    def done(self, direction: Direction) -> bool:
        """Return whether all measures of a direction are done, and there are any."""
        states = {one.number: one.state for one in self.measures}
        found = [states.get(name) for name in direction.measures]
        return bool(found) and all(state == "done" for state in found)

    @property
    def implemented(self) -> tuple[int, int]:
        """Return how many of how many directions are implemented: the headline."""
        count = sum(self.done(direction) for direction in self.directions)
        return count, len(self.directions)

    @property
    def late(self) -> tuple[Measure, ...]:
        """Return the measures that should be done by now and are not."""
        return tuple(
            one
            for one in self.measures
            if one.due is not None
            and one.due < self.as_of
            and one.state in {"planned", "under way"}
        )


def build(told: Implementation, *, language: str) -> Report:
    """Return the report on implementation in one language."""
    said = words(language)
    cover = Cover(
        told.title,
        said.say("Report on implementation, {day}", day=said.day(told.as_of)),
        told.letterhead,
        sample=told.sample,
    )
    return framed(language, cover, sections(told, said))


def sections(told: Implementation, said: Words) -> tuple[Section, ...]:
    """Return the sections, which a quarterly report has too."""
    say = said.say
    return (
        Section("summary", say("Summary"), tuple(_summary(told, said))),
        Section("directions", say("Directions of the IAAC"), (directions(told, said),)),
        *outcomes.sections(
            ((one.number, one.outcome) for one in told.measures if one.outcome), said
        ),
        Section(
            "measures",
            say("Measures and their evidence"),
            (measures(told.measures, said),),
            wide=True,
            signed=True,
        ),
    )


def _summary(told: Implementation, said: Words) -> Iterator[Block]:
    say = said.say
    done, count = told.implemented
    share = percent(done / count) if count else say("none yet")
    yield Facts(
        (
            Fact(
                say("Directions of the IAAC that are implemented"),
                say(
                    "{done} of {count}: {share}",
                    done=number(done),
                    count=number(count),
                    share=share,
                ),
            ),
            *(
                Fact(title, number(sum(one.state == state for one in told.measures)))
                for state, title in _states(said).items()
            ),
        )
    )
    late = tuple(
        say("{number}. {measure}: due {day}", number=one.number, measure=one.measure,
            day=said.date(one.due))
        for one in told.late
    )  # fmt: skip
    if late:
        yield Paragraph(say("These measures are late:"))
        yield Points(late)
    else:
        yield Paragraph(say("No measure is late."))


def _states(said: Words) -> dict[str, str]:
    return {
        "planned": said.say("Measures planned"),
        "under way": said.say("Measures under way"),
        "done": said.say("Measures done"),
        "dropped": said.say("Measures dropped"),
    }


def states(said: Words) -> dict[str, str]:
    """Return what each state of a measure is called."""
    return {
        "planned": said.say("planned"),
        "under way": said.say("under way"),
        "done": said.say("done"),
        "dropped": said.say("dropped"),
    }


def directions(told: Implementation, said: Words) -> Table:
    """Return the table of the IAAC's directions and their state."""
    known = {one.number: one for one in told.measures}
    rows = []
    for one in told.directions:
        found = [known[name] for name in one.measures if name in known]
        rows.append(
            (
                one.number,
                said.date(one.day),
                one.text,
                ", ".join(one.measures) or telling.NOTHING,
                _share(found),
                _progress(found, said, done=told.done(one)),
            )
        )
    return directions_table(tuple(rows), said)


def directions_table(rows: tuple[tuple[str, ...], ...], said: Words) -> Table:
    """Return rows under the heads of the table of directions."""
    say = said.say
    return Table(
        name="directions",
        caption=say("Directions of the IAAC and their state"),
        columns=(
            Column(say("Number"), width=1.2),
            Column(say("Day"), width=1.1),
            Column(say("Direction"), width=4),
            Column(say("Measures"), width=1.1),
            Column(say("Done"), numeric=True, width=0.7),
            Column(say("State"), width=1.2),
        ),
        rows=rows,
    )


def _progress(found: Sequence[Measure], said: Words, *, done: bool) -> str:
    if done:
        return said.say("implemented")
    begun = any(one.done for one in found)
    return said.say("being implemented") if begun else said.say("not yet begun")


def _share(found: Sequence[Measure]) -> str:
    if not found:
        return telling.NOTHING
    return percent(sum(one.done for one in found) / len(found) / _WHOLE)


def measures(listed: Sequence[Measure], said: Words) -> Table:
    """Return the plan's six columns with how far each measure is, and its evidence."""
    say, named = said.say, states(said)
    titles = (
        (say("No."), 0.35),
        (say("Measure"), 2.8),
        (say("Success indicator"), 1.8),
        (say("Timing"), 1.0),
        (say("Level to reach"), 1.3),
        (say("Implementing body"), 1.5),
        (say("State"), 1.2),
        (say("Evidence"), 2.2),
    )
    rows = tuple(
        (
            *(one.number, one.measure, one.success, one.timing, one.level, one.body),
            f"{named[one.state]}, {percent(one.done / _WHOLE)}",
            "; ".join((*one.evidence, *filter(None, (one.note,)))) or telling.NOTHING,
        )
        for one in listed
    )
    return Table(
        name="plan",
        caption=say("Measures, how far they are, and their evidence"),
        columns=tuple(Column(title, width=width) for title, width in titles),
        rows=rows or ((telling.NOTHING,) * len(titles),),
    )
