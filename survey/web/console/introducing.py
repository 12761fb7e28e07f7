"""The step with the words before the first question, in all languages of the form."""

from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from questionnaires import wording
from questionnaires.tables import LANGUAGES
from survey import preparing
from survey.database import reading
from survey.registry import audit, drafts, steps
from survey.registry.audit import Act
from survey.registry.steps import Step
from survey.web import languages
from survey.web.console import wizard
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("introducing", __name__)

_LONGEST = 2000
_NEEDED = "introduction"
_MISSING = _("Write this text in both languages")
Words = dict[str, dict[str, str]]


@blueprint.get("/surveys/<survey>/draft/words")
def page(survey: str) -> str:
    """Show what respondents read before the first question."""
    with reading(services().databases.registry) as session:
        draft = wizard.draft_in(session, survey)
        words = wording.words(preparing.source(session, draft))
    return _page(survey, words, Faults())


@blueprint.post("/surveys/<survey>/draft/words")
def change(survey: str) -> ResponseReturnValue:
    """Write other words into the questionnaire of the draft."""
    words = _posted()
    faults = _faults(words)
    if faults:
        return _page(survey, words, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    with services().databases.registry.begin() as session:
        draft = wizard.draft_in(session, survey)
        before = preparing.source(session, draft)
        source = wording.with_words(before, words)
        if source != before:
            drafts.keep_source(session, survey, source)
            steps.unsettle(session, survey, Step.REHEARSAL)
        steps.settle(session, survey, Step.TEXTS)
        audit.record(session, deed(), Act.SURVEY_PREPARED, f"{survey}: words")
    return wizard.onward(survey, Step.TEXTS)


def _faults(words: Words) -> Faults:
    """Name the fields that must be filled: a text stands in both languages or none."""
    faults = Faults()
    for key, text in words.items():
        needed = any(text.values()) or key == _NEEDED
        for code in LANGUAGES if needed else ():
            if not text[code]:
                faults.add(f"{key}-{code}", _MISSING)
    return faults


def _posted() -> Words:
    """Return the texts of the form, with their paragraphs."""
    return {
        key: {
            one.code: _paragraphs(request.form.get(f"{key}-{one.code}", ""))
            for one in languages.spoken()
        }
        for key in wording.AROUND
    }


def _paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in text[:_LONGEST].splitlines())
    return "\n".join(line for line in lines if line)


def _page(survey: str, words: Words, faults: Faults) -> str:
    draft = wizard.find_draft(survey)
    return render_template(
        "console/draft_words.html",
        survey=draft,
        wizard=wizard.frame(draft, Step.TEXTS),
        words=words,
        faults=faults,
        spoken=languages.spoken(),
    )
