"""The answers as their person reads them again before sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionnaires.model import Item
from survey.web.pages import Path
from survey.web.values import offered


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer in words; no words where it was skipped."""

    question: str
    answer: tuple[str, ...]
    step: int


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one section."""

    title: str
    lines: Sequence[Line]


def parts(path: Path, language: str) -> list[Part]:
    """Return all questions that were asked, with their answers, by section."""
    found: dict[str, Part] = {}
    for step in path.steps:
        lines = [
            Line(
                item.text.to(language),
                _words(item, path, language),
                step.number,
            )
            for item in path.items(step)
        ]
        name, title = step.section.name, step.section.title.to(language)
        earlier = found[name].lines if name in found else ()
        found[name] = Part(title, [*earlier, *lines])
    return list(found.values())


def _words(item: Item, path: Path, language: str) -> tuple[str, ...]:
    answer = path.answers.get(item.name)
    if answer is None:
        return ()
    if isinstance(answer, Mapping):
        labels = {m.code: m.label.to(language) for m in item.missing}
        return (labels[str(answer["missing"])],)
    if item.type == "text":
        return (str(answer),)
    chosen = answer if isinstance(answer, list) else [answer]
    options = offered(item, path.group)
    return tuple(o.label.to(language) for o in options if o.value in chosen)
