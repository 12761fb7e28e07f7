"""From results to ranked measures in the form of the district's plan.

Rank = importance × certain gap × people reached × pull. The certain gap is the part of
the distance to the threshold that remains after the interval, so uncertainty lowers it.
The pull of an indicator is derived from how much it goes together with the outcome of
the questionnaire; where that is not known, it is 1.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure import Published, cautious
from analysis.evidence import Evidence, closed, every, evidence
from analysis.findings import Finding
from analysis.plain import plain
from analysis.ranking_words import reason_for_rank
from analysis.results import Drivers, Results
from analysis.rules import loader
from analysis.rules.model import Planned, Rule, Subject, Threshold
from analysis.wording import both, number, percent
from questionnaires.model import Text

MOST_GENERAL = 5
LEAST_PULL, MOST_PULL = 0.7, 1.4
_UNRANKED = Text({"mn": "", "en": ""})


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A proposed measure, what it rests on, and why it stands where it stands."""

    rule: str
    plan_item: str
    planned: Planned
    evidence: tuple[Text, ...]
    subjects: tuple[tuple[Subject, str], ...]
    importance: int
    gap: float
    reached: float
    rank: Text
    pull: float = 1.0

    @property
    def priority(self) -> float:
        """Return importance × certain gap × people reached × pull."""
        return self.importance * self.gap * self.reached * self.pull


def recommend(
    published: Published[Results],
    findings: Sequence[Finding],
    rules: Iterable[Rule] | None = None,
) -> tuple[Recommendation, ...]:
    """Return the measures that the results call for, the most urgent first."""
    results = cautious(published).value
    known = tuple(loader.packaged() if rules is None else rules)
    name = results.questionnaire.name
    special = [rule for rule in known if rule.questionnaire == name]
    fired = _fire(results, special)
    general = [rule for rule in known if rule.questionnaire is None]
    spoken = _spoken(results, special, fired)
    rest = _ordered(_fire_general(results, general, spoken))[:MOST_GENERAL]
    chosen = _ordered(_without_doubles(fired + rest))
    return _explained([_joined(one, findings) for _, one in chosen])


def to_document(recommendations: Iterable[Recommendation]) -> list[dict[str, object]]:
    """Return the recommendations as they stand in `results.json`."""
    return [
        {
            "rule": one.rule,
            "plan_item": one.plan_item,
            "measure": plain(one.planned.measure),
            "success": plain(one.planned.success),
            "timing": plain(one.planned.timing),
            "level": plain(one.planned.level),
            "body": plain(one.planned.body),
            "evidence": plain(one.evidence),
            "importance": one.importance,
            "gap": round(one.gap, 3),
            "reached": round(one.reached, 3),
            "pull": round(one.pull, 3),
            "rank": plain(one.rank),
        }
        for one in recommendations
    ]


_Fired = tuple[Rule, Recommendation]


def _fire(results: Results, rules: Iterable[Rule]) -> list[_Fired]:
    fired = []
    for rule in rules:
        shown = [evidence(results, want.subject, want.name) for want in rule.when]
        found = _recommendation(rule, shown)
        if found is not None:
            fired.append((rule, _pulled(results, found)))
    names = {rule.name for rule, _ in fired}
    return [(rule, one) for rule, one in fired if names.isdisjoint(rule.yields_to)]


def _recommendation(
    rule: Rule, shown: Sequence[Evidence | None]
) -> Recommendation | None:
    found = [one for one in shown if one is not None]
    if len(found) < len(rule.when):
        return None
    gaps = [
        want.gap(one.low, one.high) for want, one in zip(rule.when, found, strict=True)
    ]
    if min(gaps) <= 0:
        return None
    return Recommendation(
        rule=rule.name,
        plan_item=rule.plan_item,
        planned=rule.planned,
        evidence=tuple(
            _told(want, one) for want, one in zip(rule.when, found, strict=True)
        ),
        subjects=tuple((one.subject, one.name) for one in found),
        importance=rule.importance,
        gap=min(gaps),
        reached=found[0].reached,
        rank=_UNRANKED,
    )


def _told(want: Threshold, shown: Evidence) -> Text:
    """Return the figure, and that not even the edge of its interval is in order."""
    below = want.below is not None
    edge = shown.high if below else shown.low
    level = want.below if below else want.above
    told = {
        "title": closed(shown.title),
        "figure": shown.figure,
        "edge": _amount(shown, edge),
        "level": _amount(shown, level or 0.0),
    }
    if shown.low == shown.high or not shown.margin:
        return both("{title} {figure} The level to reach is {level}.", **told)
    if below:
        return both(
            "{title} {figure} Even the upper end, {edge}, is below {level}.", **told
        )
    return both(
        "{title} {figure} Even the lower end, {edge}, is above {level}.", **told
    )


