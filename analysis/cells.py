"""Figures of one set of people: means, shares, counts, rates, with their intervals."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.dataset import FIRST_MISSING, NOT_ASKED, SKIPPED, Dataset
from analysis.figures import Cell, Rate
from analysis.statistics import estimates
from questionnaires.model import Item

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]

HALF = 50.0


@dataclass(frozen=True, slots=True)
class People:
    """Which respondents are meant, and of how many people they are the answers."""

    members: Mask
    headcount: int | None


def scored(scores: Scores, people: People) -> Cell:
    """Return mean and share of positive answers; NaN is no answer."""
    values = scores[people.members]
    values = values[~np.isnan(values)]
    if not values.size:
        return Cell(n=0)
    mean = estimates.mean(values, headcount=people.headcount)
    positive = int((values > HALF).sum())
    share = estimates.wilson(positive, values.size, headcount=people.headcount)
    return Cell(
        n=values.size,
        mean=mean.value,
        low=mean.low,
        high=mean.high,
        positive=share.value,
        positive_low=share.low,
        positive_high=share.high,
    )


def counted(dataset: Dataset, item: Item, people: People) -> dict[str, dict[str, int]]:
    """Return how many gave each option, and how many gave none for each reason."""
    column = dataset.columns[item.name][people.members]
    if item.name in dataset.chosen:
        given = dataset.chosen[item.name][people.members].sum(axis=0)
    else:
        given = np.bincount(
            column[column >= 0], minlength=len(dataset.values[item.name])
        )
    counts = {
        str(value): int(count)
        for value, count in zip(dataset.values[item.name], given, strict=False)
    }
    missing = {
        code.code: int((column == FIRST_MISSING - place).sum())
        for place, code in enumerate(item.missing)
    }
    missing["skipped"] = int((column == SKIPPED).sum())
    missing["not_asked"] = int((column == NOT_ASKED).sum())
    return {"counts": counts, "missing": missing}


def answered(dataset: Dataset, item: Item, people: People) -> int:
    """Return how many gave an answer other than a missing code."""
    return int((dataset.columns[item.name][people.members] >= 0).sum())


def band_median(item: Item, counts: Mapping[str, int]) -> float | None:
    """Return the median of banded answers by interpolation within its band.

    None where the median lies in the open last band, or nobody answered.
    """
    total = sum(counts.values())
    reached, low = 0, 0.0
    for option, upper in zip(item.options, item.bounds, strict=True):
        count = counts[str(option.value)]
        if upper is None or not total:
            return None
        if reached + count >= total / 2:
            return low + (upper - low) * (total / 2 - reached) / count
        reached, low = reached + count, upper
    return None


def rate(happened: Mask, asked: Mask, people: People) -> Rate:
    """Return the share of those asked to whom something happened."""
    among = asked & people.members
    n = int(among.sum())
    if not n:
        return Rate(n=0)
    headcount = people.headcount if n == int(people.members.sum()) else None
    share = estimates.wilson(int((happened & among).sum()), n, headcount=headcount)
    return Rate(n=n, rate=share.value, low=share.low, high=share.high)
