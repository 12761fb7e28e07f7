"""A survey of any size for benchmarks: forty five-point items, eight scales, groups."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from analysis.dataset import Dataset
from analysis.figures import SurveyFacts
from questionnaires import loader
from questionnaires.model import Indicator, Questionnaire, Section, Text, Weight

ITEMS, GROUPS, SCALES = 40, 300, 8
EACH = ITEMS // SCALES
_MISSING = 1 / 20
_TITLE = Text({"mn": "Хэмжилт", "en": "Benchmark"})


def questionnaire() -> Questionnaire:
    """Return five-point items, five in each indicator, all of one index."""
    known = loader.read(loader.source_of("internal_integrity"))
    item = next(i for i in known.items if i.type == "scale" and not i.reversed)
    items = tuple(
        replace(item, name=f"i{place}", indicator=f"s{place // EACH}", when=None)
        for place in range(ITEMS)
    )
    weight = Weight(1.0, "equal", "")
    indicators = [Indicator(f"s{k}", "index", weight, _TITLE) for k in range(SCALES)]
    return replace(
        known,
        indicators=tuple(indicators),
        sections=(Section("all", _TITLE, items),),
        cuts=tuple(cut for cut in known.cuts if cut.by == ("organisation",)),
        outcome=None,
    )


def answers(respondents: int) -> Dataset:
    """Return answers that go together, one in twenty missing, in groups."""
    asked, generator = questionnaire(), np.random.default_rng(2025)
    mood = generator.normal(2.0, 0.7, respondents).astype(np.float32)
    columns = {}
    for item in asked.items:
        own = generator.standard_normal(respondents, dtype=np.float32)
        column = np.clip(np.rint(mood + own), 0, 4).astype(np.int8)
        column[generator.random(respondents, dtype=np.float32) < _MISSING] = -1
        columns[item.name] = column
    return Dataset(
        questionnaire=asked,
        columns=columns,
        chosen={},
        values={i.name: tuple(o.value for o in i.options) for i in asked.items},
        texts={},
        groups=generator.integers(0, GROUPS, respondents),
        group_names=tuple(f"g{place:03}" for place in range(GROUPS)),
    )


def facts(headcounts: Mapping[str, int] | None) -> SurveyFacts:
    """Return what is known of a survey that was made up."""
    return SurveyFacts(
        name="benchmark",
        version="1",
        title=_TITLE,
        opened=None,
        closed=None,
        headcount=sum(headcounts.values()) if headcounts else None,
        headcounts=headcounts,
        cell_floor=10,
        manifest_digest="",
        issued=None,
        mode="file",
        seed=0,
        software="",
        sample=True,
    )


def headcounts(data: Dataset) -> dict[str, int]:
    """Return twice as many people as answered, by group."""
    counted = np.bincount(data.groups, minlength=len(data.group_names))
    return dict(zip(data.group_names, (2 * counted).tolist(), strict=True))


if __name__ == "__main__":
    print(f"{ITEMS} items, {SCALES} scales, {GROUPS} groups")
