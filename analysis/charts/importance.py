"""Draws how well each indicator does against how much it goes with the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts import scatter, telling
from analysis.charts.model import Chart, Column, Table
from analysis.disclosure import Published
from analysis.results import Drivers, Results
from analysis.wording import Words, percent


@dataclass(frozen=True, slots=True)
class Placed:
    """An indicator: its mean, and its share of what the indicators explain."""

    title: str
    mean: float
    share: float


def importance(published: Published[Results], words: Words) -> tuple[Chart, ...]:
    """Draw an importance–performance map for each outcome with drivers."""
    results = published.value
    charts = []
    for outcome, drivers in results.drivers.items():
        placed = _placed(results, drivers, words)
        if len(placed) > 1:
            charts.append(_chart(results, outcome, placed, words))
    return tuple(charts)


def _placed(results: Results, drivers: Drivers, words: Words) -> list[Placed]:
    titles = {i.name: i.title for i in results.questionnaire.indicators}
    total = sum(driver.shapley for driver in drivers.indicators.values())
    if total <= 0:
        return []
    found = [
        Placed(titles[name].to(words.language), driver.mean, driver.shapley / total)
        for name, driver in drivers.indicators.items()
        if driver.mean is not None and name in titles
    ]
    return sorted(found, key=lambda one: -one.share)


def _chart(
    results: Results, outcome: str, placed: Sequence[Placed], words: Words
) -> Chart:
    asked = results.questionnaire.item(outcome).text.to(words.language)
    first = [one.title for one in _first(placed)]
    return Chart(
        name=f"importance-{outcome}",
        svg=scatter.numbered(
            tuple(scatter.Mark(one.title, one.mean, one.share * 100) for one in placed),
            across=words.say("Mean, 0–100"),
            up=words.say("Importance, %"),
            corner=words.say("begin here"),
        ),
        title=words.say("Importance and performance: “{outcome}”", outcome=asked),
        caption=words.say(
            "Across: the mean of an indicator. Up: its share of what all indicators "
            "together explain of the answers to this question, within organisations. "
            "The dashed lines are the means of both. Top left is important and weak: "
            "begin there. What goes together need not be a cause."
        ),
        alt=words.say(
            "Map of {count} indicators by importance and mean. Important and weak: "
            "{list}. All figures are in the table.",
            count=len(placed),
            list="; ".join(first) or words.say("none"),
        ),
        table=_table(placed, asked, words),
    )


def _first(placed: Sequence[Placed]) -> list[Placed]:
    middle = sum(one.mean for one in placed) / len(placed)
    return [one for one in placed if one.mean < middle and one.share * len(placed) > 1]


def _table(placed: Sequence[Placed], asked: str, words: Words) -> Table:
    return Table(
        name="importance",
        caption=words.say("Importance for “{outcome}”", outcome=asked),
        columns=(
            Column(words.say("No."), width=0.4),
            Column(words.say("Indicator"), width=3.6),
            Column(words.say("Mean"), numeric=True),
            Column(words.say("Importance, %"), numeric=True, width=1.2),
        ),
        rows=tuple(
            (str(place), one.title, telling.score(one.mean), percent(one.share))
            for place, one in enumerate(placed, start=1)
        ),
    )
