"""Draws how the answers to items are spread, as bars around a common middle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analysis.charts import drawing, telling
from analysis.charts.model import Chart, Column, Strip, Strips, Table
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
    by_scale = [
        list(group)
        for _, group in groupby(drawable, key=lambda one: _scale(one, words))
    ]
    parts = [
        group[start : start + _MOST_ITEMS]
        for group in by_scale
        for start in range(0, len(group), _MOST_ITEMS)
    ]
    for number, part in enumerate(parts, start=1):
        yield _chart(section, part, (number, len(parts)), words)


def _scale(one: Asked, words: Words) -> tuple[str, ...]:
    return tuple(option.label.to(words.language) for option in one.item.options)


def _chart(
    section: Section, part: Sequence[Asked], place: tuple[int, int], words: Words
) -> Chart:
    title = section.title.to(words.language)
    number, count = place
    if count > 1:
        title = f"{title} ({number}/{count})"
    return Chart(
        name=f"answers-{section.name}-{number}",
        svg=drawing.strips(tuple(strips(part, words))),
        title=title,
        caption=words.say(
            "Percent of those who answered. Hatched, left: unfavourable; filled, "
            "right: favourable."
        ),
        alt=words.say(
            "Bars of the answers to {count} questions. Favourable answers: {list}.",
            count=len(part),
            list="; ".join(_alt(one, words) for one in part),
        ),
        table=_table(part, title, words),
        annexed=True,
    )


def strips(part: Sequence[Asked], words: Words) -> Iterator[Strips]:
    """Yield the strips of items of one scale: those asked the other way come last."""
    for turned in (False, True):
        group = [one for one in part if one.item.reversed == turned]
        if group:
            labels = {option.value: option.label for option in group[0].item.options}
            yield Strips(
                tuple(labels[value].to(words.language) for value in group[0].values),
                tuple(_strip(one, words) for one in group),
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


def _table(part: Sequence[Asked], title: str, words: Words) -> Table:
    options = [o for o in part[0].item.options if o.value in part[0].item.scores]
    return Table(
        name="answers",
        caption=words.say("{title}: percent of answers", title=title),
        columns=(
            Column(words.say("Question"), width=3),
            *(Column(o.label.to(words.language), numeric=True) for o in options),
        ),
        rows=tuple(
            (
                one.item.text.to(words.language),
                *(telling.share(dict(_shares(one))[o.value]) for o in options),
            )
            for one in part
        ),
    )
