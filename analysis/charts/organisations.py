"""Draws organisations: how many of their people answered, and where they stand."""

from analysis import margins
from analysis.charts import drawing, telling
from analysis.charts.model import Chart, Column, Estimate, Table
from analysis.charts.scores import score_columns, score_row
from analysis.disclosure import Published
from analysis.figures import Cell, Coverage, Standing
from analysis.results import ORGANISATION, Results
from analysis.wording import Words, alphabetical, number, percent

_MOST_ROWS = 30
_MARKERS = {"above": "^", "below": "v"}


def coverage(published: Published[Results], words: Words) -> tuple[Chart, ...]:
    """Draw which share of its people answered in each organisation."""
    found = published.value.organisations
    names = [
        name
        for name in alphabetical(found)
        if telling.coverage_share(found[name]) is not None
    ]
    parts = _parts(names)
    return tuple(
        _coverage_chart(published, part, (number, len(parts)), words)
        for number, part in enumerate(parts, start=1)
    )


def _coverage_chart(
    published: Published[Results], names: list[str], place: tuple[int, int],
    words: Words,
) -> Chart:  # fmt: skip
    found = published.value.organisations
    rows = [
        Estimate(name, share * 100, None, None, percent(share))
        for name in names
        if (share := telling.coverage_share(found[name])) is not None
    ]
    lowest = min(rows, key=lambda row: row.value)
    number, count = place
    return Chart(
        name=_numbered("coverage", place),
        svg=drawing.estimates(rows, bars=True),
        title=_titled(words.say("Coverage by organisation, percent"), place),
        caption=words.say(
            "Answers received for every 100 people who were given a code. Small "
            "organisations are joined into groups, so that nobody can be recognised."
        ),
        alt=words.say(
            "Bar chart of the coverage of {count} organisations. Lowest: {name}, "
            "{share}. All figures are in the table.",
            count=len(rows),
            name=lowest.label,
            share=lowest.told,
        ),
        table=_coverage_rows(published, names, words, total=number == count),
    )


