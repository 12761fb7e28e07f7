"""Lists every indicator by each declared cut: by organisation, service, position."""

import math
from collections.abc import Iterator, Sequence

from analysis import margins
from analysis.charts import telling
from analysis.charts.model import Column, Table
from analysis.disclosure import Published
from analysis.figures import Cell
from analysis.results import CROSS, ORGANISATION, Results
from analysis.wording import Words, alphabetical
from questionnaires.model import Cut, Indicator, Questionnaire

_MOST_COLUMNS = 5


def by_cut(published: Published[Results], words: Words) -> Iterator[Table]:
    """Yield tables of the indicators for each cut of which anything may be shown."""
    results = published.value
    indicators = results.questionnaire.indicators
    count = max(1, math.ceil(len(indicators) / _MOST_COLUMNS))
    size = max(1, math.ceil(len(indicators) / count))
    parts = [
        indicators[start : start + size] for start in range(0, len(indicators), size)
    ]
    for cut in results.questionnaire.cuts:
        for part in parts:
            table = _table(results, cut, part, words)
            if any(set(row[1:]) != {telling.NOTHING} for row in table.rows):
                yield table


def _table(
    results: Results, cut: Cut, part: Sequence[Indicator], words: Words
) -> Table:
    titles = [indicator.title.to(words.language) for indicator in part]
    by = [results.indicators[one.name].by.get(cut.name, {}) for one in part]
    names = {name for cells in by for name in cells}
    return Table(
        name=f"cut-{'-'.join(cut.by)}",
        caption=_caption(results, cut, words),
        columns=(
            Column(words.say("Group"), width=2.2),
            *(Column(title, numeric=True, width=1.3) for title in titles),
        ),
        rows=tuple(
            (
                cell_title(results.questionnaire, cut, name, words),
                *(_told(cells.get(name)) for cells in by),
            )
            for name in alphabetical(names)
        ),
    )


def _caption(results: Results, cut: Cut, words: Words) -> str:
    title = cut_title(results.questionnaire, cut, words)
    told = margins.of_groups(results) if cut.name == ORGANISATION else True
    if told and (margins.of_all(results) or cut.name == ORGANISATION):
        return words.say("Means on 0–100 (interval 95%): {cut}", cut=title)
    return words.say("Means on 0–100: {cut}", cut=title)


def cut_title(questionnaire: Questionnaire, cut: Cut, words: Words) -> str:
    """Return what a cut divides by, in words."""
    texts = {item.name: item.text.to(words.language) for item in questionnaire.items}
    texts[ORGANISATION] = words.say("by organisation")
    return CROSS.join(texts[name] for name in cut.by)


def cell_title(questionnaire: Questionnaire, cut: Cut, name: str, words: Words) -> str:
    """Return the words for a value of a cut; unknown values stand for themselves."""
    told = {
        (item.name, str(option.value)): option.label.to(words.language)
        for item in questionnaire.items
        for option in item.options
    }
    values = name.split(CROSS)
    if len(values) != len(cut.by):
        return name
    return CROSS.join(
        told.get((variable, value), value)
        for variable, value in zip(cut.by, values, strict=True)
    )


def _told(shown: object) -> str:
    if not isinstance(shown, Cell) or shown.mean is None:
        return telling.NOTHING
    interval = telling.interval(shown.low, shown.high)
    score = telling.score(shown.mean)
    return score if interval == telling.NOTHING else f"{score} ({interval})"
