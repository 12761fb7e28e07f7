"""The sections with results: indices, indicators, organisations, answers and more."""

from collections.abc import Iterator, Sequence

from analysis.charts import (
    answers,
    breakdowns,
    funnel,
    importance,
    organisations,
    telling,
)
from analysis.charts import scores as score_charts
from analysis.charts.model import Column, Table
from analysis.disclosure import Published
from analysis.figures import Estimate, Withheld
from analysis.findings import Finding
from analysis.report import weighing
from analysis.report.model import Block, Notice, Paragraph, Points, Section
from analysis.results import IndexResult, Results
from analysis.wording import Words, percent


def sections(
    published: Published[Results], found: Sequence[Finding], words: Words
) -> Iterator[Section]:
    """Yield the sections for which there are results, in the order of reading."""
    results = published.value
    if results.indices:
        yield _indices(results, words)
    if results.indicators:
        yield _indicators(published, found, words)
    standings = _organisations(published, found, words)
    yield from _charted("organisations", words.say("Organisations"), standings)
    tables = tuple(breakdowns.by_cut(published, words))
    note = Paragraph(
        words.say(
            "A dash stands where a group is too small, or would give another away. A "
            "breakdown of which nothing may be shown is left out."
        )
    )
    blocks: tuple[Block, ...] = (note, *tables) if tables else ()
    yield from _charted("groups", words.say("Indicators by group"), blocks)
    likert = answers.likert(published, words)
    yield from _charted("answers", words.say("Answers to the questions"), likert)
    if results.experience:
        yield _experience(published, words)
    if results.sensitive:
        yield _sensitive(results, words)


def _charted(name: str, title: str, blocks: tuple[Block, ...]) -> Iterator[Section]:
    if blocks:
        yield Section(name, title, blocks)


def _indices(results: Results, words: Words) -> Section:
    columns = (
        *score_charts.score_columns(words, words.say("Index")),
        Column(_weighted_head(results, words), numeric=True, width=1.2),
        Column(words.say("Typical organisation"), numeric=True, width=1.4),
    )
    plain = Table(
        name="indices",
        caption=words.say("Indices on 0–100"),
        columns=columns,
        rows=tuple(
            _index_row(name, index, words) for name, index in results.indices.items()
        ),
    )
    text = _three_means(results, words)
    table = telling.without_intervals(plain, words)
    more = tuple(weighing.blocks(results, words))
    return Section("indices", words.say("Indices"), (Paragraph(text), table, *more))


def _weighted_head(results: Results, words: Words) -> str:
    if results.facts.posters:
        return words.say("By visits")
    return words.say("By headcount")


def _three_means(results: Results, words: Words) -> str:
    if results.facts.posters:
        return words.say(
            "“Mean” is the mean of all who answered. “By visits” gives each group the "
            "weight of the visits that were counted at its service point; “typical "
            "organisation” is the median of the groups. Answers by poster and answers "
            "by card are groups of their own, because people came to them in "
            "different ways."
        )
    return words.say(
        "“Mean” is the mean of all who answered. “By headcount” gives each "
        "organisation the weight of its people; “typical organisation” is the median "
        "of the organisations. The three stand side by side because they answer "
        "different questions."
    )


def _index_row(name: str, index: IndexResult, words: Words) -> tuple[str, ...]:
    cell = index.overall
    row = score_charts.score_row(organisations.index_title(name, words), cell, words)
    if isinstance(cell, Withheld):
        return (*row, telling.NOTHING, telling.NOTHING)
    weighted = cell.weighted.mean if isinstance(cell.weighted, Estimate) else None
    return (*row, telling.score(weighted), telling.score(cell.typical))


def _indicators(
    published: Published[Results], found: Sequence[Finding], words: Words
) -> Section:
    chart = score_charts.indicators(published, words)
    table = score_charts.indicator_table(published, words)
    statements = _statements(found, ("driver",), "indicator", words)
    blocks: list[Block] = [table if chart is None else chart]
    if statements:
        blocks.append(Points(statements))
    blocks += importance.importance(published, words)
    return Section("indicators", words.say("Indicators"), tuple(blocks))


def _organisations(
    published: Published[Results], found: Sequence[Finding], words: Words
) -> tuple[Block, ...]:
    charts = organisations.standings(published, words)
    if not charts:
        return ()
    statements = _statements(found, ("behind", "ahead"), "index", words)
    start: Block = Notice(
        words.say(
            "A score is no verdict on an organisation. Small organisations vary by "
            "chance; read the interval before the score."
        )
    )
    listed: tuple[Block, ...] = (Points(statements),) if statements else ()
    return (start, *listed, *_incomparable(published.value, words), *charts)


def _incomparable(results: Results, words: Words) -> Iterator[Block]:
    """Say of which indices the organisations' means may not be compared."""
    names = [
        name
        for name in results.indices
        if name in results.ranking and not results.ranking[name].comparable
    ]
    if names:
        yield Paragraph(
            words.say(
                "{list}: within organisations people differ so much, and between them "
                "so little, that the organisations are not compared (a mean's "
                "reliability is below 0.60). Beside each mean stands one drawn to the "
                "mean of all, as far as chance asks.",
                list=", ".join(organisations.index_title(n, words) for n in names),
            )
        )


def _experience(published: Published[Results], words: Words) -> Section:
    chart = score_charts.experience(published, words)
    block: Block = chart or score_charts.experience_table(published, words)
    way = funnel.funnel(published, words)
    more: tuple[Block, ...] = (way,) if way else ()
    text = words.say(
        "What people saw, were asked for or gave during the last 12 months. They are "
        "counted among those to whom it could happen: people with a contact, where "
        "that was asked."
    )
    blocks = (Paragraph(text), block, *more)
    return Section("experience", words.say("Experience"), blocks)


def _sensitive(results: Results, words: Words) -> Section:
    text = words.say(
        "These were asked indirectly: a person said only whether two statements are "
        "alike true, so that no single answer gives anything away. Only the whole "
        "district can be estimated, and the estimate is rough; it may even lie below 0."
    )
    rows = []
    for name, result in results.sensitive.items():
        title = _sensitive_title(results, name, words)
        figure = result.overall
        if isinstance(figure, Withheld):
            reason = telling.reason(words, figure)
            rows.append((f"{title} ({reason})", *([telling.NOTHING] * 3)))
        else:
            rows.append(
                (
                    title,
                    telling.people(figure),
                    percent(figure.estimate),
                    telling.share_interval(figure.low, figure.high),
                )
            )
    table = Table(
        name="sensitive",
        caption=words.say("Estimates from indirect questions"),
        columns=(
            Column(words.say("Statement"), width=3.6),
            Column(words.say("People"), numeric=True),
            Column(words.say("Estimate"), numeric=True),
            Column(words.say("Interval (95%)"), numeric=True, width=1.3),
        ),
        rows=tuple(rows),
    )
    return Section(
        "sensitive", words.say("Sensitive questions"), (Paragraph(text), table)
    )


def _sensitive_title(results: Results, name: str, words: Words) -> str:
    item = results.questionnaire.item(name)
    told = item.text if item.crosswise is None else item.crosswise.sensitive
    return told.to(words.language)


def _statements(
    found: Sequence[Finding], kinds: tuple[str, ...], subject: str, words: Words
) -> tuple[str, ...]:
    return tuple(
        one.statement.to(words.language)
        for kind in kinds
        for one in found
        if one.kind == kind and one.subject == subject
    )
