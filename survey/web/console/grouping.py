"""The step in which organisations are joined to groups, with what would be withheld."""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from questionnaires import loader
from questionnaires.faults import FaultsError
from survey import grouping, opening, preparing
from survey.database import Session, reading
from survey.manifest import INTERNAL
from survey.registry import audit, steps
from survey.registry.audit import Act
from survey.registry.lifecycle import Survey
from survey.registry.steps import Expectation, Step
from survey.web.console import fields, foretelling, wizard
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("grouping", __name__)

_MOST_FLOOR, _MOST_RESPONSE = 200, 10_000


@blueprint.get("/surveys/<survey>/draft/groups")
def page(survey: str) -> str:
    """Show the groups of a draft, and what would be shown of each."""
    return _page(survey, [])


@blueprint.post("/surveys/<survey>/draft/groups")
def change(survey: str) -> ResponseReturnValue:
    """Join organisations, name groups, or settle them as they are.

    Looking at what other floors would mean stores nothing.
    """
    go = fields.text("go")
    if go == "look":
        return _page(survey, [])
    try:
        with services().databases.registry.begin() as session:
            wrong = _changed(session, survey, go)
    except FaultsError as error:
        wrong = fields.lines(error)
        return _page(survey, wrong), HTTPStatus.UNPROCESSABLE_ENTITY
    if go == wizard.NEXT and wrong:
        return _page(survey, wrong), HTTPStatus.UNPROCESSABLE_ENTITY
    if go in {wizard.NEXT, wizard.BACK}:
        return wizard.onward(survey, Step.GROUPS)
    return redirect(url_for("grouping.page", survey=survey))


def _changed(session: Session, survey: str, go: str) -> list[str]:
    """Store what the form says, and return what is still wrong with the groups."""
    draft = wizard.draft_in(session, survey)
    expected = steps.expectation(session, survey)
    steps.expect(session, survey, _expectation(expected))
    preparing.raise_floor(session, survey, _group_floor(draft))
    if draft.kind == INTERNAL:
        _do(session, survey, go)
    else:
        grouping.choose_points(session, survey, fields.texts("point"))
    if go in {wizard.NEXT, wizard.BACK}:
        steps.settle(session, survey, Step.GROUPS)
    audit.record(session, deed(), Act.SURVEY_PREPARED, f"{survey}: groups")
    return wizard.faults(session, survey, Step.GROUPS)


def _do(session: Session, survey: str, go: str) -> None:
    """Do what a button says; whatever stands in the fields of names is kept too."""
    names = _typed_names()
    if names:
        grouping.rename(session, survey, names)
    if go == "join":
        grouping.join(session, survey, fields.texts("body"))
    elif go == "propose":
        grouping.propose(session, survey)
    elif go == "renew":
        grouping.renew(session, survey)


def _typed_names() -> dict[str, str]:
    new = (" ".join(name.split()) for name in fields.texts("new"))
    return dict(zip(fields.texts("old"), new, strict=False))


def _expectation(known: Expectation) -> Expectation:
    return Expectation(
        _number("cell_floor", known.cell_floor, opening.CELL_FLOOR, _MOST_FLOOR),
        _number("response", known.response, 1, _MOST_RESPONSE),
    )


def _group_floor(draft: Survey) -> int:
    return _number("group_floor", draft.group_floor, opening.GROUP_FLOOR, _MOST_FLOOR)


def _number(name: str, known: int, least: int, most: int) -> int:
    """Return the number in a field, moved into its bounds; else what is known."""
    found = fields.whole(fields.text(name))
    return known if found is None else min(max(found, least), most)


def _page(survey: str, lines: list[str]) -> str:
    """Show the step with whatever stands in its form."""
    with reading(services().databases.registry) as session:
        stored = wizard.draft_in(session, survey)
        expected = _expectation(steps.expectation(session, survey))
        asked = loader.read(preparing.source(session, stored))
        points = grouping.point_names(session)
        outdated = grouping.is_outdated(session, stored)
    draft = replace(stored, group_floor=_group_floor(stored))
    return render_template(
        "console/draft_groups.html",
        survey=draft,
        wizard=wizard.frame(draft, Step.GROUPS),
        lines=lines,
        staff=draft.kind == INTERNAL,
        expected=expected,
        outlook=foretelling.outlook(draft, asked, expected),
        points=points,
        chosen=fields.texts("point") or grouping.points_of(draft, points),
        outdated=outdated,
        checked=fields.texts("body"),
        typed=_typed_names(),
        least=(opening.GROUP_FLOOR, opening.CELL_FLOOR),
    )
