"""Rounds results for showing: whole percents, means to one decimal, small n in bands.

It is the last step: whatever is computed is computed before. Exact counts give way to
shares, so that no exact count stands beside a rounded mean.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeAlias

from analysis.figures import (
    Cell,
    Change,
    Driver,
    Estimate,
    Rate,
    SensitiveFigure,
    Standing,
    Withheld,
)
from analysis.results import Changes, Drivers, Reliability, Results, ThemeResult

BLOCKS = (
    "items",
    "indicators",
    "indices",
    "experience",
    "sensitive",
    "reliability",
    "ranking",
    "drivers",
    "themes",
    "changes",
    "together",
)
SMALL, STEP = 30, 5
_SCORE, _SHARE, _P, _PART = 1, 2, 3, 4

Tree: TypeAlias = Any


def rounded(results: Results) -> Results:
    """Return results with every figure rounded and every small number in a band."""
    blocks = {name: _inside(getattr(results, name)) for name in BLOCKS}
    disclosure = replace(results.disclosure, rounded=True)
    return replace(results, **blocks, disclosure=disclosure)


def _inside(value: Tree) -> Tree:
    if isinstance(value, Mapping):
        return {name: _inside(held) for name, held in value.items()}
    if type(value) in _STEPS:
        return _STEPS[type(value)](value)
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, Withheld):
        return replace(value, **_floats(value, _SCORE), **_nested(value))
    return value


def _cell(cell: Cell) -> Tree:
    shares = cell.shares if cell.counts is None else cell.distribution
    everybody = cell.n + sum((cell.missing or {}).values())
    missing = cell.missing_shares
    if cell.missing is not None:
        missing = {k: v / max(everybody, 1) for k, v in cell.missing.items()}
    positive = ("positive", "positive_low", "positive_high")
    told = _floats(cell, _SCORE) | _floats(cell, _SHARE, only=positive)
    return _banded(
        replace(
            cell,
            **told,
            counts=None,
            missing=None,
            shares=_shares(shares),
            missing_shares=_shares(missing),
            weighted=_inside(cell.weighted),
        )
    )


def _share_figure(figure: Tree) -> Tree:
    return _banded(replace(figure, **_floats(figure, _SHARE)))


def _coefficients(value: Tree) -> Tree:
    return replace(value, **_floats(value, _SHARE))


def _drivers(value: Drivers) -> Tree:
    inside = _inside(value.indicators)
    return _banded(replace(value, **_floats(value, _PART), indicators=inside))


def _changes(value: Changes) -> Changes:
    inside: dict[str, Tree] = {
        name: _share_changes(held) if name == "experience" else _inside(held)
        for name, held in ((f.name, getattr(value, f.name)) for f in fields(value))
        if isinstance(held, Mapping)
    }
    waves = tuple(replace(one, means=_inside(one.means)) for one in value.waves)
    return replace(value, **inside, waves=waves)


def _share_changes(found: Mapping[str, Tree]) -> dict[str, Tree]:
    return {
        name: _change(one, _SHARE) if isinstance(one, Change) else one
        for name, one in found.items()
    }


def _change(value: Change, places: int) -> Change:
    told = _floats(value, places) | {"p": round(value.p, _P)}
    return replace(value, **told)


def _driver(value: Driver) -> Driver:
    """Round parts of an explained variance: whole percents would make them equal."""
    told = _floats(value, _PART) | _floats(value, _SCORE, only=("mean",))
    return replace(value, **told)


def _banded(figure: Tree) -> Tree:
    if figure.n >= SMALL or figure.n_to is not None:
        return figure
    low = figure.n - figure.n % STEP
    return replace(figure, n=low, n_to=low + STEP - 1)


def _shares(shares: Mapping[str, float] | None) -> dict[str, float] | None:
    if shares is None:
        return None
    return {value: round(share, _SHARE) for value, share in shares.items()}


def _floats(value: Tree, places: int, *, only: tuple[str, ...] = ()) -> dict[str, Tree]:
    found = {f.name: getattr(value, f.name) for f in fields(value)}
    return {
        name: round(held, places)
        for name, held in found.items()
        if isinstance(held, float) and (not only or name in only)
    }


def _nested(value: Tree) -> dict[str, Tree]:
    found = {f.name: getattr(value, f.name) for f in fields(value)}
    inside = {
        name: held
        for name, held in found.items()
        if name not in {"weight", "deductions", "title"}
        and (isinstance(held, Mapping) or hasattr(held, "__dataclass_fields__"))
    }
    return {name: _inside(held) for name, held in inside.items()}


_STEPS: Mapping[type, Callable[[Tree], Tree]] = {
    Cell: _cell,
    Rate: _share_figure,
    SensitiveFigure: _share_figure,
    Reliability: _coefficients,
    Changes: _changes,
    Change: lambda value: _change(value, _SCORE),
    Drivers: _drivers,
    Driver: _driver,
    ThemeResult: _banded,
    Estimate: lambda value: replace(value, **_floats(value, _SCORE)),
    Standing: lambda value: replace(value, **_floats(value, _SCORE)),
    float: lambda value: round(value, _SCORE),
}
