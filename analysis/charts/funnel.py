"""Draws the way from all who answered to those who had an experience."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.charts import drawing, telling
from analysis.charts.model import Chart, Column, Estimate, Table
from analysis.disclosure import Published
from analysis.figures import Rate
from analysis.results import Results
from analysis.wording import Words, percent

_ALL = 100.0


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of the way: what it is, and which share of all answers reaches it."""

    label: str
    share: float
    told: str


def funnel(published: Published[Results], words: Words) -> Chart | None:
    """Draw for each experience who could have had it, and who had it."""
    results = published.value
    if not results.answers:
        return None
    rates = {
        name: rate
        for name, result in results.experience.items()
        if isinstance(rate := result.overall, Rate) and rate.rate is not None
    }
    steps = [
        step
        for name, rate in rates.items()
        for step in _steps(results, name, rate, words)
    ]
    if not steps:
        return None
    return Chart(
        name="funnel",
        svg=drawing.estimates(
            [Estimate(s.label, s.share * 100, None, None, s.told) for s in steps],
            limit=_ALL,
            bars=True,
        ),
        title=words.say("From contact to experience, percent of all answers"),
        caption=words.say(
            "For each experience the upper bar is everybody who could have had it, and "
            "the lower bar those who had it. Both are percent of all answers; the rate "
            "in the chart before is the lower bar divided by the upper one."
        ),
        alt=words.say(
            "Pairs of bars for {count} experiences. All figures are in the table.",
            count=len(rates),
        ),
        table=_table(results, rates, words),
    )


def _steps(results: Results, name: str, rate: Rate, words: Words) -> Iterator[_Step]:
    title = results.questionnaire.experience_title(name).to(words.language)
    could = min(rate.n / results.answers, 1.0)
    had = could * (rate.rate or 0.0)
    yield _Step(
        words.say("Could have happened: {title}", title=title), could, percent(could)
    )
    yield _Step(words.say("Happened"), had, percent(had))


def _table(results: Results, rates: dict[str, Rate], words: Words) -> Table:
    rows = []
    for name, rate in rates.items():
        could, had = _steps(results, name, rate, words)
        title = results.questionnaire.experience_title(name).to(words.language)
        rows.append((title, telling.people(rate), could.told, had.told))
    return Table(
        name="funnel",
        caption=words.say("Experiences: percent of all answers"),
        columns=(
            Column(words.say("Experience"), width=3.6),
            Column(words.say("People with a contact"), numeric=True, width=1.3),
            Column(words.say("Could happen"), numeric=True, width=1.2),
            Column(words.say("Happened"), numeric=True, width=1.2),
        ),
        rows=tuple(rows),
    )
