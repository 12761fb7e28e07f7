"""Lists every answer to every item as tables; items of one scale share a table."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from analysis.charts import telling
from analysis.charts.answers import Asked, asked
from analysis.charts.model import Column, Table
from analysis.disclosure import Published
from analysis.figures import Cell, Withheld
from analysis.results import Results
from analysis.wording import Words
from questionnaires.model import Section

_NOT_ASKED = "not_asked"
_MOST_COLUMNS = 6
_FEWEST_ITEMS = 2


def item_tables(
    published: Published[Results], section: Section, words: Words
) -> Iterator[Table]:
    """Yield the tables of one section of the questionnaire."""
    items = asked(published, section)
    ordered = sorted(items, key=lambda one: _labels(one, words))
    for labels, group in groupby(ordered, key=lambda one: _labels(one, words)):
        alike = list(group)
        if len(alike) >= _FEWEST_ITEMS and len(labels) <= _MOST_COLUMNS:
            yield _shared(section, labels, alike, words)
        else:
            yield from (_single(one, words) for one in alike)


def _labels(one: Asked, words: Words) -> tuple[str, ...]:
    return tuple(option.label.to(words.language) for option in one.item.options)


def _shared(
    section: Section, labels: Sequence[str], alike: Sequence[Asked], words: Words
) -> Table:
    return Table(
        name=f"items-{section.name}",
        caption=words.say("Percent of answers"),
        columns=(
            Column(words.say("Question"), width=3.4),
            Column(words.say("People"), numeric=True),
            *(Column(label, numeric=True, width=1.15) for label in labels),
            Column(words.say("No answer"), numeric=True, width=1.15),
            Column(words.say("Mean (interval)"), numeric=True, width=1.6),
        ),
        rows=tuple(_row(one, words) for one in alike),
    )


def _row(one: Asked, words: Words) -> tuple[str, ...]:
    text, shown = one.item.text.to(words.language), one.shown
    if isinstance(shown, Withheld):
        blank = [telling.NOTHING] * (len(one.item.options) + 3)
        return (f"{text} ({telling.reason(words, shown)})", *blank)
    spread = shown.distribution
    shares = (spread.get(str(option.value)) for option in one.item.options)
    return (
        text,
        telling.people(shown),
        *(telling.share(share) for share in shares),
        _silent(shown),
        _mean(shown),
    )


def _mean(cell: Cell) -> str:
    told, interval = telling.score(cell.mean), telling.interval(cell.low, cell.high)
    return told if interval == telling.NOTHING else f"{told} ({interval})"


def _single(one: Asked, words: Words) -> Table:
    text, shown = one.item.text.to(words.language), one.shown
    rows: tuple[tuple[str, ...], ...]
    if isinstance(shown, Withheld):
        rows = ((telling.reason(words, shown), telling.NOTHING),)
    else:
        spread = shown.distribution
        answers = (
            (option.label.to(words.language), spread.get(str(option.value)))
            for option in one.item.options
        )
        rows = (
            *((label, telling.share(share)) for label, share in answers),
            (words.say("No answer"), _silent(shown)),
            (words.say("People"), telling.people(shown)),
        )
    return Table(
        name=f"item-{one.item.name}",
        caption=text,
        columns=(
            Column(words.say("Answer"), width=4),
            Column(words.say("Share"), numeric=True),
        ),
        rows=rows,
    )


def _silent(cell: Cell) -> str:
    """Return which share of all sheets has no answer, though the question applied."""
    missing = cell.missing_shares or {}
    return telling.share(sum(v for why, v in missing.items() if why != _NOT_ASKED))
