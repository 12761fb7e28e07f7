"""Prevalences from crosswise pairs: for the whole district, and only with an anchor."""

from collections.abc import Mapping

import numpy as np

from analysis.figures import SensitiveFigure, Withheld
from analysis.results import SensitiveResult
from analysis.statistics.samples import ShapeError, UndefinedError
from analysis.statistics.sensitive import crosswise_corrected
from analysis.tallies import Counts
from questionnaires.model import Item, Questionnaire

METHOD = "crosswise, corrected by an anchor"
_LEAST = 2


def prevalences(
    questionnaire: Questionnaire, pairs: Mapping[str, Counts]
) -> dict[str, SensitiveResult]:
    """Return the estimate of every crosswise item but the anchors themselves."""
    items = [i for i in questionnaire.items if i.crosswise is not None]
    anchors = {i.crosswise.anchor for i in items if i.crosswise is not None}
    return {
        item.name: SensitiveResult(_estimate(questionnaire, item, pairs[item.name]))
        for item in items
        if item.name not in anchors
    }


def _estimate(
    questionnaire: Questionnaire, item: Item, said: Counts
) -> SensitiveFigure | Withheld:
    pair = item.crosswise
    if pair is None or pair.anchor is None:
        return Withheld("no anchor")
    anchor = questionnaire.item(pair.anchor)
    if anchor.crosswise is None or int(said.sum()) < _LEAST:
        return Withheld("no anchor")
    same, anchor_same = np.repeat([[0, 0, 1, 1], [0, 1, 0, 1]], said.ravel(), axis=1)
    try:
        found = crosswise_corrected(
            same, anchor_same, p=pair.harmless_p, anchor_p=anchor.crosswise.harmless_p
        )
    except (ShapeError, UndefinedError):
        return Withheld("no anchor")
    return SensitiveFigure(found.n, found.estimate, found.low, found.high, METHOD)
