"""Draws the screens of answering from what is known of a visit. It stores nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext

from questionnaires.model import Item, Text
from survey.manifest import INTERNAL
from survey.submission import Entry
from survey.web import forms, languages, pages, summary
from survey.web.days import in_words
from survey.web.pages import Path, Step
from survey.web.posted import PREFIX, Posted
from survey.web.receipts import PrintedReceipt
from survey.web.values import to_fields

CHECK = "check"
_FEW = 50
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Visit:
    """One person on the way through the form: the code, its survey, the answers."""

    code: str
    entry: Entry
    path: Path
    posted: Posted

    @property
    def current(self) -> Step | None:
        """Return the step that the person has on the screen, or None."""
        number = self.posted.step
        return self.path.step(int(number)) if _is_number(number) else None

    def carried(self, *, without: Step | None) -> list[Pair]:
        """Return the answers as hidden fields, less those that a step shows."""
        shown = {item.name for item in without.items} if without else set()
        return [pair for pair in self._fields() if pair[0] not in shown]

    def _fields(self) -> Iterator[Pair]:
        for name, answer in self.path.answers.items():
            yield from ((name, value) for value in to_fields(answer))


def code_entry(code: str, *, fault: str) -> str:
    """Ask for the code of a card, and say what is wrong with the one given."""
    return render_template("answering/code.html", code=code, fault=fault)


def code_fault(code: str) -> str:
    """Say what is wrong with a code that was never printed like this."""
    mistyped = gettext("This code is mistyped: compare it with your card")
    return str(mistyped if code else gettext("Type the code of your card"))


def questions(
    visit: Visit,
    step: Step,
    *,
    checking: bool,
    form: forms.StepForm | None = None,
) -> str:
    """Show one step, with its errors if its form was checked.

    `checking` says that the person came from the check page and wants back to it.
    """
    path, language = visit.path, languages.current()
    shown = form or step_form(visit, step)
    number, total = path.part(step)
    return render_template(
        "answering/step.html",
        visit=visit,
        step=step,
        form=shown,
        checking=checking,
        faults=forms.faults(shown),
        carried=visit.carried(without=step),
        prefix=PREFIX,
        title=path.questionnaire.title.to(language),
        heading=step.section.title.to(language),
        introduction=None
        if path.before(step.number)
        else introduction(visit.entry, language),
        part=number,
        parts=total,
        core_end=step.number == core_until(visit.entry),
        more=len(extra(visit.entry)),
        first=path.before(step.number) is None,
        sample=visit.entry.manifest.sample,
    )


def step_form(visit: Visit, step: Step) -> forms.StepForm:
    """Return the form of a step, filled with what was answered so far."""
    return forms.build(
        visit.path.items(step),
        visit.entry.group,
        language=languages.current(),
        answers=visit.path.answers,
    )


def check(visit: Visit) -> str:
    """Show all answers before they are sent."""
    path, language = visit.path, languages.current()
    return render_template(
        "answering/check.html",
        visit=visit,
        parts=summary.parts(path, language),
        carried=visit.carried(without=None),
        prefix=PREFIX,
        title=path.questionnaire.title.to(language),
        holders=len(visit.entry.manifest.sealing_keys),
        sample=visit.entry.manifest.sample,
    )


def thanks(receipt: PrintedReceipt) -> str:
    """Thank a person, and give them their receipt."""
    return render_template(
        "answering/thanks.html",
        receipt=receipt,
        closes=in_words(receipt.closes),
    )


def introduction(entry: Entry, language: str) -> dict[str, object]:
    """Return what the first page says of a survey before its questions."""
    questionnaire, manifest, group = entry.questionnaire, entry.manifest, entry.group
    return {
        "survey": manifest.survey,
        "text": questionnaire.introduction.to(language),
        "contact": _told(questionnaire.contact, language),
        "follow_up": _told(questionnaire.follow_up, language),
        "minutes": questionnaire.minutes,
        "closes": in_words(manifest.closes),
        "holders": len(manifest.sealing_keys),
        "floor": manifest.cell_floor,
        "required": any(item.required for item in questionnaire.items),
        "channel": group.channel,
        "brief": manifest.kind != INTERNAL,
        "more": len(extra(entry)),
        "few": group.eligible if 0 < group.eligible < _FEW else 0,
    }


def _told(text: Text | None, language: str) -> str:
    return text.to(language) if text else ""


def core_until(entry: Entry) -> int:
    """Return the number of the step after which whoever is in a hurry may send.

    Civil servants have no short form: then it is 0, which is before the first step.
    """
    if entry.manifest.kind == INTERNAL:
        return 0
    steps = pages.steps(entry.questionnaire)
    core = (step.number for step in steps if any(item.core for item in step.items))
    return max(core, default=0)


def extra(entry: Entry) -> list[Item]:
    """Return the items beyond the part for everybody, for those who have more time."""
    return [item for item in entry.questionnaire.items if not item.core]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len("1000")
