"""Rounds results for showing: whole percents, means to one decimal, small n in bands.

It is the last step: whatever is computed is computed before.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from analysis.figures import Cell, Estimate, Rate, SensitiveFigure, Standing
from analysis.results import Reliability, Results

T = TypeVar("T")
SMALL, STEP = 30, 5
_ROUNDED = (Cell, Rate, SensitiveFigure, Estimate, Standing, Reliability)


def rounded(results: Results) -> Results:
    """Return results with every figure rounded and every small number in a band."""
    names = ("items", "indicators", "indices", "experience", "sensitive", "reliability")
    blocks = {name: _inside(getattr(results, name)) for name in names}
    disclosure = replace(results.disclosure, rounded=True)
    return replace(results, **blocks, disclosure=disclosure)


def _inside(value: Any) -> Any:  # noqa: ANN401  walks any tree of results
    if isinstance(value, Mapping):
        return {name: _inside(held) for name, held in value.items()}
    if isinstance(value, Cell):
        return _cell(value)
    if isinstance(value, Rate):
        return _banded(_figures(value, {"rate": 2, "low": 2, "high": 2}))
    if isinstance(value, SensitiveFigure):
        return _banded(_figures(value, {"estimate": 2, "low": 2, "high": 2}))
    if isinstance(value, Reliability):
        return _figures(value, dict.fromkeys(_floats(value), 2))
    if is_dataclass(value) and not isinstance(value, type):
        held = {f.name: _inside(getattr(value, f.name)) for f in fields(value)}
        return replace(value, **held)
    return value


def _cell(cell: Cell) -> Cell:
    shares = {k: round(v, 2) for k, v in cell.distribution.items()}
    everybody = cell.n + sum((cell.missing or {}).values())
    missing = {k: round(v / everybody, 2) for k, v in (cell.missing or {}).items()}
    places = {"mean": 1, "low": 1, "high": 1, "typical": 1, "shrunken": 1, "median": 0}
    percents = dict.fromkeys(("positive", "positive_low", "positive_high"), 2)
    weighted = cell.weighted
    if weighted is not None:
        weighted = _figures(weighted, {"mean": 1, "low": 1, "high": 1})
    return _banded(
        replace(
            _figures(cell, {**places, **percents}),
            counts=None,
            missing=None,
            shares=shares if cell.counts is not None else cell.shares,
            missing_shares=missing if cell.missing is not None else cell.missing_shares,
            weighted=weighted,
        )
    )


def _banded(figure: Any) -> Any:  # noqa: ANN401  any figure with a number of people
    if figure.n >= SMALL or figure.n_to is not None:
        return figure
    low = figure.n - figure.n % STEP
    return replace(figure, n=low, n_to=low + STEP - 1)


def _figures(value: T, places: Mapping[str, int]) -> T:
    found = {name: getattr(value, name) for name in places}
    told = {
        name: round(number, places[name])
        for name, number in found.items()
        if number is not None
    }
    return replace(value, **told)  # type: ignore[type-var]  only figures come here


def _floats(value: Reliability) -> list[str]:
    return [f.name for f in fields(value) if f.name not in {"n", "items"}]
