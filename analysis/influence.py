"""Asks which indicators go together with the outcome that a questionnaire names."""

from collections.abc import Mapping

import numpy as np
from scipy import special

from analysis.figures import Driver
from analysis.results import Drivers
from analysis.shapes import Shape
from analysis.statistics.drivers import johnson_of_correlations, shapley_of_correlations
from analysis.statistics.samples import UndefinedError
from analysis.tallies import Scores
from questionnaires.model import Questionnaire

ENOUGH = 100
_LEAST = 2
_NOTHING = 0.25
_ALPHA = 0.05


def drivers_of(
    questionnaire: Questionnaire, links: Mapping[str, Shape], places: np.ndarray
) -> dict[str, Drivers]:
    """Return how much of the outcome goes together with each indicator.

    Scores are centred within organisations; `places` has the organisation of each
    atom. The indicator that the outcome belongs to is left out; it goes without
    saying. Where all indicators together explain no more than chance would, nothing
    is told of any.
    """
    found = {}
    for name, shape in links.items():
        own = questionnaire.item(name).indicator
        names = [i.name for i in questionnaire.indicators if i.name != own]
        n = int(shape.products[:, 0, 0].sum())
        if len(names) < _LEAST or not questionnaire.item(name).scores or n < ENOUGH:
            continue
        told = _drivers(names, shape, places)
        if told is not None and _beyond_chance(told, _groups(shape, places)):
            found[name] = told
    return found


def _groups(shape: Shape, places: np.ndarray) -> int:
    """Return in how many organisations people answered all of it."""
    return len(np.unique(places[shape.products[:, 0, 0] > 0]))


def _beyond_chance(found: Drivers, groups: int) -> bool:
    """Return whether the F test of all indicators together, within groups, says so."""
    size = len(found.indicators)
    free = found.n - groups - size
    if free <= 0:
        return False
    left = max(1 - found.r2, 0.0)
    if left == 0:
        return True
    ratio = found.r2 / size / (left / free)
    return bool(special.fdtrc(size, free, max(ratio, 0.0)) <= _ALPHA)


def _drivers(names: list[str], shape: Shape, places: np.ndarray) -> Drivers | None:
    """Return the drivers among people who have all of it, if they differ at all."""
    within = _within(shape, places)
    spread = np.diag(within)
    if (spread < _NOTHING).any():
        return None
    correlations = within / np.sqrt(np.outer(spread, spread))
    try:
        fair = shapley_of_correlations(correlations)
        relative = johnson_of_correlations(correlations)
    except UndefinedError:
        return None
    parts = zip(names, fair.tolist(), relative.tolist(), strict=True)
    told = {name: Driver(first, second) for name, first, second in parts}
    return Drivers(int(shape.products[:, 0, 0].sum()), float(fair.sum()), told)


def _within(shape: Shape, places: np.ndarray) -> Scores:
    """Return the sums of products of differences from the organisations' means.

    Columns are whole numbers, so that one person who differs makes it at least a
    half: what is smaller is nothing.
    """
    products = shape.products
    whole = products[:, 1:, 1:].sum(axis=0).astype(np.float64)
    _distinct, group = np.unique(places, return_inverse=True)
    sums = np.zeros((int(group.max(initial=-1)) + 1, products.shape[1]))
    np.add.at(sums, group.ravel(), products[:, 0, :].astype(np.float64))
    answered = np.maximum(sums[:, :1], 1)
    return np.asarray(whole - sums[:, 1:].T @ (sums[:, 1:] / answered))
