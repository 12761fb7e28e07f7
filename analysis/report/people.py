"""Who answered: coverage of the survey and of each organisation."""

from collections.abc import Iterator

from analysis.charts import organisations, telling
from analysis.charts.model import Column, Table
from analysis.disclosure import Published
from analysis.report.model import Block, Paragraph, Section
from analysis.results import Results
from analysis.wording import Words


def coverage(published: Published[Results], words: Words) -> Section:
    """Return the section on coverage, the plan's own success indicator."""
    charts = organisations.coverage(published, words)
    if not charts:
        text = words.say(
            "How many people could have answered is not known, so coverage cannot be "
            "told. The table shows the answers received."
        )
    elif published.value.questionnaire.kind == "internal":
        text = words.say(
            "The plan asks that every civil servant is reached. Coverage is the share "
            "of codes with which an answer was given; it shows how many answered, and "
            "never who."
        )
    else:
        text = words.say(
            "Coverage is the share of the people asked who answered; it shows how many "
            "answered, and never who."
        )
    blocks: tuple[Block, ...] = charts or (
        organisations.coverage_table(published, words),
    )
    more = tuple(_worst(published.value, words))
    return Section("coverage", words.say("Coverage"), (Paragraph(text), *blocks, *more))


def _worst(results: Results, words: Words) -> Iterator[Block]:
    """Yield what the indices could be at worst and at best, where few answered."""
    rows = [
        (
            organisations.index_title(name, words),
            telling.score(index.bounds.mean),
            telling.interval(index.bounds.low, index.bounds.high),
        )
        for name, index in results.indices.items()
        if index.bounds is not None
    ]
    if not rows:
        return
    yield Paragraph(
        words.say(
            "Fewer than 60% answered. Nobody knows what the others think: if all of "
            "them had given the worst answers, or all the best, the indices would lie "
            "at the ends that the table gives. No interval of chance covers that."
        )
    )
    yield Table(
        name="bounds",
        caption=words.say("What the indices could be if everybody had answered"),
        columns=(
            Column(words.say("Index"), width=3),
            Column(words.say("Mean"), numeric=True),
            Column(words.say("At worst – at best"), numeric=True, width=1.6),
        ),
        rows=tuple(rows),
    )
