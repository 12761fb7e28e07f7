"""Draws indices, indicators and experiences with their intervals."""

from collections.abc import Mapping

from analysis import margins
from analysis.charts import drawing, telling
from analysis.charts.model import Chart, Column, Estimate, Table
from analysis.disclosure import Published
from analysis.figures import Cell, Change, Rate, Withheld
from analysis.results import IndicatorResult, Results
from analysis.wording import Words
from questionnaires.model import Text

_LEVEL = 60
_ROOM = 1.15


def indicators(published: Published[Results], words: Words) -> Chart | None:
    """Draw every indicator's mean on 0–100 with its interval."""
    rows = _indicator_rows(published.value, words)
    if not rows:
        return None
    lowest = min(rows, key=lambda row: row.value)
    highest = max(rows, key=lambda row: row.value)
    return Chart(
        name="indicators",
        svg=drawing.estimates(rows, reference=_LEVEL),
        title=words.say("Indicators, 0–100"),
        caption=_caption(published.value, words) + _legend(rows, words),
        alt=words.say(
            "Chart of {count} indicators. Lowest: {lowest}, {low}. "
            "Highest: {highest}, {high}. All figures are in the table.",
            count=len(rows),
            lowest=lowest.label,
            low=lowest.told,
            highest=highest.label,
            high=highest.told,
        ),
        table=indicator_table(published, words),
    )


def indicator_table(published: Published[Results], words: Words) -> Table:
    """Return the indicators as a table; withheld ones say why."""
    results = published.value
    titles = {entry.name: entry.title for entry in results.questionnaire.indicators}
    caption = words.say("Indicators: means on 0–100 with their intervals (95%)")
    if not margins.of_all(results):
        caption = words.say("Indicators: means on 0–100")
    table = Table(
        name="indicators",
        caption=caption,
        columns=score_columns(words, words.say("Indicator")),
        rows=_rows(results.indicators, titles, words),
    )
    return telling.without_intervals(table, words)


def _caption(results: Results, words: Words) -> str:
    if margins.of_all(results):
        return words.say(
            "The circle is the mean and the line its interval (95%): repeated surveys "
            "would mostly give a mean within it. 100 is the best. The "
            "dashed line marks {level}, the level below which measures are proposed.",
            level=_LEVEL,
        )
    return words.say(
        "The circle is the mean; 100 is the best. The dashed line marks {level}, the "
        "level below which measures are proposed. People chose to answer at a poster, "
        "so that there is no margin of error.",
        level=_LEVEL,
    )


def _indicator_rows(results: Results, words: Words) -> list[Estimate]:
    found = {
        indicator.name: (
            indicator.title.to(words.language),
            results.indicators[indicator.name].overall,
        )
        for indicator in results.questionnaire.indicators
        if indicator.name in results.indicators
    }
    return [
        Estimate(
            title, cell.mean, cell.low, cell.high, _told(cell),
            earlier=_earlier(results, name),
        )
        for name, (title, cell) in found.items()
        if isinstance(cell, Cell) and cell.mean is not None
    ]  # fmt: skip


def _earlier(results: Results, name: str) -> Estimate | None:
    """Return the mean of the wave before, if it can be compared."""
    changes = results.changes
    if changes is None or not isinstance(changes.indicators.get(name), Change):
        return None
    mean = changes.waves[-1].means[name]
    return Estimate("", mean.mean, mean.low, mean.high, telling.score(mean.mean), "s")


def _legend(rows: list[Estimate], words: Words) -> str:
    if not any(row.earlier for row in rows):
        return ""
    told = words.say("The grey square below is the survey before, with its interval.")
    if all(row.earlier is None or row.earlier.low is None for row in rows):
        told = words.say("The grey square below is the survey before.")
    return f" {told}"


