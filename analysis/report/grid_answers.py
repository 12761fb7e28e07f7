"""Builds the grids of coverage, answers, experiences, drivers and themes."""

from collections.abc import Iterator

from analysis.comments import lexicon
from analysis.figures import Coverage, Rate, Withheld
from analysis.report import grids, headings
from analysis.report.grids import COUNT, DECIMAL, SCORE, SHARE, TEXT, Grid, Heading, Row
from analysis.report.titles import Titles
from analysis.wording import alphabetical

_WIDE = 48


def build(titles: Titles) -> Iterator[Grid]:
    """Yield the grids of answers and of what was counted with them."""
    yield _answers(titles)
    yield _experience(titles)
    yield _sensitive(titles)
    yield _drivers(titles)
    yield _themes(titles)


def coverage(titles: Titles) -> Grid:
    """Return the grid of coverage by organisation."""
    say = titles.words.say
    heads = (
        Heading("organisation", say("Organisation"), TEXT, _WIDE),
        Heading("answers", say("Answers"), COUNT),
        Heading("eligible", say("Invited"), COUNT),
        Heading("coverage", say("Coverage"), SHARE),
    )
    return Grid("coverage", say("Coverage"), heads, tuple(_coverage(titles)))


def _coverage(titles: Titles) -> Iterator[Row]:
    found = titles.results.organisations
    for name in alphabetical(found):
        yield (name, *grids.reached(found[name]))
    whole = Coverage(titles.results.answers, titles.results.facts.headcount)
    yield (titles.words.say("All"), *grids.reached(whole))


def _answers(titles: Titles) -> Grid:
    say = titles.words.say
    heads = (
        headings.name(titles.words),
        *titles.titled(say("Question")),
        Heading("answer", say("Value")),
        *titles.titled(say("Answer"), "answer"),
        Heading("share", say("Share"), SHARE),
        headings.withheld(titles.words),
    )
    return Grid("answers", say("Answers"), heads, tuple(_shares(titles)))


def _shares(titles: Titles) -> Iterator[Row]:
    silent = (None,) * (len(titles.tongues) + 2)
    for item in titles.results.questionnaire.items:
        result = titles.results.items.get(item.name)
        if result is None:
            continue
        start = (item.name, *titles.name("items", item.name))
        if isinstance(result.overall, Withheld):
            yield (*start, *silent, result.overall)
            continue
        told = {str(o.value): titles.text(o.label) for o in item.options}
        told |= {m.code: titles.text(m.label) for m in item.missing}
        cell = result.overall
        spread = {**cell.distribution, **(cell.missing_shares or {})}
        for value, share in spread.items():
            label = told.get(value) or _unsaid(titles, value)
            yield (*start, value, *label, share, None)


def _experience(titles: Titles) -> Grid:
    heads = (
        headings.name(titles.words),
        *titles.titled(titles.words.say("Question")),
        *headings.group(titles.words),
        *headings.rate(titles.words),
        headings.withheld(titles.words),
    )
    title = titles.words.say("Experience")
    return Grid("experience", title, heads, tuple(_rates(titles)))


def _rates(titles: Titles) -> Iterator[Row]:
    """Yield the rates of everybody first, then those of groups."""
    whole = ("", titles.words.say("All"))
    found = titles.results.experience
    for name, result in found.items():
        yield _rate(titles, name, whole, result.overall)
    for name, result in found.items():
        for group, figure in titles.grouped(result.by):
            yield _rate(titles, name, group, figure)


def _rate(
    titles: Titles, name: str, group: tuple[str, str], figure: Rate | Withheld
) -> Row:
    told = titles.name("experience", name)
    return (name, *told, *group, *grids.rate(figure), grids.mark(figure))


def _sensitive(titles: Titles) -> Grid:
    heads = (
        headings.name(titles.words),
        *titles.titled(titles.words.say("Statement")),
        *headings.rate(titles.words),
        Heading("method", titles.words.say("Method"), TEXT, _WIDE),
        headings.withheld(titles.words),
    )
    rows = (
        (
            name,
            *titles.name("items", name),
            *grids.estimate(result.overall),
            grids.mark(result.overall),
        )
        for name, result in titles.results.sensitive.items()
    )
    return Grid("sensitive", titles.words.say("Sensitive"), heads, tuple(rows))


def _drivers(titles: Titles) -> Grid:
    say = titles.words.say
    heads = (
        Heading("outcome", say("Outcome"), TEXT, _WIDE),
        headings.name(titles.words),
        *titles.titled(say("Indicator")),
        *headings.people(titles.words),
        Heading("shapley", say("Importance (Shapley)"), DECIMAL),
        Heading("johnson", say("Importance (Johnson)"), DECIMAL),
        Heading("mean", say("Mean"), SCORE),
        Heading("r2", "R²", DECIMAL),
    )
    rows = (
        (
            outcome,
            name,
            *titles.name("indicators", name),
            *(found.n, found.n_to),
            *(driver.shapley, driver.johnson, driver.mean),
            found.r2,
        )
        for outcome, found in titles.results.drivers.items()
        for name, driver in found.indicators.items()
    )
    return Grid("drivers", say("Drivers"), heads, tuple(rows))


def _theme_title(name: str, titles: Titles) -> tuple[str, ...]:
    """Return what a theme is called of which nothing else is released."""
    known = lexicon.packaged().titles.get(name)
    return titles.text(known) if known else (name,) * len(titles.tongues)


def _themes(titles: Titles) -> Grid:
    heads = (
        headings.name(titles.words),
        *titles.titled(titles.words.say("Theme")),
        *headings.people(titles.words),
        headings.withheld(titles.words),
    )
    rows = (
        (name, *_theme_title(name, titles), None, None, theme)
        if isinstance(theme, Withheld)
        else (name, *titles.text(theme.title), theme.n, theme.n_to, None)
        for name, theme in titles.results.themes.items()
    )
    return Grid("themes", titles.words.say("Themes"), heads, tuple(rows))


def _unsaid(titles: Titles, code: str) -> tuple[str, ...]:
    """Return the words for a reason of no answer that nobody chose."""
    if code == "skipped":
        return titles.said(lambda one: one.say("not answered"))
    if code == "not_asked":
        return titles.said(lambda one: one.say("not asked"))
    return (code,) * len(titles.tongues)
