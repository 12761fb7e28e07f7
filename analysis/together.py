"""Puts the surveys of citizens and of civil servants together, by known weights.

Both are published results; what is withheld in either makes no figure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import Published
from analysis.figures import Cell, Estimate
from analysis.results import IndexResult, Results, Together

EXTERNAL = ("external",)
INTERNAL = ("culture", "workplace")
WEIGHTS = {"equal": (0.5, 0.5), "ACRC-2017": (0.763, 0.237)}
DEDUCTED = ", deducted"


@dataclass(frozen=True, slots=True)
class _Side:
    """The mean of one survey's indices, how far it reaches, and what deductions leave.

    Its indices weigh the same.
    """

    mean: float
    reach: float
    left: float


def together(
    one: Published[Results], other: Published[Results] | None
) -> Together | None:
    """Return both surveys in one figure, with equal weights and with those of 2017.

    The weights of 2017 are those of the Korean commission (ACRC): 0.763 external and
    0.237 internal. Its example, 8.35 and 7.87, gives 8.24.
    """
    if other is None:
        return None
    surveys = [one.value, other.value]
    external = _side(surveys, EXTERNAL)
    internal = _side(surveys, INTERNAL)
    if external is None or internal is None:
        return None
    weighed = {}
    chosen = any(results.facts.posters for results in surveys)
    for name, weights in WEIGHTS.items():
        figure = _weighed(external, internal, weights)
        # People chose themselves to answer: no figure of theirs has a margin of error.
        weighed[name] = Estimate(figure.mean) if chosen else figure
        if (external.left, internal.left) != (external.mean, internal.mean):
            left = weighed_mean(external.left, internal.left, weights)
            weighed[f"{name}{DEDUCTED}"] = weighed[name].moved_to(left)
    facts = other.value.facts
    return Together(
        external=external.mean,
        internal=internal.mean,
        weighed=weighed,
        other=f"{facts.name}, {facts.version}",
    )


def weighed_mean(
    external: float, internal: float, weights: tuple[float, float]
) -> float:
    """Return the weighted mean of both sides."""
    first, second = weights
    return first * external + second * internal


def _weighed(
    external: _Side, internal: _Side, weights: tuple[float, float]
) -> Estimate:
    mean = weighed_mean(external.mean, internal.mean, weights)
    reach = math.hypot(weights[0] * external.reach, weights[1] * internal.reach)
    return Estimate(mean, mean - reach, mean + reach)


def _side(surveys: Sequence[Results], names: tuple[str, ...]) -> _Side | None:
    for results in surveys:
        indices = [results.indices[name] for name in names if name in results.indices]
        if len(indices) == len(names):
            return _of(indices)
    return None


def _of(indices: Sequence[IndexResult]) -> _Side | None:
    means, reaches, left = [], [], []
    for index in indices:
        cell = index.overall
        if not isinstance(cell, Cell) or None in (cell.mean, cell.low, cell.high):
            return None
        mean, low, high = cell.mean or 0.0, cell.low or 0.0, cell.high or 0.0
        means.append(mean)
        reaches.append((high - low) / 2)
        left.append(mean if index.composite is None else index.composite)
    count = len(means)
    # One person's indices go together, so their errors are added, not squared away.
    return _Side(sum(means) / count, sum(reaches) / count, sum(left) / count)
