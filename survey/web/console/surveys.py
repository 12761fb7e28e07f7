"""The home of one survey: where it stands, and each step that leads on."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from questionnaires import loader, xlsform
from survey import outgoing, preparing
from survey.database import Session, reading
from survey.registry import drafts
from survey.registry import surveys as registry
from survey.registry.lifecycle import State, Survey
from survey.web import languages
from survey.web.console import access, files, wizard
from survey.web.console.overview import NEXT_STEPS, STATE_WORDS
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("surveys", __name__)

_PUBLIC = frozenset({State.PUBLISHED, State.PURGED})
_STEPS: tuple[tuple[str, LazyString, frozenset[State]], ...] = (
    ("surveys.questions", _("Read the questionnaire"), frozenset(State)),
    (
        "rehearsal.page",
        _("Rehearse it: answers that never count"),
        frozenset({State.OPEN}),
    ),
    ("invitations.page", _("Invitations by mail"), frozenset({State.OPEN})),
    (
        "cards.page",
        _("Cards: print, hand out, take back"),
        frozenset({State.OPEN, State.CLOSED}),
    ),
    ("coverage.page", _("Coverage"), frozenset(State) - {State.DRAFT}),
    ("wall.page", _("Coverage on a wall"), frozenset({State.OPEN})),
    ("ending.close", _("Close the survey"), frozenset({State.OPEN})),
    ("counting.page", _("Open and count the answers"), frozenset({State.CLOSED})),
    ("comments.page", _("Review of comments"), frozenset({State.TALLIED})),
    ("cases.page", _("Deductions"), frozenset({State.TALLIED})),
    (
        "results.page",
        _("Results and report"),
        frozenset({State.TALLIED, State.PUBLISHED, State.PURGED}),
    ),
    (
        "microdata.page",
        _("Export protected single answers"),
        frozenset({State.TALLIED, State.PUBLISHED}),
    ),
    (
        "trends.page",
        _("Trends"),
        frozenset({State.TALLIED, State.PUBLISHED, State.PURGED}),
    ),
    (
        "plan.page",
        _("Recommendations and measures"),
        frozenset({State.TALLIED, State.PUBLISHED, State.PURGED}),
    ),
    ("downloads.own", _("Results of your organisation"), _PUBLIC),
    ("ending.purge", _("Destroy the answers"), frozenset({State.PUBLISHED})),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the survey that can be opened now."""

    label: LazyString
    address: str


@blueprint.get("/surveys/<survey>")
def page(survey: str) -> str:
    """Show a survey, and the steps that its state allows."""
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
        if found.state is State.DRAFT:
            return _preparation(found, wizard.lines(session, found))
        keys = drafts.keys(session, survey)
    days = (found.opens, found.answers_open, found.closes, found.keep_until)
    return render_template(
        "console/survey.html",
        survey=found,
        state=STATE_WORDS[found.state],
        next=NEXT_STEPS[found.state],
        days=[in_words(day) for day in days],
        keys=keys,
        steps=_steps(found),
        slips=outgoing.is_kept(services().settings.home, survey),
        board=_board(found),
    )


@blueprint.get("/surveys/<survey>/questions")
def questions(survey: str) -> str:
    """Show the questionnaire as its respondents read it, in both languages."""
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
        questionnaire = source(session, found)
    return render_template(
        "console/questions.html",
        survey=found,
        questionnaire=loader.read(questionnaire),
        spoken=languages.spoken(),
    )


@blueprint.get("/surveys/<survey>/questions.xlsx")
def workbook(survey: str) -> Response:
    """Return the questionnaire as an XLSForm workbook."""
    with reading(services().databases.registry) as session:
        questionnaire = source(session, registry.find(session, survey))
    content = xlsform.write(loader.read(questionnaire))
    return files.workbook(content, f"{survey}.xlsx")


def _board(survey: Survey) -> str:
    """Return where everybody sees the public board of a survey, once there is one."""
    if survey.state in {State.DRAFT, State.OPEN}:
        return ""
    base = services().settings.base_url
    return f"{base}/{languages.current()}/surveys/{survey.name}/board"


def _preparation(draft: Survey, lines: Sequence[wizard.Line]) -> str:
    return render_template(
        "console/survey_draft.html",
        survey=draft,
        state=STATE_WORDS[draft.state],
        lines=lines,
        next=wizard.next_line(lines),
    )


def source(session: Session, survey: Survey) -> bytes:
    """Return the questionnaire that a survey was drafted with."""
    return preparing.source(session, survey)


def _steps(survey: Survey) -> list[Step]:
    speaks = access.may("results.publish") or survey.state in _PUBLIC
    return [
        Step(label, url_for(endpoint, survey=survey.name))
        for endpoint, label, states in _STEPS
        if survey.state in states and access.may(endpoint)
        if speaks or endpoint != "results.page"
    ]
