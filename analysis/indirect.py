"""Prevalences from crosswise pairs: for the whole district, and only with an anchor."""

from analysis.dataset import Dataset
from analysis.figures import SensitiveFigure, Withheld
from analysis.results import SensitiveResult
from analysis.statistics.samples import ShapeError, UndefinedError
from analysis.statistics.sensitive import crosswise_corrected
from questionnaires.model import SAME, Item

METHOD = "crosswise, corrected by an anchor"
_LEAST = 2


def prevalences(dataset: Dataset) -> dict[str, SensitiveResult]:
    """Return the estimate of every crosswise item but the anchors themselves."""
    items = [i for i in dataset.questionnaire.items if i.crosswise is not None]
    anchors = {i.crosswise.anchor for i in items if i.crosswise is not None}
    return {
        item.name: SensitiveResult(_estimate(dataset, item))
        for item in items
        if item.name not in anchors
    }


def _estimate(dataset: Dataset, item: Item) -> SensitiveFigure | Withheld:
    pair = item.crosswise
    if pair is None or pair.anchor is None:
        return Withheld("no anchor")
    anchor = dataset.questionnaire.item(pair.anchor)
    both = (dataset.columns[item.name] >= 0) & (dataset.columns[anchor.name] >= 0)
    if anchor.crosswise is None or int(both.sum()) < _LEAST:
        return Withheld("no anchor")
    try:
        found = crosswise_corrected(
            dataset.answered(item, [SAME])[both],
            dataset.answered(anchor, [SAME])[both],
            p=pair.harmless_p,
            anchor_p=anchor.crosswise.harmless_p,
        )
    except (ShapeError, UndefinedError):
        return Withheld("no anchor")
    return SensitiveFigure(found.n, found.estimate, found.low, found.high, METHOD)
