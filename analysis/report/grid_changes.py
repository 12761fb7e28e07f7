"""Builds the grids of what moved, of deductions, and of other weights."""

from collections.abc import Iterator

from analysis.charts.waves import verdict
from analysis.figures import Change, Incomparable
from analysis.report import headings
from analysis.report.grids import DECIMAL, SCORE, TEXT, Grid, Heading, Row
from analysis.report.titles import Titles

_WIDE, _MIDDLE = 48, 26
_KINDS = ("indices", "indicators", "items")


def build(titles: Titles) -> Iterator[Grid]:
    """Yield the grids for which there is anything to say."""
    yield _changes(titles)
    yield _deductions(titles)
    yield _sensitivity(titles)


def _changes(titles: Titles) -> Grid:
    say = titles.words.say
    heads = (
        headings.name(titles.words),
        *titles.titled(say("Index, indicator or question")),
        Heading("before", say("Before"), SCORE),
        Heading("after", say("Now"), SCORE),
        Heading("difference", say("Difference"), SCORE),
        Heading("low", say("Interval from"), SCORE),
        Heading("high", say("Interval to"), SCORE),
        Heading("detectable", say("Smallest that counts"), SCORE),
        Heading("verdict", say("What can be told"), TEXT, _MIDDLE),
    )
    return Grid("changes", say("Since the last survey"), heads, tuple(_moved(titles)))


def _moved(titles: Titles) -> Iterator[Row]:
    changes = titles.results.changes
    if changes is None:
        return
    for kind in _KINDS:
        for name, found in getattr(changes, kind).items():
            yield (name, *titles.name(kind, name), *_told(titles, found))


def _told(titles: Titles, found: Change | Incomparable) -> Row:
    if isinstance(found, Incomparable):
        say = titles.words.say
        reasons = {
            "wording": say("asked in other words"),
            "new": say("not asked before"),
            "withheld": say("not shown in one of the surveys"),
            "few": say("too few answers"),
        }
        return (*(None,) * 6, reasons[found.incomparable])
    return (
        found.before,
        found.after,
        found.difference,
        found.low,
        found.high,
        found.detectable,
        verdict(found, titles.words),
    )


def _deductions(titles: Titles) -> Grid:
    say = titles.words.say
    heads = (
        headings.name(titles.words),
        *titles.titled(say("Index")),
        Heading("points", say("Points"), SCORE),
        Heading("counted", say("Points counted"), SCORE),
        Heading("document", say("Document"), TEXT, _WIDE),
        *titles.titled(say("Reason"), "reason"),
    )
    rows: tuple[Row, ...] = tuple(
        (
            name,
            *titles.name("indices", name),
            one.points,
            one.counted,
            one.document,
            *titles.text(one.reason),
        )
        for name, index in titles.results.indices.items()
        for one in index.deductions or ()
    )
    return Grid("deductions", say("Deductions"), heads, rows)


def _sensitivity(titles: Titles) -> Grid:
    say = titles.words.say
    heads = (
        headings.name(titles.words),
        *titles.titled(say("Index")),
        Heading("weights", say("With the weights"), TEXT, _MIDDLE),
        Heading("mean", say("Mean"), DECIMAL),
    )
    rows: tuple[Row, ...] = tuple(
        (name, *titles.name("indices", name), weights, mean)
        for name, index in titles.results.indices.items()
        for weights, mean in (index.sensitivity or {}).items()
    )
    return Grid("sensitivity", say("Other weights"), heads, rows)