def score_columns(words: Words, first: str) -> tuple[Column, ...]:
    """Return the columns that every table of scores has."""
    return (
        Column(first, width=3.2),
        Column(words.say("People"), numeric=True),
        Column(words.say("Mean"), numeric=True),
        Column(words.say("Interval (95%)"), numeric=True, width=1.4),
        Column(words.say("Positive"), numeric=True),
    )


def score_row(title: str, cell: Cell | Withheld, words: Words) -> tuple[str, ...]:
    """Return one row of a table of scores."""
    if isinstance(cell, Withheld):
        return (f"{title} ({telling.reason(words, cell)})", *([telling.NOTHING] * 4))
    return (
        title,
        telling.people(cell),
        telling.score(cell.mean),
        telling.interval(cell.low, cell.high),
        telling.share(cell.positive),
    )


def experience(published: Published[Results], words: Words) -> Chart | None:
    """Draw which share of people with a contact had each experience."""
    results = published.value
    rows = [
        Estimate(
            results.questionnaire.experience_title(name).to(words.language),
            rate.rate * 100,
            None if rate.low is None else rate.low * 100,
            None if rate.high is None else rate.high * 100,
            telling.share(rate.rate),
        )
        for name, result in results.experience.items()
        if isinstance(rate := result.overall, Rate) and rate.rate is not None
    ]
    if not rows:
        return None
    widest = max(row.high or row.value for row in rows) * _ROOM
    return Chart(
        name="experience",
        svg=drawing.estimates(rows, limit=_round_limit(widest), bars=True),
        title=words.say("Experience of the last 12 months, percent"),
        caption=_experience_caption(results, words),
        alt=words.say(
            "Bar chart of {count} experiences: {list}.",
            count=len(rows),
            list="; ".join(f"{row.label} {row.told}" for row in rows),
        ),
        table=experience_table(published, words),
    )


def experience_table(published: Published[Results], words: Words) -> Table:
    """Return the experiences as a table; withheld ones say why."""
    results = published.value
    rows = [
        _experience_row(
            results.questionnaire.experience_title(name).to(words.language),
            result.overall,
            words,
        )
        for name, result in results.experience.items()
    ]
    table = Table(
        name="experience",
        caption=words.say("Experiences: share of people to whom they could happen"),
        columns=(
            Column(words.say("Experience"), width=3.6),
            Column(words.say("People asked"), numeric=True, width=1.3),
            Column(words.say("Share"), numeric=True),
            Column(words.say("Interval (95%)"), numeric=True, width=1.2),
        ),
        rows=tuple(rows),
    )
    return telling.without_intervals(table, words)


def _experience_caption(results: Results, words: Words) -> str:
    if margins.of_all(results):
        return words.say(
            "The bar is the share among people to whom it could happen (those with a "
            "contact, where that was asked); the line is its interval (95%). "
            "Experiences are counted, and never averaged into a score."
        )
    return words.say(
        "The bar is the share among people to whom it could happen (those with a "
        "contact, where that was asked). Experiences are counted, and never averaged "
        "into a score."
    )


def _experience_row(title: str, rate: Rate | Withheld, words: Words) -> tuple[str, ...]:
    if isinstance(rate, Withheld):
        return (f"{title} ({telling.reason(words, rate)})", *([telling.NOTHING] * 3))
    return (
        title,
        telling.people(rate),
        telling.share(rate.rate),
        telling.share_interval(rate.low, rate.high),
    )


def _rows(
    results: Mapping[str, IndicatorResult], titles: Mapping[str, Text], words: Words
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        score_row(titles[name].to(words.language), result.overall, words)
        for name, result in results.items()
    )


def _told(cell: Cell) -> str:
    interval = telling.interval(cell.low, cell.high)
    shown = telling.score(cell.mean)
    return shown if interval == telling.NOTHING else f"{shown} ({interval})"


def _round_limit(widest: float) -> float:
    """Return the end of the axis: the next step that is easy to read."""
    return next((step for step in (10, 20, 40, 60) if widest <= step), 100)
