"""Answers of single people, as far as they may leave the house at all.

Two people must want it. The organisation, the service, free text and every question
of which the release withholds anything overall are left out. A variable that tells
who somebody is stays only if the release shows each of its groups, and every
combination of such variables has at least as many people as the floor. What was asked
because of an answer that is left out is left out too: who was not asked tells it. The
rows are sorted by what they say, so their order tells nothing. It is the caller who
writes the export into the audit log.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.dataset import FIRST_MISSING, NOT_ASKED, SKIPPED, Dataset
from analysis.disclosure import Published
from analysis.figures import Withheld
from analysis.results import ORGANISATION, Results
from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.model import Item, Text

_SKIPPED = Text({"mn": "Хариулаагүй", "en": "Not answered"})
_NOT_ASKED = Text({"mn": "Асуугаагүй", "en": "Not asked"})
_CHOSEN = {
    0: Text({"mn": "Сонгоогүй", "en": "Not chosen"}),
    1: Text({"mn": "Сонгосон", "en": "Chosen"}),
}


class SecondPersonError(FaultsError):
    """Nobody but the officer wants the answers of single people exported."""


class TooFewPeopleError(FaultsError):
    """So few people answered that their answers may not be exported at all."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A column: what was asked, and what its numbers mean.

    Numbers below 0 are reasons for which there is no answer.
    """

    name: str
    item: str
    label: Text
    values: Mapping[int, Text]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Microdata:
    """Protected answers of single people: columns and rows of numbers."""

    published: Published[Results]
    variables: tuple[Variable, ...]
    rows: tuple[tuple[int, ...], ...]
    left_out: tuple[str, ...]


def protect(
    answers: Dataset, published: Published[Results], *, officer: str, second: str
) -> Microdata:
    """Return what may be exported of the answers of single people.

    Raises SecondPersonError unless two different people want it, and
    TooFewPeopleError where fewer people answered than the floor.
    """
    if not second.strip() or second.strip() == officer.strip():
        raise SecondPersonError([_one_person()])
    floor = published.value.facts.cell_floor
    if len(answers) < floor:
        raise TooFewPeopleError([_few(floor)])
    keys = _safe_keys(answers, published.value)
    kept = [item for item in answers.questionnaire.items if _may_leave(item, published)]
    telling = _telling(answers)
    kept = [item for item in kept if item.name not in telling or item.name in keys]
    kept = _without_followers(answers, kept)
    columns = [column for item in kept for column in _columns(answers, item)]
    rows = sorted(zip(*(numbers for _, numbers in columns), strict=True))
    names = {item.name for item in kept}
    return Microdata(
        published=published,
        variables=tuple(variable for variable, _ in columns),
        rows=tuple(rows),
        left_out=(
            ORGANISATION,
            *(i.name for i in answers.questionnaire.items if i.name not in names),
        ),
    )


def _may_leave(item: Item, published: Published[Results]) -> bool:
    """Return whether nothing of a question is secret in itself."""
    if item.type == "text" or item.source is not None:
        return False
    found = published.value.items.get(item.name)
    return found is not None and not isinstance(found.overall, Withheld)


def _without_followers(answers: Dataset, kept: Sequence[Item]) -> list[Item]:
    """Return the questions that were not asked because of one that is left out.

    Conditions look at earlier questions alone, so one pass finds whole chains.
    """
    out = {item.name for item in answers.questionnaire.items} - {i.name for i in kept}
    stay = []
    for item in kept:
        if item.filters & out:
            out.add(item.name)
        else:
            stay.append(item)
    return stay


def _telling(answers: Dataset) -> tuple[str, ...]:
    """Return the questions that tell who somebody is rather than what they think."""
    asked = answers.questionnaire
    by = {name for cut in asked.cuts for name in cut.by} - {ORGANISATION}
    about = {
        item.name
        for section in asked.sections
        if section.name == "about_you"
        for item in section.items
    }
    return tuple(i.name for i in asked.items if i.name in by | about)


def _safe_keys(answers: Dataset, results: Results) -> tuple[str, ...]:
    """Return the telling questions that may stay, as many as the floor allows."""
    floor = results.facts.cell_floor
    kept: tuple[str, ...] = ()
    for name in _telling(answers):
        if _is_shown(results, name) and _is_crowded(answers, (*kept, name), floor):
            kept = (*kept, name)
    return kept


def _is_shown(results: Results, name: str) -> bool:
    """Return whether the release shows all groups of a question that it divides by."""
    blocks = (results.items, results.indicators, results.indices, results.experience)
    cells = [
        figure
        for block in blocks
        for result in block.values()
        for cut, group in result.by.items()
        if name in cut.split(" × ")
        for figure in group.values()
    ]
    return bool(cells) and not any(isinstance(one, Withheld) for one in cells)


def _is_crowded(answers: Dataset, names: Sequence[str], floor: int) -> bool:
    columns = [answers.columns[name].tolist() for name in names]
    return min(Counter(zip(*columns, strict=True)).values()) >= floor


def _columns(answers: Dataset, item: Item) -> Iterator[tuple[Variable, Sequence[int]]]:
    if item.type == "choices":
        yield from _choices(answers, item)
        return
    codes = {place: _code(item, place) for place in range(len(item.options))}
    numbers = [codes.get(place, place) for place in answers.columns[item.name].tolist()]
    values = {codes[k]: option.label for k, option in enumerate(item.options)}
    ordered = item.type in {"scale", "bands"}
    yield _variable(item, item.name, item.text, values, ordered=ordered), numbers


def _choices(answers: Dataset, item: Item) -> Iterator[tuple[Variable, Sequence[int]]]:
    given = answers.columns[item.name].tolist()
    for place, option in enumerate(item.options):
        chosen = answers.chosen[item.name][:, place].tolist()
        numbers = [
            int(mark) if told >= 0 else told
            for mark, told in zip(chosen, given, strict=True)
        ]
        name = f"{item.name}__{place + 1}"
        label = Text(
            {
                language: f"{option.label.to(language)}: {text}"
                for language, text in item.text.languages.items()
            }
        )
        yield _variable(item, name, label, _CHOSEN, ordered=False), numbers


def _variable(
    item: Item, name: str, label: Text, values: Mapping[int, Text], *, ordered: bool
) -> Variable:
    reasons = {FIRST_MISSING - k: one.label for k, one in enumerate(item.missing)}
    silent = {SKIPPED: _SKIPPED, NOT_ASKED: _NOT_ASKED, **reasons}
    return Variable(name, item.name, label, {**values, **silent}, ordered)


def _code(item: Item, place: int) -> int:
    """Return the number of an option: its own, where all options have one."""
    values = [option.value for option in item.options]
    own = values[place]
    numbered = all(isinstance(value, int) and value >= 0 for value in values)
    return own if numbered and isinstance(own, int) else place + 1


def _one_person() -> Fault:
    return fault(
        "second",
        "Хүн тус бүрийн хариултыг гаргахыг хоёр дахь хүн зөвшөөрөх ёстой.",
        "A second person must agree to export the answers of single people.",
    )


def _few(floor: int) -> Fault:
    return fault(
        "answers",
        f"{floor} хүнээс цөөн хүн хариулсан тул гаргах боломжгүй.",
        f"Fewer than {floor} people answered.",
    )
