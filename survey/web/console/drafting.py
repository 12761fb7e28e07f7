"""The page on which a survey is drafted: what is asked, of whom, and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from questionnaires import loader, xlsform
from questionnaires.faults import FaultsError, fault
from survey import drafting
from survey.drafting import Choice
from survey.registry import audit
from survey.registry.audit import Act
from survey.registry.groups import TooFewPeopleError
from survey.registry.lifecycle import Survey
from survey.registry.surveys import SurveyExistsError
from survey.web import languages
from survey.web.console import fields, files
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("drafting", __name__)

_WORKBOOK = b"PK"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
_BAD_NAME = _("Write a short name of small Latin letters, digits and hyphens")
_TAKEN = _("There is a survey of this name already")
_NO_DAY = _("Choose a day")
_LATE = _("The last day cannot come before the first")
_NO_QUESTIONNAIRE = _("Choose a questionnaire, or upload a file")
_FEW_PEOPLE = fault(
    "organisations",
    "Бүх байгууллагын албан хаагчид нийлээд нэг бүлэгт хүрэхгүй байна.",
    "All organisations together have too few people for one group.",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in, to be shown again."""

    name: str
    questionnaire: str
    opens: str
    closes: str
    slips: str
    channel: str


@blueprint.route("/surveys/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Ask what a new survey is to be, show what follows from it, and enter it."""
    filled, faults = _filled(), Faults()
    if request.method == "GET":
        return _page(filled, faults, ())
    choice = _choice(filled, faults)
    lines: Sequence[str] = ()
    if choice is not None:
        try:
            return _taken(filled, _understood(choice))
        except SurveyExistsError:
            faults.add("name", _TAKEN)
        except TooFewPeopleError:
            lines = [_FEW_PEOPLE.to(languages.current())]
        except FaultsError as error:
            lines = [one.to(languages.current()) for one in error.faults]
    return _page(filled, faults, lines), HTTPStatus.UNPROCESSABLE_ENTITY


def _understood(choice: Choice) -> Choice:
    """Turn a workbook into a definition; raise XLSFormError with all its faults."""
    if not choice.source.startswith(_WORKBOOK):
        return choice
    return replace(choice, source=xlsform.definition(choice.source))


def _taken(filled: Filled, choice: Choice) -> ResponseReturnValue:
    with services().databases.registry.begin() as session:
        if fields.text("go") != "store":
            return _page(filled, Faults(), (), plan=drafting.plan(session, choice))
        drafting.draft(session, choice)
        audit.record(session, deed(), Act.SURVEY_DRAFTED, choice.name)
    flash(gettext("The draft is stored."), "success")
    return redirect(url_for("surveys.page", survey=choice.name))


def _filled() -> Filled:
    names = ("name", "questionnaire", "opens", "closes", "slips", "channel")
    return Filled(*(fields.text(name) for name in names))


def _choice(filled: Filled, faults: Faults) -> Choice | None:
    if not _NAME.fullmatch(filled.name):
        faults.add("name", _BAD_NAME)
    uploaded = files.posted("file").content
    source = uploaded
    if not source and filled.questionnaire in loader.names():
        source = loader.source(filled.questionnaire)
    if not source:
        faults.add("questionnaire", _NO_QUESTIONNAIRE)
    opens, closes = (_day(name, faults) for name in ("opens", "closes"))
    if opens and closes and closes < opens:
        faults.add("closes", _LATE)
    if faults or opens is None or closes is None:
        return None
    return Choice(
        name=filled.name,
        source=source,
        opens=opens,
        closes=closes,
        slips=int(filled.slips) if filled.slips.isdecimal() else 0,
        invited=filled.channel == "invitation",
        sample=services().settings.sample,
    )


def _day(name: str, faults: Faults) -> date | None:
    try:
        return date.fromisoformat(fields.text(name))
    except ValueError:
        faults.add(name, _NO_DAY)
        return None


def _page(
    filled: Filled,
    faults: Faults,
    lines: Sequence[str],
    *,
    plan: Survey | None = None,
) -> str:
    language = languages.current()
    titles = {name: loader.load(name).title.to(language) for name in loader.names()}
    return render_template(
        "console/draft.html",
        filled=filled,
        faults=faults,
        lines=lines,
        plan=plan,
        titles=titles,
    )
