"""The first page: who answered, what was found, and what to do first."""

from collections.abc import Iterable, Iterator, Sequence

from analysis import margins
from analysis.charts import telling
from analysis.charts.organisations import index_title
from analysis.disclosure import Published
from analysis.figures import Cell, Change
from analysis.findings import Finding
from analysis.recommendations import Recommendation
from analysis.report.model import (
    Block,
    Notice,
    Paragraph,
    Points,
    Section,
    Step,
    Steps,
    Subheading,
)
from analysis.results import Results
from analysis.wording import Words, number, percent

_FIRST = 3
_SHOWN = (("coverage", 1), ("weak", 2), ("experience", 1), ("behind", 1), ("strong", 1))


def section(
    published: Published[Results],
    found: Sequence[Finding],
    proposed: Sequence[Recommendation],
    words: Words,
) -> Section:
    """Return the summary."""
    blocks: list[Block] = [Paragraph(_who(published.value, words))]
    indices = tuple(_indices(published.value, words))
    if indices:
        blocks.append(Points(indices))
    blocks += _since(published.value, words)
    blocks.append(Subheading(words.say("What stands out")))
    statements = tuple(one.statement.to(words.language) for one in _chosen(found))
    if statements:
        blocks.append(Points(statements))
    else:
        blocks.append(Paragraph(words.say("No result stands out beyond chance.")))
    blocks.append(Subheading(words.say("What to do first")))
    blocks.append(first(proposed, words))
    return Section("summary", words.say("Summary"), tuple(blocks))


def _who(results: Results, words: Words) -> str:
    headcount = results.facts.headcount
    if not margins.of_all(results):
        return words.say(
            "{answers} people answered; those who answered at a poster chose "
            "themselves. Results are scores from 0 to 100; 100 is the best. There is "
            "no margin of error.",
            answers=number(results.answers),
        )
    if headcount:
        return words.say(
            "{answers} of {headcount} people answered, which is {share}. Results are "
            "scores from 0 to 100; 100 is the best. After each score stands its "
            "interval (95%).",
            answers=number(results.answers),
            headcount=number(headcount),
            share=percent(results.answers / headcount),
        )
    return words.say(
        "{answers} people answered. How many could have answered is not known. Results "
        "are scores from 0 to 100; 100 is the best. After each score stands its "
        "interval (95%).",
        answers=number(results.answers),
    )


def _indices(results: Results, words: Words) -> Iterator[str]:
    for name, index in results.indices.items():
        cell = index.overall
        if isinstance(cell, Cell) and cell.mean is not None:
            yield f"{index_title(name, words)}: {telling.with_interval(cell)}"


def _since(results: Results, words: Words) -> Iterator[Block]:
    """Say in one sentence what moved since the survey before."""
    if results.changes is None:
        return
    told = (*results.changes.indices.values(), *results.changes.indicators.values())
    verdicts = [one.verdict for one in told if isinstance(one, Change)]
    yield Paragraph(
        words.say(
            "Since the last survey, of {count} indices and indicators {better} became "
            "better and {worse} worse; the others cannot be told from chance where so "
            "many are compared at once.",
            count=len(verdicts),
            better=verdicts.count("better"),
            worse=verdicts.count("worse"),
        )
    )


def _chosen(found: Iterable[Finding]) -> Iterator[Finding]:
    """Choose the strongest findings of each kind; indicators speak before items."""
    found = tuple(found)
    measured = any(one.subject == "indicator" for one in found)
    for kind, most in _SHOWN:
        of_kind = [
            one
            for one in found
            if one.kind == kind
            and one.subject != "index"
            and not (one.subject == "item" and measured)
        ]
        yield from of_kind[:most]


def first(proposed: Sequence[Recommendation], words: Words) -> Block:
    """Return the things to do first, with the result that calls for each."""
    if not proposed:
        return Notice(
            words.say(
                "No result lies beyond a threshold by more than chance, so no measure "
                "is proposed. The figures below show what to keep."
            )
        )
    steps = (
        Step(
            one.planned.measure.to(words.language),
            one.evidence[0].to(words.language),
        )
        for one in proposed[:_FIRST]
    )
    return Steps(tuple(steps))
