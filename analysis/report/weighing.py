"""What an index would be with other weights, and after deductions for known cases."""

from collections.abc import Iterator

from analysis.charts import telling
from analysis.charts.model import Column, Table
from analysis.charts.organisations import index_title
from analysis.deductions import DEDUCTED
from analysis.figures import Cell, Deduction
from analysis.report.model import Block, Paragraph, Subheading
from analysis.results import IndexResult, Results, Together
from analysis.wording import Words, number
from questionnaires import loader

_AS_DEFINED = "as defined"


def blocks(results: Results, words: Words) -> Iterator[Block]:
    """Yield deductions case by case, and the sensitivity of the indices."""
    taken = {name: index for name, index in results.indices.items() if index.deductions}
    if taken:
        yield Subheading(words.say("Deductions for known cases"))
        yield Paragraph(
            words.say(
                "Cases were entered by an officer, each with its document. The index "
                "itself stays as people answered; what is taken off stands beside it. "
                "How many points a case costs is the district's own rule, not the "
                "IAAC's."
            )
        )
        yield _before_and_after(taken, words)
        yield _cases(taken, words)
    if any(_varies(index) for index in results.indices.values()):
        yield Subheading(words.say("Would other weights tell something else?"))
        yield _sensitivity(results, words)
    if results.together is not None:
        yield Subheading(words.say("Citizens and civil servants together"))
        yield Paragraph(
            words.say(
                "External integrity is the index of the survey of citizens, internal "
                "integrity the mean of the culture and workplace indices. The weights "
                "of 2017 are those of the Korean commission (ACRC); the IAAC's are not "
                "public, so both are shown."
            )
        )
        yield _together(results.together, words)


def _varies(index: IndexResult) -> bool:
    """Tell whether other weights were tried, and not deductions alone."""
    return any(not name.startswith(_AS_DEFINED) for name in index.sensitivity or ())


def _before_and_after(taken: dict[str, IndexResult], words: Words) -> Table:
    return Table(
        name="deductions",
        caption=words.say("Indices before and after deductions, 0–100"),
        columns=(
            Column(words.say("Index"), width=3),
            Column(words.say("Undeducted"), numeric=True),
            Column(words.say("Deduction"), numeric=True),
            Column(words.say("After deduction"), numeric=True),
        ),
        rows=tuple(
            (
                index_title(name, words),
                telling.score(_mean(index)),
                f"−{number(sum(_points(one) for one in index.deductions or ()), 1)}",
                telling.score(index.composite),
            )
            for name, index in taken.items()
        ),
    )


def _cases(taken: dict[str, IndexResult], words: Words) -> Table:
    return Table(
        name="cases",
        caption=words.say("Cases and their documents"),
        columns=(
            Column(words.say("Index"), width=1.4),
            Column(words.say("Case"), width=3),
            Column(words.say("Document"), width=1.6),
            Column(words.say("Decided by, on"), width=1.8),
            Column(words.say("Points"), numeric=True, width=1.2),
        ),
        rows=tuple(
            _case(index_title(name, words), one, words)
            for name, index in taken.items()
            for one in index.deductions or ()
        ),
    )


def _case(title: str, one: Deduction, words: Words) -> tuple[str, ...]:
    kind = one.kind.to(words.language) if one.kind else ""
    reason = one.reason.to(words.language)
    points = number(_points(one), 1)
    if _points(one) < one.points:
        points = words.say(
            "{counted} of {points} (limit)",
            counted=points,
            points=number(one.points, 1),
        )
    decided = f"{one.decided_by or ''}, {words.day(one.decided_on)}".strip(", ")
    return (
        title,
        f"{kind}: {reason}" if kind else reason,
        one.document,
        decided,
        points,
    )


def _sensitivity(results: Results, words: Words) -> Table:
    rows = [
        (index_title(name, words), weights(told, words), telling.score(value))
        for name, index in results.indices.items()
        for told, value in (index.sensitivity or {}).items()
    ]
    return Table(
        name="sensitivity",
        caption=words.say("Indices with other weights, 0–100"),
        columns=(
            Column(words.say("Index"), width=2.4),
            Column(words.say("Weights"), width=3),
            Column(words.say("Mean"), numeric=True),
        ),
        rows=tuple(rows),
    )


def _together(found: Together, words: Words) -> Table:
    rows = [
        (words.say("External integrity"), telling.score(found.external), ""),
        (words.say("Internal integrity"), telling.score(found.internal), ""),
    ]
    rows += [
        (
            words.say("Together: {weights}", weights=weights(name, words)),
            telling.score(told.mean),
            telling.interval(told.low, told.high),
        )
        for name, told in found.weighed.items()
    ]
    columns = (
        Column(words.say("Result"), width=4),
        Column(words.say("Mean"), numeric=True),
        Column(words.say("Interval (95%)"), numeric=True, width=1.4),
    )
    sure = any(told.low is not None for told in found.weighed.values())
    kept = None if sure else -1
    return Table(
        name="together",
        caption=words.say("Beside this survey: {survey}", survey=_named(found, words)),
        columns=columns[:kept],
        rows=tuple(row[:kept] for row in rows),
    )


def _named(found: Together, words: Words) -> str:
    """Return the title of the other survey, or its name where it is not one of ours."""
    name = found.other.split(", ")[0]
    if name not in loader.names():
        return found.other
    return loader.load(name).title.to(words.language)


def weights(name: str, words: Words) -> str:
    """Return in words which weights an index was computed with."""
    plain = name.removesuffix(DEDUCTED)
    told = {
        "as defined": words.say("as defined"),
        "equal": words.say("all parts alike"),
        "ACRC-2017": words.say("0.763 external, 0.237 internal (ACRC 2017)"),
    }.get(plain, plain)
    return words.say("{weights}, deducted", weights=told) if plain != name else told


def _mean(index: IndexResult) -> float | None:
    return index.overall.mean if isinstance(index.overall, Cell) else None


def _points(one: Deduction) -> float:
    return one.points if one.counted is None else one.counted
