"""Builds the grids of scores: indices, indicators, questions and all groups."""

from collections.abc import Iterator, Mapping
from itertools import chain

from analysis.figures import Cell, Withheld
from analysis.report import grids, headings
from analysis.report.grids import DECIMAL, SCORE, TEXT, Grid, Heading, Row
from analysis.report.titles import Titles
from analysis.results import (
    ORGANISATION,
    IndexResult,
    IndicatorResult,
    ItemResult,
    Ranking,
)
from analysis.wording import alphabetical

_Measured = ItemResult | IndicatorResult | IndexResult
_WIDE = 48


def build(titles: Titles) -> Iterator[Grid]:
    """Yield the grids of scores."""
    say = titles.words.say
    yield _measured(titles, "indices", say("Indices"), say("Index"))
    yield _indicators(titles)
    yield _organisations(titles)
    yield _groups(titles)
    yield _measured(titles, "items", say("Questions"), say("Question"))


def _measured(titles: Titles, block: str, title: str, told: str) -> Grid:
    of_block: Mapping[str, _Measured] = getattr(titles.results, block)
    heads = (
        headings.name(titles.words),
        *titles.titled(told),
        *headings.scores(titles.words),
        Heading("median", titles.words.say("Median"), SCORE),
        *headings.beside(titles.words, visits=bool(titles.results.facts.posters)),
        Heading("composite", titles.words.say("After deductions"), SCORE),
        headings.withheld(titles.words),
    )
    rows = (
        (
            name,
            *titles.name(block, name),
            *grids.scores(result.overall),
            getattr(result.overall, "median", None),
            *grids.beside(result.overall),
            getattr(result, "composite", None),
            grids.mark(result.overall),
        )
        for name, result in of_block.items()
    )
    return Grid(block, title, heads, tuple(rows))


def _indicators(titles: Titles) -> Grid:
    plain = _measured(
        titles,
        "indicators",
        titles.words.say("Indicators"),
        titles.words.say("Indicator"),
    )
    extra = (
        Heading("weight", titles.words.say("Weight"), DECIMAL),
        *headings.reliability(titles.words),
    )
    rows = (
        (*row[:-1], *_reliability(titles, str(row[0])), row[-1]) for row in plain.rows
    )
    heads = (*plain.headings[:-1], *extra, plain.headings[-1])
    return Grid(plain.name, plain.title, heads, tuple(rows))


def _reliability(titles: Titles, name: str) -> Row:
    weight = titles.results.indicators[name].weight
    found = titles.results.reliability.get(name)
    told = (found.alpha, found.omega, found.icc1, found.icc2) if found else ()
    return (weight.value if weight else None, *(told or (None,) * 4))


def _organisations(titles: Titles) -> Grid:
    heads = (
        headings.name(titles.words),
        *titles.titled(titles.words.say("Index or indicator")),
        Heading("organisation", titles.words.say("Organisation"), TEXT, _WIDE),
        *headings.scores(titles.words),
        *headings.standing(titles.words),
        headings.withheld(titles.words),
    )
    title = titles.words.say("Organisations")
    rows = chain(_standings(titles, "indices"), _standings(titles, "indicators"))
    return Grid("organisations", title, heads, tuple(rows))


def _standings(titles: Titles, block: str) -> Iterator[Row]:
    for name, result in getattr(titles.results, block).items():
        cells = result.by.get(ORGANISATION, {})
        ranking = titles.results.ranking.get(name)
        for organisation in alphabetical(cells):
            cell = cells[organisation]
            yield (
                name,
                *titles.name(block, name),
                organisation,
                *grids.scores(cell),
                *_standing(titles, cell, ranking, organisation),
                grids.mark(cell),
            )


def _standing(
    titles: Titles, cell: Cell | Withheld, ranking: Ranking | None, organisation: str
) -> Row:
    """Return where an organisation stands; no class where means are not compared."""
    say = titles.words.say
    place = ranking.organisations.get(organisation) if ranking else None
    if isinstance(cell, Withheld) or ranking is None or place is None:
        return (getattr(cell, "shrunken", None), None, None, None)
    told = {
        "above": say("above"),
        "below": say("below"),
        "not different": say("not different"),
    }[place.standing]
    ranks = (place.rank_low, place.rank_high)
    return (cell.shrunken, *ranks, told if ranking.comparable else None)


def _groups(titles: Titles) -> Grid:
    heads = (
        headings.name(titles.words),
        *titles.titled(titles.words.say("Index, indicator or question")),
        *headings.group(titles.words),
        *headings.scores(titles.words),
        headings.withheld(titles.words),
    )
    blocks = ("indices", "indicators", "items")
    rows = chain.from_iterable(_cells(titles, block) for block in blocks)
    return Grid("groups", titles.words.say("Groups"), heads, tuple(rows))


def _cells(titles: Titles, block: str) -> Iterator[Row]:
    for name, result in getattr(titles.results, block).items():
        for group, figure in titles.grouped(result.by):
            yield (
                name,
                *titles.name(block, name),
                *group,
                *grids.scores(figure),
                grids.mark(figure),
            )
