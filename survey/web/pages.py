"""Divides a questionnaire into the steps of its form.

A step holds as many neighbouring items of one section as do not depend on each
other, so that no page has to change while a person fills it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.model import Item, Questionnaire, Section
from survey.manifest import Group
from survey.web.values import applies


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form."""

    number: int
    section: Section
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The steps that one person sees, given what was answered so far."""

    questionnaire: Questionnaire
    group: Group
    answers: Mapping[str, object]

    def items(self, step: Step) -> tuple[Item, ...]:
        """Return the items of a step that are asked."""
        return tuple(i for i in step.items if applies(i, self.answers, self.group))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps on which anything is asked."""
        return tuple(s for s in steps(self.questionnaire) if self.items(s))

    def step(self, number: int) -> Step | None:
        """Return a step that is asked, or None."""
        return next((s for s in self.steps if s.number == number), None)

    def after(self, number: int) -> Step | None:
        """Return the step that follows, or None at the end."""
        return next((s for s in self.steps if s.number > number), None)

    def before(self, number: int) -> Step | None:
        """Return the step that comes before, or None at the beginning."""
        return next((s for s in reversed(self.steps) if s.number < number), None)

    def part(self, step: Step) -> tuple[int, int]:
        """Return which part of how many a step belongs to, for the progress line."""
        sections = list(dict.fromkeys(s.section.name for s in self.steps))
        return sections.index(step.section.name) + 1, len(sections)


def steps(questionnaire: Questionnaire) -> tuple[Step, ...]:
    """Return all steps of a questionnaire."""
    runs = (
        (section, run) for section in questionnaire.sections for run in _runs(section)
    )
    return tuple(Step(number, *pair) for number, pair in enumerate(runs, start=1))


def _runs(section: Section) -> Iterator[tuple[Item, ...]]:
    run: tuple[Item, ...] = ()
    for item in section.items:
        depends = item.when is not None and item.when.names & {i.name for i in run}
        if depends:
            yield run
            run = ()
        run = (*run, item)
    if run:
        yield run
