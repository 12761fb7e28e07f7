"""The rehearsal of a questionnaire: its form, with answers that never count.

Everything that is typed travels in the form and is forgotten with it. Nothing here
knows the responses database, a code or a key, so nothing can be sent by mistake.
"""

from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from questionnaires import loader
from survey.database import reading
from survey.manifest import SLIP, Group
from survey.registry import audit, steps
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import State, Survey
from survey.registry.steps import Step as Preparation
from survey.web import forms, languages, posted, summary
from survey.web.console import fields, surveys, wizard
from survey.web.console.frame import deed
from survey.web.pages import Path, Step
from survey.web.posted import PREFIX, Posted
from survey.web.services import services
from survey.web.values import to_answers, to_fields

blueprint = Blueprint("rehearsal", __name__)

_NO_KEY = bytes(32)


@blueprint.route("/surveys/<survey>/rehearsal", methods=["GET", "POST"])
def page(survey: str) -> ResponseReturnValue:
    """Show a step of the form, or, at its end, what would have been sent."""
    form = _posted()
    path = _path(survey, form)
    step = _current(path, form)
    if form.go == "back" or step is None:
        earlier = path.before(step.number) if step else None
        return _step(survey, path, earlier or path.steps[0])
    if form.go == "next":
        shown = _form(path, step)
        if not shown.validate():
            page = _step(survey, path, step, shown)
            return page, HTTPStatus.UNPROCESSABLE_ENTITY
        after = path.after(step.number)
        return _step(survey, path, after) if after else _ended(survey, path)
    return _step(survey, path, step)


def _posted() -> Posted:
    """Return the form; it is parsed already where its token was checked."""
    fields = request.form.items(multi=True)
    return posted.of_pairs([(name, posted.clean(value)) for name, value in fields])


def _path(survey: str, form: Posted) -> Path:
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
        questionnaire = loader.read(surveys.source(session, found))
    group = speaker(found)
    return Path(questionnaire, group, to_answers(questionnaire, group, form.values))


def _found(survey: str) -> Survey:
    with reading(services().databases.registry) as session:
        return registry.find(session, survey)


def speaker(survey: Survey) -> Group:
    """Return the group that the rehearsal speaks for: that with the most services."""
    nobody = GroupPlan("", 0)
    plan = max(survey.groups, key=lambda group: len(group.services), default=nobody)
    return Group(plan.name, plan.eligible, SLIP, _NO_KEY, None, None, plan.services)


def _current(path: Path, form: Posted) -> Step | None:
    number = fields.whole(form.step)
    return None if number is None else path.step(number)


def _form(path: Path, step: Step) -> forms.StepForm:
    return forms.build(
        path.items(step),
        path.group,
        language=languages.current(),
        answers=path.answers,
    )


def _step(
    survey: str, path: Path, step: Step, form: forms.StepForm | None = None
) -> str:
    found = _found(survey)
    shown = form or _form(path, step)
    part, parts = path.part(step)
    names = {item.name for item in step.items}
    return render_template(
        "console/rehearsal.html",
        survey=found,
        wizard=wizard.frame(found, Preparation.REHEARSAL),
        questionnaire=path.questionnaire,
        number=step.number,
        heading=step.section.title.to(languages.current()),
        form=shown,
        faults=forms.faults(shown),
        carried=_carried(path, without=names),
        part=part,
        parts=parts,
        first=path.before(step.number) is None,
    )


def _ended(survey: str, path: Path) -> str:
    """Show what would have been sent, and note that the form was gone through."""
    with services().databases.registry.begin() as session:
        found = registry.find(session, survey)
        if found.state is State.DRAFT:
            steps.settle(session, survey, Preparation.REHEARSAL)
            audit.record(session, deed(), Act.SURVEY_REHEARSED, survey)
    return render_template(
        "console/rehearsal_end.html",
        survey=found,
        wizard=wizard.frame(found, Preparation.REHEARSAL),
        parts=summary.parts(path, languages.current()),
    )


def _carried(path: Path, *, without: set[str]) -> list[tuple[str, str]]:
    return [
        (f"{PREFIX}{name}", value)
        for name, answer in path.answers.items()
        if name not in without
        for value in to_fields(answer)
    ]
