"""Counts the answers to single items, and turns the counts into results."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from analysis.cuts import Sorting
from analysis.dataset import FIRST_MISSING, NOT_ASKED, SKIPPED, Dataset
from analysis.figures import Cell
from analysis.measures import interpolated_median, scored_cell
from analysis.tallies import Part, Tally
from questionnaires.model import Item, Questionnaire

UNSCORED = "unscored"


def tally_item(dataset: Dataset, item: Item, sorting: Sorting) -> Tally:
    """Count the answers to an item in every group."""
    values = dataset.values[item.name]
    if item.type == "choices":
        return sorting.count_chosen(dataset.chosen[item.name], values)
    if item.type == "text":
        return sorting.count(dataset.columns[item.name].astype(np.int64), [""], _NONE)
    measured = item.scores
    scores = np.array([measured.get(value, np.nan) for value in values])
    places = np.maximum(dataset.columns[item.name], -1).astype(np.int64)
    tally = sorting.count(places, values, scores)
    if not tally.scored:
        return tally
    return replace(tally, answered=tally.counts[:, ~np.isnan(scores)].sum(axis=1))


def is_broken_down(questionnaire: Questionnaire, item: Item) -> bool:
    """Return whether an item's answers are reported by group.

    Not broken down are texts, crosswise answers (which mean nothing for few people),
    experiences (they have a table of their own) and what groups are made of.
    """
    cuts = {name for cut in questionnaire.cuts for name in cut.by}
    return (
        item.type not in {"text", "crosswise"}
        and item.experience is None
        and item.name not in cuts
    )


def item_overall(
    dataset: Dataset, item: Item, part: Part, *, headcount: int | None
) -> Cell:
    """Return everything that all answers to an item say."""
    cell = item_cell(part, headcount=headcount)
    missing = dict(_missing(dataset, item))
    unscored = sum(part.named_counts.values()) - part.n
    if part.tally.scored and unscored:
        missing[UNSCORED] = unscored
    counts = None if item.type == "text" else part.named_counts
    median = None
    if item.type == "bands":
        median = interpolated_median(tuple(map(int, part.counts)), item.bounds)
    return replace(cell, counts=counts, missing=missing, median=median, shares=None)


def item_cell(part: Part, *, headcount: int | None) -> Cell:
    """Return what the answers of one set of people say."""
    if part.tally.scored:
        return scored_cell(part, headcount=headcount)
    if not part.n:
        return Cell(0)
    shares = {value: count / part.n for value, count in part.named_counts.items()}
    return Cell(part.n, shares=shares)


def _missing(dataset: Dataset, item: Item) -> Mapping[str, int]:
    column = dataset.columns[item.name]
    named = {
        missing.code: int((column == FIRST_MISSING - place).sum())
        for place, missing in enumerate(item.missing)
    }
    return {
        **named,
        "skipped": int((column == SKIPPED).sum()),
        "not_asked": int((column == NOT_ASKED).sum()),
    }


_NONE = np.empty(0)
