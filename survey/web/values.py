"""Turns posted values into answers and back. A form can say only what it offers."""

from collections.abc import Iterator, Mapping, Sequence

from questionnaires.model import Item, Option, Questionnaire, Text
from survey.manifest import Group

MISSING_SIGN = "~"
_CHOICE = 2


class UnknownAnswerError(Exception):
    """A posted value is not among those that our form offers for its item."""


def offered(item: Item, group: Group) -> tuple[Option, ...]:
    """Return the options of an item, which may be the services of the group."""
    if item.source is None:
        return item.options
    return tuple(
        Option(name, Text({"mn": name, "en": name})) for name in group.services
    )


def worth_asking(item: Item, group: Group) -> bool:
    """Say whether a group is asked an item at all: one service alone is no choice."""
    return item.source is None or len(group.services) >= _CHOICE


def applies(item: Item, answers: Mapping[str, object], group: Group) -> bool:
    """Say whether a person with these answers is asked the item."""
    if not worth_asking(item, group):
        return False
    return item.when is None or item.when.holds(answers)


def to_answers(
    questionnaire: Questionnaire,
    group: Group,
    values: Mapping[str, Sequence[str]],
) -> dict[str, object]:
    """Return the answers that apply; raise UnknownAnswerError at a bad value."""
    items = {item.name: item for item in questionnaire.items}
    if not values.keys() <= items.keys():
        raise UnknownAnswerError
    read = {name: _read(items[name], group, found) for name, found in values.items()}
    answers: dict[str, object] = {}
    for name, item in items.items():
        answer = read.get(name)
        known = answer not in (None, "", [])
        asked = item.source is not None or applies(item, answers, group)
        if known and asked:
            answers[name] = answer
    return answers


def to_fields(answer: object) -> Iterator[str]:
    """Yield the form values that stand for an answer."""
    if isinstance(answer, Mapping):
        yield f"{MISSING_SIGN}{answer['missing']}"
    elif isinstance(answer, list):
        yield from (str(value) for value in answer)
    else:
        yield str(answer)


def _read(item: Item, group: Group, values: Sequence[str]) -> object:
    if item.type == "text":
        return "\n".join(values).strip()
    known = {str(option.value): option.value for option in offered(item, group)}
    codes = {MISSING_SIGN + missing.code: missing.code for missing in item.missing}
    if not set(values) <= known.keys() | codes.keys():
        raise UnknownAnswerError
    chosen = [known[value] for value in dict.fromkeys(values) if value in known]
    if item.type == "choices" and chosen:
        return chosen
    if len(values) > 1:
        raise UnknownAnswerError
    return chosen[0] if chosen else {"missing": codes[values[0]]}
