"""Counts the answers to single items, and turns the counts into results."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.counting import Counted
from analysis.dataset import FIRST_MISSING, NOT_ASKED, SKIPPED, Dataset
from analysis.figures import Cell
from analysis.measures import Headcount, counts_of, interpolated_median, scored_cells
from analysis.statistics.histogram import Histogram
from analysis.tallies import Counts, Flags, Tally
from questionnaires.model import Item, Questionnaire

UNSCORED = "unscored"


def tally_items(dataset: Dataset, counted: Counted) -> dict[str, Tally]:
    """Return the counts of all items by atom."""
    tallies = {}
    for place, item in enumerate(dataset.questionnaire.items):
        if item.type == "choices":
            tallies[item.name] = _chosen(dataset, item, counted.chosen[item.name])
        else:
            tallies[item.name] = _single(dataset, item, counted.histogram, place)
    return tallies


def _chosen(dataset: Dataset, item: Item, chosen: Counts) -> Tally:
    """Return the counts of an item to which a person may give several answers."""
    names = tuple(str(value) for value in dataset.values[item.name])
    return Tally(names, chosen[:, :-1], chosen[:, -1], np.empty(0), exclusive=False)


def _single(dataset: Dataset, item: Item, found: Histogram, place: int) -> Tally:
    """Return the counts of an item to which a person gives one answer."""
    if item.type == "text":
        counts = found.counts[:, place, :1]
        return Tally(("",), counts, counts.sum(axis=1), np.empty(0))
    values = dataset.values[item.name]
    measured = item.scores
    scores = np.array([measured.get(value, np.nan) for value in values])
    counts = np.ascontiguousarray(found.counts[:, place, : len(values)])
    names = tuple(str(value) for value in values)
    tally = Tally(names, counts, counts.sum(axis=1), scores)
    if not tally.scored:
        return tally
    return replace(tally, answered=counts[:, ~np.isnan(scores)].sum(axis=1))


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


def item_overall(item: Item, tally: Tally, reasons: Sequence[int], cell: Cell) -> Cell:
    """Return everything that all answers to an item say.

    `reasons` counts why answers are missing, `cell` has the figures of the others.
    """
    everybody = np.ones(len(tally.answered), dtype=np.bool_)
    part = tally.within(everybody)
    told = _missing(item, reasons)
    unscored = sum(part.named_counts.values()) - part.n
    if tally.scored and unscored:
        told[UNSCORED] = unscored
    counts = None if item.type == "text" else part.named_counts
    median = None
    if item.type == "bands":
        median = interpolated_median(tuple(map(int, part.counts)), item.bounds)
    return replace(cell, counts=counts, missing=told, median=median, shares=None)


def item_cells(
    tallies: Sequence[Tally], sets: Flags, headcounts: Headcount
) -> list[list[Cell]]:
    """Return what some sets of people (sets × atoms) say, of each tally."""
    scored = [tally for tally in tallies if tally.scored]
    cells = iter(scored_cells(scored, sets, headcounts))
    return [
        next(cells) if tally.scored else _named_cells(tally, sets) for tally in tallies
    ]


def _named_cells(tally: Tally, sets: Flags) -> list[Cell]:
    """Return the shares of answers that have no score."""
    counts = counts_of(tally.counts, sets).tolist()
    people = counts_of(tally.answered[:, np.newaxis], sets).ravel().tolist()
    return [
        Cell(n, shares={v: c / n for v, c in zip(tally.values, row, strict=True)})
        if n
        else Cell(0)
        for n, row in zip(people, counts, strict=True)
    ]


def _missing(item: Item, reasons: Sequence[int]) -> dict[str, int]:
    """Return how many gave no answer for each reason, from the item's histogram."""
    named = zip((m.code for m in item.missing), reasons[-1 - FIRST_MISSING :])  # noqa: B905  other items have more reasons
    return {
        **dict(named),
        "skipped": reasons[-1 - SKIPPED],
        "not_asked": reasons[-1 - NOT_ASKED],
    }
