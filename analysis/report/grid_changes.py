"""Builds the grids of what moved, of deductions, and of other weights."""

from collections.abc import Iterator

from analysis.charts.waves import verdict
from analysis.figures import Change, Incomparable
from analysis.report import headings, weighing
from analysis.report.grids import DECIMAL, SCORE, SHARE, TEXT, Grid, Heading, Row
from analysis.report.titles import Titles
from analysis.wording import alphabetical

_WIDE, _MIDDLE = 48, 26
_KINDS = ("indices", "indicators", "items")


def build(titles: Titles) -> Iterator[Grid]:
    """Yield the grids for which there is anything to say."""
    yield _changes(titles)
    yield _happened(titles)
    yield _bodies(titles)
    yield _deductions(titles)
    yield _sensitivity(titles)


def _changes(titles: Titles) -> Grid:
    say = titles.words.say
    heads = (
        headings.name(titles.words),
        *titles.titled(say("Index, indicator or question")),
        *_compared(titles, SCORE),
    )
    rows = tuple(row for kind in _KINDS for row in _moved(titles, kind))
    return Grid("changes", say("Since the last survey"), heads, rows)


def _happened(titles: Titles) -> Grid:
    say = titles.words.say
    heads = (
        headings.name(titles.words),
        *titles.titled(say("Question")),
        *_compared(titles, SHARE),
    )
    rows = tuple(_moved(titles, "experience"))
    return Grid("changes-experience", say("Experience, what moved"), heads, rows)


def _bodies(titles: Titles) -> Grid:
    say = titles.words.say
    heads = (
        headings.name(titles.words),
        *titles.titled(say("Index")),
        Heading("organisation", say("Organisation"), TEXT, _WIDE),
        *_compared(titles, SCORE),
    )
    changes = titles.results.changes
    rows: tuple[Row, ...] = tuple(
        (name, *titles.name("indices", name), body, *_told(titles, found[body]))
        for name, found in (changes.organisations if changes else {}).items()
        for body in alphabetical(found)
    )
    return Grid("changes-organisations", say("Organisations, what moved"), heads, rows)


def _compared(titles: Titles, kind: str) -> tuple[Heading, ...]:
    """Return the headings over before, now, and what can be told of the difference."""
    say = titles.words.say
    return (
        Heading("before", say("Before"), kind),
        Heading("after", say("Now"), kind),
        Heading("difference", say("Difference"), kind),
        Heading("low", say("Interval from"), kind),
        Heading("high", say("Interval to"), kind),
        Heading("detectable", say("Smallest that counts"), kind),
        Heading("verdict", say("What can be told"), TEXT, _MIDDLE),
    )


def _moved(titles: Titles, kind: str) -> Iterator[Row]:
    changes = titles.results.changes
    if changes is not None:
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
        Heading("weights", say("Value"), TEXT, _MIDDLE),
        *titles.titled(say("With the weights"), "weights"),
        Heading("mean", say("Mean"), DECIMAL),
    )
    rows: tuple[Row, ...] = tuple(
        (name, *titles.name("indices", name), *_named(titles, weights), mean)
        for name, index in titles.results.indices.items()
        for weights, mean in (index.sensitivity or {}).items()
    )
    found = titles.results.together
    if found is not None:
        both = titles.said(lambda one: one.say("Citizens and civil servants together"))
        weighed = found.weighed.items()
        rows += tuple(
            ("together", *both, *_named(titles, name), told.mean)
            for name, told in weighed
        )
    return Grid("sensitivity", say("Other weights"), heads, rows)


def _named(titles: Titles, weights: str) -> tuple[str, ...]:
    """Return weights by their name, and in the words of each language."""
    return (weights, *titles.said(lambda one: weighing.weights(weights, one)))