def _amount(shown: Evidence, value: float) -> str:
    if shown.subject == "experience":
        return percent(value)
    if shown.subject == "coverage":
        return percent(value / 100)
    return number(value, 1)


def _pulled(results: Results, one: Recommendation) -> Recommendation:
    """Give a measure about indicators the pull that is derived from the answers."""
    names = [name for subject, name in one.subjects if subject == "indicator"]
    pulls = [pull(found, name) for found in results.drivers.values() for name in names]
    known = [value for value in pulls if value is not None]
    return replace(one, pull=max(known)) if known else one


def pull(drivers: Drivers, name: str) -> float | None:
    """Return how much more than its even share an indicator explains, within limits.

    The square root draws it towards 1, for what goes together need not be a cause.
    """
    total = sum(driver.shapley for driver in drivers.indicators.values())
    if name not in drivers.indicators or total <= 0:
        return None
    share = drivers.indicators[name].shapley / total
    even = math.sqrt(max(share, 0.0) * len(drivers.indicators))
    return min(max(even, LEAST_PULL), MOST_PULL)


def _spoken(
    results: Results, special: Iterable[Rule], fired: Iterable[_Fired]
) -> set[tuple[Subject, str]]:
    """Return the results that a special rule speaks about, with fired ones' items."""
    spoken = {(want.subject, want.name) for rule in special for want in rule.when}
    concerned = {subject for _, one in fired for subject in one.subjects}
    for item in results.questionnaire.items:
        if item.indicator and ("indicator", item.indicator) in concerned:
            spoken.add(("item", item.name))
    return spoken


def _fire_general(
    results: Results, rules: Iterable[Rule], spoken: set[tuple[Subject, str]]
) -> list[_Fired]:
    fired: list[_Fired] = []
    for rule in rules:
        subject = rule.when[0].subject
        for name in every(results, subject):
            if (subject, name) in spoken:
                continue
            shown = evidence(results, subject, name)
            found = _recommendation(rule, [shown])
            if shown is not None and found is not None:
                told = _pulled(results, _named(found, shown.title))
                fired.append((rule, told))
        spoken = _spoken(results, (), fired) | spoken
    return fired


def _named(one: Recommendation, title: Text) -> Recommendation:
    """Write the result's own title into the texts of a general measure."""
    measure = Text(
        {
            language: text.replace("{title}", title.to(language))
            for language, text in one.planned.measure.languages.items()
        }
    )
    return replace(one, planned=replace(one.planned, measure=measure))


def _ordered(fired: Iterable[_Fired]) -> list[_Fired]:
    return sorted(fired, key=lambda pair: (-pair[1].priority, pair[1].rule))


def _without_doubles(fired: Iterable[_Fired]) -> list[_Fired]:
    """Keep one measure per topic, with the evidence of all of them."""
    kept: dict[tuple[str, ...], _Fired] = {}
    for rule, one in _ordered(fired):
        general = rule.questionnaire is None
        names = tuple(name for _, name in one.subjects) if general else ()
        topic = (rule.topic, *names)
        if topic in kept:
            first, before = kept[topic]
            joined = tuple(dict.fromkeys(before.evidence + one.evidence))
            kept[topic] = (first, replace(before, evidence=joined))
        else:
            kept[topic] = (rule, one)
    return list(kept.values())


def _joined(one: Recommendation, findings: Iterable[Finding]) -> Recommendation:
    """Add the findings that compare organisations or name a driver."""
    added = tuple(
        finding.statement
        for finding in findings
        if finding.evidence is None
        and finding.kind != "ahead"
        and (finding.subject, finding.name) in one.subjects
    )
    return replace(one, evidence=one.evidence + added)


def _explained(
    recommendations: Sequence[Recommendation],
) -> tuple[Recommendation, ...]:
    factors = [_factors(one) for one in recommendations]
    return tuple(
        replace(one, rank=reason_for_rank(own, following))
        for one, own, following in zip(
            recommendations, factors, [*factors[1:], None], strict=False
        )
    )


def _factors(one: Recommendation) -> Mapping[str, float]:
    return {
        "importance": float(one.importance),
        "gap": one.gap,
        "reached": one.reached,
        "pull": one.pull,
    }
