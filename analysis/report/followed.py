"""What followed from answers: what people said and what was done, and the IAAC's word.

Measures and directions are entered by officers. A report that knows of none has a
table to be filled in by hand, because the answer of the IAAC comes after the report.
"""

from collections.abc import Iterator

from analysis.charts import telling
from analysis.charts.model import Column, Table
from analysis.report.kinds import implementation
from analysis.report.kinds.implementation import Implementation, Measure
from analysis.report.model import Block, Paragraph, Section
from analysis.wording import Words, percent

_BLANK_ROWS = 3
_WHOLE = 100


def done(told: Implementation | None, words: Words) -> Iterator[Section]:
    """Yield the section on what people said and what was done, if anything was."""
    kept = [one for one in told.measures if one.state != "dropped"] if told else []
    if not kept:
        return
    say = words.say
    text = Paragraph(
        say(
            "People said it, and these measures were decided. Beside each stands how "
            "far it is, and what the next survey says of the figure that it aims at."
        )
    )
    table = Table(
        name="done",
        caption=say("You said – we did"),
        columns=(
            Column(say("You said"), width=2.4),
            Column(say("We did"), width=3.2),
            Column(say("State"), width=1.2),
            Column(say("What the next survey says"), width=2),
        ),
        rows=tuple(_row(one, words) for one in kept),
    )
    yield Section("done", say("What you said, what we did"), (text, table))


def directed(told: Implementation | None, words: Words) -> Section:
    """Return the section on the directions of the IAAC and their state."""
    say = words.say
    if told is not None and told.directions:
        done, count = told.implemented
        start = say(
            "Of {count} directions of the IAAC {done} are carried out ({share}).",
            count=count,
            done=done,
            share=percent(done / count),
        )
        table = implementation.directions(told, words)
    else:
        start = say(
            "This report is handed over to the IAAC. What it directs and recommends is "
            "entered here with its number and day; each direction becomes a measure "
            "with its evidence."
        )
        table = _blank(words)
    blocks: tuple[Block, ...] = (Paragraph(start), table)
    return Section("directions", say("Directions of the IAAC"), blocks)


def _row(one: Measure, words: Words) -> tuple[str, ...]:
    found = one.outcome.effects if one.outcome else ()
    titles = (effect.title.to(words.language) for effect in found)
    said = " ".join(one.said) or "; ".join(titles)
    moved = one.outcome.told(words.language) if one.outcome else ()
    state = implementation.states(words)[one.state]
    return (
        said or telling.NOTHING,
        one.measure,
        f"{state}, {percent(one.done / _WHOLE)}",
        " ".join(moved) or telling.NOTHING,
    )


def _blank(words: Words) -> Table:
    plain = implementation.directions_table((), words)
    rows = tuple(("",) * len(plain.columns) for _ in range(_BLANK_ROWS))
    return Table("directions-blank", plain.caption, plain.columns, rows)
