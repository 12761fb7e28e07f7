"""Draws how the answers to items are spread, as bars around a common middle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analysis.charts import drawing, telling
from analysis.charts.model import Chart, Column, Strip, Table
from analysis.disclosure import Published
from analysis.figures import Cell
from analysis.results import Results, Shown
from analysis.wording import Words
from questionnaires.model import Item, Section

_MIDDLE = 50
_MOST_ITEMS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """An item and its published figures."""

    item: Item
    shown: Shown

    @property
    def values(self) -> tuple[int | str, ...]:
        """Return the measured answers from worst to best."""
        scores = self.item.scores
        return tuple(sorted(scores, key=lambda value: scores[value]))


def likert(published: Published[Results], words: Words) -> tuple[Chart, ...]:
    """Draw the items with scores, section by section, alike scales together."""
    return tuple(
        chart
        for section in published.value.questionnaire.sections
        for chart in _of_section(published, section, words)
    )


def asked(published: Published[Results], section: Section) -> list[Asked]:
    """Return the items of a section that have options and figures."""
    results = published.value
    return [
        Asked(item, results.items[item.name].overall)
        for item in section.items
        if item.name in results.items and item.options
    ]


def _of_section(
    published: Published[Results], section: Section, words: Words
) -> Iterator[Chart]:
    drawable = [
        one
        for one in asked(published, section)
        if one.values and isinstance(one.shown, Cell) and one.shown.distribution
    ]
    by_scale = sorted(drawable, key=lambda one: _labels(one, words))
    groups = [
        list(group) for _, group in groupby(by_scale, lambda o: _labels(o, words))
    ]
    groups.sort(key=lambda group: drawable.index(group[0]))
    parts = [
        group[start : start + _MOST_ITEMS]
        for group in groups
        for start in range(0, len(group), _MOST_ITEMS)
    ]
    for number, part in enumerate(parts, start=1):
        yield _chart(section, part, (number, len(parts)), words)


def _labels(one: Asked, words: Words) -> tuple[str, ...]:
    labels = {option.value: option.label for option in one.item.options}
    return tuple(labels[value].to(words.language) for value in one.values)


def _chart(
    section: Section, part: Sequence[Asked], place: tuple[int, int], words: Words
) -> Chart:
    title = section.title.to(words.language)
    number, count = place
    if count > 1:
        title = f"{title} ({number}/{count})"
    strips = [_strip(one, words) for one in part]
    return Chart(
        name=f"answers-{section.name}-{number}",
        svg=drawing.strips(strips, _labels(part[0], words)),
        title=title,
        caption=words.say(
            "Percent of those who answered. Hatched answers left of the middle line "
            "are unfavourable, filled ones right of it favourable."
        ),
        alt=words.say(
            "Bars of the answers to {count} questions. Favourable answers: {list}.",
            count=len(part),
            list="; ".join(_alt(one, words) for one in part),
        ),
        table=_chart_table(part, title, words),
        annexed=True,
    )


def _strip(one: Asked, words: Words) -> Strip:
    scores = one.item.scores
    return Strip(
        one.item.text.to(words.language),
        tuple(share for _, share in _shares(one)),
        tuple((scores[value] - _MIDDLE) / _MIDDLE for value in one.values),
    )


def _shares(one: Asked) -> list[tuple[int | str, float]]:
    spread = one.shown.distribution if isinstance(one.shown, Cell) else {}
    return [(value, spread.get(str(value), 0.0)) for value in one.values]


def _alt(one: Asked, words: Words) -> str:
    positive = one.shown.positive if isinstance(one.shown, Cell) else None
    return f"{one.item.text.to(words.language)} {telling.share(positive)}"


def _chart_table(part: Sequence[Asked], title: str, words: Words) -> Table:
    labels = _labels(part[0], words)
    return Table(
        name="answers",
        caption=words.say("{title}: percent of answers", title=title),
        columns=(
            Column(words.say("Question"), width=3),
            *(Column(label, numeric=True) for label in labels),
        ),
        rows=tuple(
            (
                one.item.text.to(words.language),
                *(telling.share(share) for _, share in _shares(one)),
            )
            for one in part
        ),
    )