def _parts(names: list[str]) -> list[list[str]]:
    """Return the names in parts that fit on a page each, about equally long."""
    count = -(-len(names) // _MOST_ROWS)
    size = -(-len(names) // max(count, 1))
    return [names[start : start + size] for start in range(0, len(names), size or 1)]


def _numbered(name: str, place: tuple[int, int]) -> str:
    number, count = place
    return name if count == 1 else f"{name}-{number}"


def _titled(title: str, place: tuple[int, int]) -> str:
    number, count = place
    return title if count == 1 else f"{title} ({number}/{count})"


def coverage_table(published: Published[Results], words: Words) -> Table:
    """Return invited people, answers and coverage of each organisation."""
    names = alphabetical(published.value.organisations)
    return _coverage_rows(published, names, words, total=True)


def _coverage_rows(
    published: Published[Results], names: list[str], words: Words, *, total: bool
) -> Table:
    results = published.value
    rows = [(name, results.organisations[name]) for name in names]
    if total:
        everybody = Coverage(results.answers, results.facts.headcount)
        rows.append((words.say("All"), everybody))
    known = any(found.eligible for _, found in rows)
    columns = (
        Column(words.say("Organisation"), width=3),
        Column(words.say("Answers"), numeric=True),
        Column(words.say("Invited"), numeric=True),
        Column(words.say("Coverage"), numeric=True),
    )
    return Table(
        name="coverage",
        caption=words.say("Coverage by organisation"),
        columns=columns if known else columns[:2],
        rows=tuple(
            _coverage_row(name, found)[: None if known else 2] for name, found in rows
        ),
    )


def _coverage_row(name: str, found: Coverage) -> tuple[str, ...]:
    return (
        name,
        number(found.answers),
        telling.NOTHING if found.eligible is None else number(found.eligible),
        telling.share(telling.coverage_share(found)),
    )


def standings(published: Published[Results], words: Words) -> tuple[Chart, ...]:
    """Draw the organisations' means of each index with their intervals."""
    results = published.value
    charts = []
    for name, index in results.indices.items():
        cells = index.by.get(ORGANISATION, {})
        ordered = _by_class(results, name)
        if any(isinstance(cell, Cell) for cell in cells.values()):
            parts = _parts([one for one in ordered if isinstance(cells[one], Cell)])
            parts[-1] += [one for one in ordered if not isinstance(cells[one], Cell)]
            charts += [
                _standing(published, name, (part, (number, len(parts))), words)
                for number, part in enumerate(parts, start=1)
            ]
    return tuple(charts)


_Part = tuple[list[str], tuple[int, int]]


def _standing(
    published: Published[Results], name: str, part: _Part, words: Words
) -> Chart:
    results = published.value
    names, place = part
    cells = results.indices[name].by[ORGANISATION]
    title = index_title(name, words)
    rows = [
        Estimate(
            organisation, cell.mean, cell.low, cell.high,
            _told(results, name, organisation, cell),
            _MARKERS.get(_class(results, name, organisation), "o"),
        )
        for organisation in names
        if isinstance(cell := cells[organisation], Cell) and cell.mean is not None
    ]  # fmt: skip
    overall = results.indices[name].overall
    district = overall.mean if isinstance(overall, Cell) else None
    return Chart(
        name=_numbered(f"organisations-{name}", place),
        svg=drawing.estimates(rows, reference=district),
        title=_titled(words.say("Organisations: {title}, 0–100", title=title), place),
        caption=_standing_caption(results, words),
        alt=words.say(
            "Chart of {count} organisations with intervals: {list}.",
            count=len(rows),
            list="; ".join(f"{row.label} {row.told}" for row in rows),
        ),
        table=_standing_table(published, name, names, words),
    )


def _standing_caption(results: Results, words: Words) -> str:
    if results.facts.posters:
        told = words.say(
            "In the order of the alphabet, not of scores. The mark is the mean, the "
            "dashed line the mean of all. Groups that answered by poster chose "
            "themselves: they have no margin of error, and no group is compared with "
            "others."
        )
        drawn = words.say("Where a line is drawn it is the interval (95%).")
        return f"{told} {drawn}" if margins.of_groups(results) else told
    return words.say(
        "First those above the rest of the district (triangle up), then those not "
        "different (circle), then those below (triangle down); within each class "
        "in the order of the alphabet, not of scores. The line is the interval "
        "(95%), the dashed line the mean of all. On the right: the mean, and the "
        "ranks between which the organisation lies."
    )


def _standing_table(
    published: Published[Results], name: str, names: list[str], words: Words
) -> Table:
    results = published.value
    cells = results.indices[name].by[ORGANISATION]
    columns = score_columns(words, words.say("Organisation"))
    ranked = name in results.ranking
    if ranked:
        columns = (*columns, *_place_columns(results, name, words))
    table = Table(
        name=f"organisations-{name}",
        caption=words.say("{title} by organisation", title=index_title(name, words)),
        columns=columns,
        rows=tuple(
            (
                *score_row(organisation, cells[organisation], words),
                *(_place(results, name, organisation, words) if ranked else ()),
            )
            for organisation in names
        ),
    )
    return telling.without_intervals(table, words)


def _place_columns(results: Results, name: str, words: Words) -> tuple[Column, ...]:
    """Return the columns on ranks, and on classes where means may be compared."""
    ranks = Column(words.say("Rank between"), numeric=True, width=1.2)
    if results.ranking[name].comparable:
        return ranks, Column(words.say("Compared with the rest"), width=1.6)
    return ranks, Column(words.say("Drawn to the mean"), numeric=True, width=1.4)


def _by_class(results: Results, name: str) -> list[str]:
    """Return organisations class by class, in the order of the alphabet in each."""
    cells = results.indices[name].by.get(ORGANISATION, {})
    order = {"above": 0, "not different": 1, "": 1, "below": 2}
    return sorted(
        alphabetical(cells), key=lambda one: order[_class(results, name, one)]
    )


def _told(results: Results, name: str, organisation: str, cell: Cell) -> str:
    standing = _found(results, name, organisation)
    if standing is None:
        return telling.score(cell.mean)
    return f"{telling.score(cell.mean)}   {standing.rank_low}–{standing.rank_high}"


def index_title(name: str, words: Words) -> str:
    """Return what an index is called; an unknown one keeps its own name."""
    told = {
        "culture": words.say("Culture index"),
        "workplace": words.say("Workplace index"),
        "conditions": words.say("Working conditions index"),
        "policy": words.say("Policy participants' index"),
        "event": words.say("Event index"),
        "training_effect": words.say("Training effect index"),
        "training_quality": words.say("Training quality index"),
        "external": words.say("External integrity index"),
        "internal": words.say("Internal integrity index"),
    }
    return told.get(name, name.replace("_", " "))


def _found(results: Results, name: str, organisation: str) -> Standing | None:
    ranking = results.ranking.get(name)
    return ranking.organisations.get(organisation) if ranking else None


def _class(results: Results, name: str, organisation: str) -> str:
    """Return the class of an organisation, if its mean may be compared at all."""
    standing = _found(results, name, organisation)
    if standing is None or not results.ranking[name].comparable:
        return ""
    return standing.standing


def _place(
    results: Results, name: str, organisation: str, words: Words
) -> tuple[str, str]:
    standing = _found(results, name, organisation)
    if standing is None:
        return telling.NOTHING, telling.NOTHING
    between = f"{standing.rank_low}–{standing.rank_high}"
    if not results.ranking[name].comparable:
        return between, telling.score(standing.shrunken)
    told = {
        "above": words.say("above"),
        "below": words.say("below"),
        "not different": words.say("not different"),
    }[standing.standing]
    return between, told
