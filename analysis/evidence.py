"""The figure that a statement or a recommendation rests on, with its interval."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from analysis import margins
from analysis.charts import telling
from analysis.charts.organisations import index_title
from analysis.figures import Cell, Rate, Withheld
from analysis.results import (
    IndexResult,
    IndicatorResult,
    ItemResult,
    Results,
    Shown,
)
from analysis.rules.model import EVERY, Subject
from analysis.wording import LANGUAGES, both, percent, words
from questionnaires.model import Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """One published figure: means on 0–100, experiences as shares, coverage in percent.

    `reached` is the share of people whom the result concerns: those whose answer was
    not favourable, or those who had a contact in which something could happen. Without
    a `margin` of error the interval is caution in choosing, and is not shown.
    """

    subject: Subject
    name: str
    title: Text
    figure: Text
    value: float
    low: float
    high: float
    reached: float
    margin: bool = True


def evidence(results: Results, subject: Subject, name: str) -> Evidence | None:
    """Return the figure of a result, or nothing where it cannot be judged."""
    if subject == "coverage":
        return _coverage(results)
    if subject == "experience":
        return _experience(results, name)
    cell = _cell(results, subject, name)
    if cell is None:
        return None
    found = _score(subject, name, titled(results, subject, name), cell)
    if found is None or margins.of_all(results) or isinstance(cell, Withheld):
        return found
    return replace(found, figure=_bare_score(cell), margin=False)


def _experience(results: Results, name: str) -> Evidence | None:
    result = results.experience.get(name)
    told = _rate(results, name, result.overall) if result else None
    if result is None or told is None or margins.of_all(results):
        return told
    rate = result.overall
    figure = _bare_rate(rate) if isinstance(rate, Rate) else told.figure
    return replace(told, figure=figure, margin=False)


def _cell(results: Results, subject: Subject, name: str) -> Shown | None:
    found = _block(results, subject).get(name)
    return found.overall if found else None


def _block(
    results: Results, subject: Subject
) -> Mapping[str, IndexResult | IndicatorResult | ItemResult]:
    if subject == "index":
        return results.indices
    return results.indicators if subject == "indicator" else results.items


def titled(results: Results, subject: Subject, name: str) -> Text:
    """Return what a result is called."""
    if subject == "index":
        return Text({tongue: index_title(name, words(tongue)) for tongue in LANGUAGES})
    if subject == "indicator":
        titles = {entry.name: entry.title for entry in results.questionnaire.indicators}
        return titles[name]
    if subject == "coverage":
        return both("Coverage of the survey")
    if subject == "experience":
        return results.questionnaire.experience_title(name)
    return results.questionnaire.item(name).text


def closed(title: Text) -> Text:
    """Return a title as a sentence, with a full stop where it has no ending."""
    return Text(
        {
            language: text if text.endswith((".", "?", "!", "…")) else f"{text}."
            for language, text in title.languages.items()
        }
    )


def every(results: Results, subject: Subject) -> tuple[str, ...]:
    """Return the names of all results of a kind that call for measures of their own.

    What several items ask for together calls for the measures of its items.
    """
    blocks = {
        "index": tuple(results.indices),
        "indicator": tuple(results.indicators),
        "item": tuple(
            item.name
            for item in results.questionnaire.items
            if item.name in results.items and item.experience is None
        ),
        "experience": tuple(
            item.name
            for item in results.questionnaire.items
            if item.name in results.experience
        ),
        "coverage": (EVERY,),
    }
    return blocks[subject]


def _score(
    subject: Subject, name: str, title: Text, cell: Cell | Withheld
) -> Evidence | None:
    if isinstance(cell, Withheld) or cell.mean is None:
        return None
    if cell.low is None or cell.high is None:
        return None
    figure = both(
        "Mean {mean} of 100, interval (95%) {interval}, {people} people, of whom "
        "{positive} answered favourably.",
        mean=telling.score(cell.mean),
        interval=telling.interval(cell.low, cell.high),
        people=telling.people(cell),
        positive=telling.share(cell.positive),
    )
    unfavourable = 1 - (cell.mean / 100 if cell.positive is None else cell.positive)
    return Evidence(
        subject, name, title, figure, cell.mean, cell.low, cell.high, unfavourable
    )


def _bare_score(cell: Cell) -> Text:
    return both(
        "Mean {mean} of 100, {people} people, of whom {positive} answered favourably.",
        mean=telling.score(cell.mean),
        people=telling.people(cell),
        positive=telling.share(cell.positive),
    )


def _bare_rate(rate: Rate) -> Text:
    return both(
        "{rate} of the {people} people to whom it could happen.",
        rate=telling.share(rate.rate),
        people=telling.people(rate),
    )


def _rate(results: Results, name: str, rate: Rate | Withheld) -> Evidence | None:
    if isinstance(rate, Withheld) or rate.rate is None:
        return None
    if rate.low is None or rate.high is None:
        return None
    title = titled(results, "experience", name)
    figure = both(
        "{rate} of the {people} people to whom it could happen, interval (95%) "
        "{interval}.",
        rate=telling.share(rate.rate),
        people=telling.people(rate),
        interval=telling.share_interval(rate.low, rate.high),
    )
    exposed = min(rate.n / results.answers, 1.0) if results.answers else 0.0
    return Evidence(
        "experience", name, title, figure, rate.rate, rate.low, rate.high, exposed
    )


def _coverage(results: Results) -> Evidence | None:
    headcount = results.facts.headcount
    if not headcount:
        return None
    share = results.answers / headcount
    figure = both(
        "{share}: {answers} of {headcount} people answered.",
        share=percent(share),
        answers=f"{results.answers:,}",
        headcount=f"{headcount:,}",
    )
    title = titled(results, "coverage", EVERY)
    value = share * 100
    return Evidence("coverage", EVERY, title, figure, value, value, value, 1 - share)
