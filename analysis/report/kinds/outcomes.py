"""What the next survey says of measures: the section of reports on what was done."""

from collections.abc import Iterable, Iterator

from analysis import effects
from analysis.charts import telling
from analysis.charts.model import Column, Table
from analysis.effects import Outcome
from analysis.report.model import Paragraph, Section
from analysis.wording import Words


def sections(listed: Iterable[tuple[str, Outcome]], said: Words) -> Iterator[Section]:
    """Yield the section on measures by their numbers, if there is anything to tell."""
    rows = tuple(row for number, one in listed for row in _rows(number, one, said))
    if not rows:
        return
    say = said.say
    titles = (
        (say("No."), 0.35, False),
        (say("Figure that the measure aims at"), 3.0, False),
        (say("Surveys"), 1.3, False),
        (say("Before"), 0.7, True),
        (say("Now"), 0.7, True),
        (say("Least that can be told"), 1.0, True),
        (say("What can be told"), 2.4, False),
    )
    table = Table(
        name="effects",
        caption=say("What moved since the measures were decided"),
        columns=tuple(
            Column(title, numeric=numeric, width=width)
            for title, width, numeric in titles
        ),
        rows=rows,
    )
    text = Paragraph(
        say(
            "Each measure names the figure that it aims at. The table shows it in the "
            "survey that the measure came from and in the next one with the same "
            "questions. A difference counts only if it is larger than chance would "
            "make it. That a figure moved does not prove that the measure moved it."
        )
    )
    yield Section("effects", say("Effect of the measures"), (text, table))


def _rows(number: str, one: Outcome, said: Words) -> Iterator[tuple[str, ...]]:
    days = (one.before, one.after)
    waves = " → ".join(f"{day:%Y-%m}" if day else telling.NOTHING for day in days)
    for found in one.effects:
        told = effects.verdict(found, said)
        if one.early:
            told = said.say("{told}; the measure was not due yet", told=told)
        yield (
            number,
            found.title.to(said.language),
            waves,
            *effects.figures(found),
            told,
        )
