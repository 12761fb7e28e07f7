"""Takes points off indices for known cases, by rules that are data.

The index itself is never reduced: what is taken off stands beside it, case by case,
with the document that proves it, and so does what is left.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files

from analysis.figures import Cell, Deduction
from analysis.results import IndexResult
from analysis.rules.fields import Fields
from questionnaires.faults import Fault, FaultsError
from questionnaires.model import Text

_MOST = 100.0
DEDUCTED = ", deducted"


class DeductionRulesError(FaultsError):
    """The rules of deductions have faults; all of them are named."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case: what one costs at most, and all of the kind together."""

    name: str
    title: Text
    points: float
    most: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All kinds, what all together may cost, and who decided these numbers."""

    kinds: Mapping[str, Kind]
    most: float
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A case as an officer entered it: for which index, of which kind, who decided."""

    index: str
    kind: str
    points: float
    document: str
    decided_by: str
    decided_on: date
    reason: Text


@lru_cache(maxsize=1)
def packaged() -> Rules:
    """Return the rules that come with the programme."""
    return read((files("analysis") / "deductions.toml").read_bytes())


def read(source: bytes) -> Rules:
    """Return the rules of a file; raise `DeductionRulesError` with all faults."""
    faults: list[Fault] = []
    top = Fields("deductions", tomllib.loads(source.decode("utf-8-sig")), faults)
    top.only({"most", "status", "source", "kinds"})
    kinds = [_kind(table) for table in top.inner_tables("kinds")]
    rules = Rules(
        kinds={kind.name: kind for kind in kinds},
        most=top.number("most", low=0, high=_MOST),
        status=top.text("status"),
        source=top.text("source"),
    )
    if len(rules.kinds) < len(kinds):
        top.blame("нэр давхардсан", "a name is used twice", key="kinds")
    if faults:
        raise DeductionRulesError(faults)
    return rules


def _kind(fields: Fields) -> Kind:
    fields.only({"name", "title", "points", "most"})
    return Kind(
        name=fields.text("name"),
        title=fields.texts("title"),
        points=fields.number("points", low=0, high=_MOST),
        most=fields.number("most", low=0, high=_MOST),
    )


def deducted(
    indices: Mapping[str, IndexResult], entered: Sequence[Entered], rules: Rules
) -> dict[str, IndexResult]:
    """Return published indices with the cases entered, and what these leave."""
    return {
        name: _with_cases(index, [c for c in entered if c.index == name], rules)
        for name, index in indices.items()
    }


def counted(cases: Sequence[Entered], rules: Rules) -> tuple[float, ...]:
    """Return what each case takes off after the limits of its kind and of all."""
    spent: dict[str, float] = {}
    taken: list[float] = []
    for case in cases:
        kind = rules.kinds[case.kind]
        left = min(kind.most - spent.get(kind.name, 0.0), rules.most - sum(taken))
        points = min(case.points, kind.points, max(left, 0.0))
        spent[kind.name] = spent.get(kind.name, 0.0) + points
        taken.append(points)
    return tuple(taken)


def _with_cases(
    index: IndexResult, cases: Sequence[Entered], rules: Rules
) -> IndexResult:
    cell = index.overall
    if not cases or not isinstance(cell, Cell) or cell.mean is None:
        return index
    taken = counted(cases, rules)
    weighed = index.sensitivity or {"as defined": cell.mean}
    left = {
        f"{name}{DEDUCTED}": max(mean - sum(taken), 0.0)
        for name, mean in weighed.items()
    }
    return replace(
        index,
        deductions=tuple(
            _deduction(case, points, rules)
            for case, points in zip(cases, taken, strict=True)
        ),
        composite=max(cell.mean - sum(taken), 0.0),
        sensitivity={**weighed, **left},
    )


def _deduction(case: Entered, points: float, rules: Rules) -> Deduction:
    return Deduction(
        points=case.points,
        document=case.document,
        reason=case.reason,
        kind=rules.kinds[case.kind].title,
        decided_by=case.decided_by,
        decided_on=case.decided_on,
        counted=points,
    )
