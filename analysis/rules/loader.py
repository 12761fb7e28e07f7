"""Reads the rules, and reports all their faults together."""

import math
import tomllib
from functools import lru_cache
from importlib.resources import files

from analysis.rules.fields import Fields
from analysis.rules.model import EVERY, SUBJECTS, Planned, Rule, Subject, Threshold
from analysis.rules.timing import TIMINGS
from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.model import Text

_KEYS = {
    "name", "when", "topic", "yields_to", "importance", "plan_item",
    "measure", "success", "timing", "level", "body",
}  # fmt: skip
_MOST_IMPORTANT = 5


class RulesError(FaultsError):
    """A file of rules has faults; all of them are named."""


@lru_cache(maxsize=1)
def packaged() -> tuple[Rule, ...]:
    """Return every rule that comes with the programme."""
    folder = files("analysis") / "rules"
    sources = sorted(
        (entry.name, entry.read_bytes())
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    )
    return read(dict(sources))


def read(sources: dict[str, bytes]) -> tuple[Rule, ...]:
    """Return the rules of several files; raise `RulesError` with all faults."""
    faults: list[Fault] = []
    rules = [rule for name in sources for rule in _file(name, sources[name], faults)]
    faults.extend(_double_names(rules))
    faults.extend(_unknown_names(rules))
    if faults:
        raise RulesError(faults)
    return tuple(rules)


def _file(name: str, source: bytes, faults: list[Fault]) -> list[Rule]:
    try:
        document = tomllib.loads(source.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(fault(name, f"TOML биш байна: {error}", f"not TOML: {error}"))
        return []
    top = Fields(name, document, faults)
    top.only({"questionnaire", "rules"})
    questionnaire = top.text("questionnaire", optional=True) or None
    tables = top.tables("rules")
    return [
        _rule(questionnaire, Fields(f"{name}, rules[{index}]", table, faults))
        for index, table in enumerate(tables, start=1)
    ]


def _rule(questionnaire: str | None, fields: Fields) -> Rule:
    fields.only(_KEYS)
    name = fields.text("name")
    if name:
        fields = fields.renamed(name)
    return Rule(
        name=name,
        questionnaire=questionnaire,
        when=tuple(_threshold(table) for table in fields.inner_tables("when")),
        topic=fields.text("topic", optional=True) or name,
        yields_to=fields.names("yields_to"),
        importance=int(fields.number("importance", low=1, high=_MOST_IMPORTANT)),
        plan_item=fields.text("plan_item"),
        planned=_planned(fields),
    )


def _planned(fields: Fields) -> Planned:
    return Planned(
        measure=fields.texts("measure"),
        success=fields.texts("success"),
        timing=TIMINGS.get(fields.one_of("timing", tuple(TIMINGS)), Text({"mn": ""})),
        level=fields.texts("level"),
        body=fields.texts("body"),
    )


def _threshold(fields: Fields) -> Threshold:
    fields.only({*SUBJECTS, "below", "above", "severe"})
    subject, name = _subject(fields)
    below = fields.optional_number("below")
    above = fields.optional_number("above")
    if (below is None) == (above is None):
        fields.blame(
            "below эсвэл above-ийн зөвхөн нэгийг заана",
            "exactly one of below and above is expected",
        )
    severe = fields.optional_number("severe")
    if severe is None:
        severe = 0.0 if below is not None else 1.0
    edge = below if below is not None else above
    if edge is not None and not _reachable(edge, severe, below=below is not None):
        fields.blame(
            "severe нь босгоны цаана байх ёстой", "severe must lie beyond the threshold"
        )
    return Threshold(subject, name, below, above, severe)


def _reachable(edge: float, severe: float, *, below: bool) -> bool:
    finite = math.isfinite(edge) and math.isfinite(severe)
    return finite and (severe < edge if below else severe > edge)


def _subject(fields: Fields) -> tuple[Subject, str]:
    named = [subject for subject in SUBJECTS if fields.has(subject)]
    if len(named) != 1:
        expected = ", ".join(SUBJECTS)
        fields.blame(
            f"эдгээрийн яг нэгийг заана: {expected}",
            f"exactly one of these is expected: {expected}",
        )
        return "indicator", EVERY
    return named[0], fields.text(named[0])


def _double_names(rules: list[Rule]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for rule in rules:
        if rule.name and rule.name in seen:
            faults.append(
                fault(rule.name, "дүрмийн нэр давхардсан", "the name is used twice")
            )
        seen.add(rule.name)
    return faults


def _unknown_names(rules: list[Rule]) -> list[Fault]:
    known = {rule.name for rule in rules}
    return [
        fault(
            f"{rule.name}, yields_to",
            f"{other!r} нэртэй дүрэм алга",
            f"there is no rule {other!r}",
        )
        for rule in rules
        for other in rule.yields_to
        if other not in known
    ]
