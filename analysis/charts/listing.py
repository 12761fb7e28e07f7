"""Lists every answer to every item as tables; items of one scale share a table."""

from collections.abc import Iterator, Sequence

from analysis import margins
from analysis.charts import telling
from analysis.charts.answers import Asked, asked
from analysis.charts.model import Column, Table
from analysis.disclosure import Published
from analysis.figures import Cell, Withheld
from analysis.results import Results
from analysis.wording import Words

_NOT_ASKED = "not_asked"
_MOST_COLUMNS = 6
_FEWEST_ITEMS = 2


def item_tables(published: Published[Results], words: Words) -> Iterator[Table]:
    """Yield a table for each scale, then one for each question with its own answers."""
    items = [
        one
        for section in published.value.questionnaire.sections
        for one in asked(published, section)
    ]
    groups: dict[tuple[str, ...], list[Asked]] = {}
    for one in items:
        groups.setdefault(_labels(one, words), []).append(one)
    single = []
    for labels, alike in groups.items():
        if len(alike) >= _FEWEST_ITEMS and len(labels) <= _MOST_COLUMNS:
            margin = margins.of_all(published.value)
            yield _shared(labels, alike, words, margin=margin)
        else:
            single += alike
    for one in single:
        yield _single(one, words)


def _labels(one: Asked, words: Words) -> tuple[str, ...]:
    return tuple(option.label.to(words.language) for option in one.item.options)


def _shared(
    labels: Sequence[str], alike: Sequence[Asked], words: Words, *, margin: bool
) -> Table:
    columns = (
        Column(words.say("Question"), width=5),
        Column(words.say("People"), numeric=True),
        *(Column(label, numeric=True, width=1.25) for label in labels),
        Column(words.say("No answer"), numeric=True, width=1.25),
        Column(telling.mean_head(words, margin=margin), numeric=True, width=1.6),
    )
    scored = any(one.item.scores for one in alike)
    kept = None if scored else -1
    return Table(
        name="items",
        caption=words.say(
            "Percent of answers, “{first}” to “{last}”",
            first=labels[0],
            last=labels[-1],
        ),
        columns=columns[:kept],
        rows=tuple(_row(one, words)[:kept] for one in alike),
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
