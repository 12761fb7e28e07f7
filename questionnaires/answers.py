"""Says what a valid answer is, and how long a whole form of answers can get.

Answers are one JSON object: item → value (scale, choice, bands, crosswise), list of
values (choices), string (text), or ``{"missing": code}``.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.model import Item, Questionnaire

Answer = int | str | list[int | str] | dict[str, str]

SERVICE_LIMIT = 120
_BYTES_PER_LETTER = 4
_PUNCTUATION = 6


class AnswersError(FaultsError):
    """Answers that do not fit their questionnaire; each fault names its item."""


def check(
    questionnaire: Questionnaire, answers: Mapping[str, object]
) -> dict[str, Answer]:
    """Return the answers that apply, in the order of the questionnaire.

    Empty answers, and answers to items whose condition does not hold, are dropped.
    """
    return Checker.of(questionnaire).check(answers)


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks many answers to one questionnaire; `options` are by name of the item."""

    items: tuple[Item, ...]
    options: Mapping[str, frozenset[tuple[type, int | str]]]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Checker":
        """Return the checker of a questionnaire."""
        return cls(
            questionnaire.items, {i.name: _choices(i) for i in questionnaire.items}
        )

    def check(self, answers: Mapping[str, object]) -> dict[str, Answer]:
        """Return the answers that apply, as the function `check` does."""
        faults = [_unknown(name) for name in answers if name not in self.options]
        kept: dict[str, Answer] = {}
        for item in self.items:
            if item.when is None or item.when.holds(kept):
                found = self._found(item, answers.get(item.name))
                if isinstance(found, Fault):
                    faults.append(found)
                elif found is not None:
                    kept[item.name] = found
        if faults:
            raise AnswersError(faults)
        return kept

    def _found(self, item: Item, given: object) -> Answer | Fault | None:
        """Return an answer as it is kept, what is wrong with it, or nothing."""
        if isinstance(given, int | str):
            if (type(given), given) in self.options[item.name]:
                return given
        elif given is None:
            return _required(item) if item.required else None
        found = _plain(given)
        if found in ("", []):
            return _required(item) if item.required else None
        wrong = _fault(item, found)
        return _clean(item, found) if wrong is None else wrong


def longest(questionnaire: Questionnaire) -> int:
    """Return the bytes of the longest possible answer as canonical JSON."""
    return 2 + sum(
        len(item.name.encode()) + _PUNCTUATION + _longest_answer(item)
        for item in questionnaire.items
    )


def _choices(item: Item) -> frozenset[tuple[type, int | str]]:
    """Return what one answer to an item can be chosen from, with its type."""
    if item.type in {"text", "choices"} or item.source is not None:
        return frozenset()
    return frozenset((type(option.value), option.value) for option in item.options)


def _plain(answer: object) -> object:
    if isinstance(answer, tuple):
        return list(answer)
    if isinstance(answer, str):
        return "\n".join(answer.splitlines()).replace("\t", " ").strip()
    return answer


def _longest_answer(item: Item) -> int:
    missing = max(
        (len(_json({"missing": missing.code})) for missing in item.missing), default=0
    )
    values = [len(_json(option.value)) for option in item.options]
    if item.type == "text":
        given = 2 + item.limit * _BYTES_PER_LETTER
    elif item.source is not None:
        given = 2 + SERVICE_LIMIT * _BYTES_PER_LETTER
    elif item.type == "choices":
        given = 2 + sum(values) + len(values)
    else:
        given = max(values, default=0)
    return max(missing, given)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _clean(item: Item, answer: object) -> Answer:
    if isinstance(answer, Mapping):
        return {"missing": str(answer["missing"])}
    if isinstance(answer, list):
        chosen = set(answer)
        return [option.value for option in item.options if option.value in chosen]
    return answer if isinstance(answer, int) else str(answer)


def _fault(item: Item, answer: object) -> Fault | None:
    if isinstance(answer, Mapping):
        codes = [missing.code for missing in item.missing]
        known = set(answer) == {"missing"} and answer["missing"] in codes
        return None if known else _outside(item)
    if item.type == "text":
        return _text_fault(item, answer, item.limit)
    if item.source is not None:
        return _text_fault(item, answer, SERVICE_LIMIT)
    if item.type == "choices":
        return _choices_fault(item, answer)
    return None if _is_option(item, answer) else _outside(item)


def _choices_fault(item: Item, answer: object) -> Fault | None:
    if not isinstance(answer, list):
        return _outside(item)
    known = all(_is_option(item, value) for value in answer)
    twice = len({str(value) for value in answer}) < len(answer)
    return None if known and not twice else _outside(item)


def _is_option(item: Item, answer: object) -> bool:
    return any(
        type(answer) is type(option.value) and answer == option.value
        for option in item.options
    )


def _text_fault(item: Item, answer: object, limit: int) -> Fault | None:
    if not isinstance(answer, str):
        return _outside(item)
    if len(answer) > limit:
        return fault(
            item.name,
            f"Хариулт {limit} тэмдэгтээс урт байна. Товчилно уу.",
            f"The answer is longer than {limit} letters. Please shorten it.",
        )
    if any(_unwritable(answer)):
        return fault(
            item.name,
            "Хариултад үл үзэгдэх удирдах тэмдэгт байна.",
            "The answer holds invisible control characters.",
        )
    return None


def _unwritable(text: str) -> Iterator[bool]:
    for letter in text:
        yield letter != "\n" and unicodedata.category(letter) in {"Cc", "Cs"}


def _unknown(name: str) -> Fault:
    return fault(
        name[:60],
        "Ийм асуулт энэ санал асуулгад байхгүй.",
        "This questionnaire has no such item.",
    )


def _required(item: Item) -> Fault:
    return fault(item.name, "Энэ асуултад хариулна уу.", "Answer this question.")


def _outside(item: Item) -> Fault:
    return fault(
        item.name,
        "Санал болгосон хариултуудаас сонгоно уу.",
        "Choose one of the answers offered.",
    )
