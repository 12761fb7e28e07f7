"""Draws figures of several waves beside one another, and lists what changed."""

from collections.abc import Iterator, Mapping
from datetime import date

from analysis.charts import drawing, telling
from analysis.charts.model import Chart, Column, Estimate, Table
from analysis.charts.organisations import index_title
from analysis.disclosure import Published
from analysis.figures import Cell, Change
from analysis.figures import Estimate as Mean
from analysis.results import Changes, Compared, Results
from analysis.wording import Words, number


def trend(published: Published[Results], words: Words) -> Chart | None:
    """Draw the indices of all waves, first to last."""
    results = published.value
    changes = results.changes
    if changes is None:
        return None
    rows = [
        Estimate(
            f"{index_title(name, words)}, {when}", mean.mean, mean.low, mean.high,
            telling.score(mean.mean), "o" if now else "s",
        )
        for name in results.indices
        if isinstance(changes.indices.get(name), Change)
        for when, mean, now in _means(results, changes, name, words)
    ]  # fmt: skip
    if not rows:
        return None
    return Chart(
        name="trend",
        svg=drawing.estimates(rows),
        title=words.say("Indices from wave to wave, 0–100"),
        caption=words.say(
            "Squares are earlier waves, circles this one; the lines are intervals "
            "(95%). Only indices that were asked in the same words are drawn."
        ),
        alt=words.say(
            "Chart of the indices in {count} waves: {list}.",
            count=len(changes.waves) + 1,
            list="; ".join(f"{row.label} {row.told}" for row in rows),
        ),
        table=_trend_table(rows, words),
    )


def _means(
    results: Results, changes: Changes, name: str, words: Words
) -> Iterator[tuple[str, Mean, bool]]:
    for place, wave in enumerate(changes.waves, start=1):
        if name in wave.means:
            when = _when(wave.closed) or words.say(
                "wave {place}", place=words.place(place)
            )
            yield when, wave.means[name], False
    cell = results.indices[name].overall
    if isinstance(cell, Cell) and cell.mean is not None:
        when = _when(results.facts.closed) or words.say("this wave")
        yield when, Mean(cell.mean, cell.low, cell.high), True


def _when(closed: date | None) -> str:
    return f"{closed:%Y-%m}" if closed else ""


def _trend_table(rows: list[Estimate], words: Words) -> Table:
    table = Table(
        name="trend",
        caption=words.say("Indices from wave to wave, 0–100"),
        columns=(
            Column(words.say("Index and wave"), width=3.6),
            Column(words.say("Mean"), numeric=True),
            Column(words.say("Interval (95%)"), numeric=True, width=1.4),
        ),
        rows=tuple(
            (row.label, row.told, telling.interval(row.low, row.high)) for row in rows
        ),
    )
    return telling.without_intervals(table, words)


def table(
    compared: Compared, titles: Mapping[str, str], caption: str, words: Words
) -> Table | None:
    """Return a table of what was compared, with the least change that can be told."""
    rows = tuple(
        _row(titles[name], found, words)
        for name, found in compared.items()
        if isinstance(found, Change)
    )
    if not rows:
        return None
    return Table(
        name="changes",
        caption=caption,
        columns=(
            Column(words.say("Result"), width=3.2),
            Column(words.say("Before"), numeric=True),
            Column(words.say("Now"), numeric=True),
            Column(words.say("Difference (interval)"), numeric=True, width=1.8),
            Column(words.say("Least that can be told"), numeric=True, width=1.3),
            Column(words.say("Verdict"), width=1.4),
        ),
        rows=rows,
    )


def _row(title: str, found: Change, words: Words) -> tuple[str, ...]:
    low, high = (number(value, 1) for value in (found.low, found.high))
    told = words.say(
        "{difference} ({low} to {high})",
        difference=_signed(found.difference),
        low=low,
        high=high,
    )
    return (
        title,
        telling.score(found.before),
        telling.score(found.after),
        told,
        telling.score(found.detectable),
        verdict(found, words),
    )


def verdict(found: Change, words: Words) -> str:
    """Return what can be told of a change, in a word or two."""
    return {
        "better": words.say("better"),
        "worse": words.say("worse"),
        "not told apart": words.say("may be chance"),
    }[found.verdict]


def _signed(value: float) -> str:
    return f"+{number(value, 1)}" if value > 0 else number(value, 1)
