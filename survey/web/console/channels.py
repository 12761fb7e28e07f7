"""The step that decides how each group answers: by card, invitation or poster."""

from http import HTTPStatus

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from questionnaires.faults import FaultsError
from survey import grouping
from survey.database import Session, reading
from survey.manifest import BLIND, INTERNAL, POSTER, SLIP
from survey.registry import audit, people, steps
from survey.registry.audit import Act
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step
from survey.web.console import fields, wizard
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("channels", __name__)

_MOST_CARDS = 100_000


@blueprint.get("/surveys/<survey>/draft/channels")
def page(survey: str) -> str:
    """Show how each group of a draft answers."""
    return _page(survey, [])


@blueprint.post("/surveys/<survey>/draft/channels")
def change(survey: str) -> ResponseReturnValue:
    """Take over the channels that were chosen."""
    try:
        with services().databases.registry.begin() as session:
            draft = wizard.draft_in(session, survey)
            _choose(session, draft)
            steps.settle(session, survey, Step.CHANNELS)
            audit.record(session, deed(), Act.SURVEY_PREPARED, f"{survey}: channels")
            wrong = wizard.faults(session, survey, Step.CHANNELS)
    except FaultsError as error:
        wrong = fields.lines(error)
        return _page(survey, wrong), HTTPStatus.UNPROCESSABLE_ENTITY
    if wrong and fields.text("go") != wizard.BACK:
        return _page(survey, wrong), HTTPStatus.UNPROCESSABLE_ENTITY
    return wizard.onward(survey, Step.CHANNELS)


def _choose(session: Session, draft: Survey) -> None:
    if draft.kind != INTERNAL:
        given = fields.text("cards")
        cards = min(fields.whole(given) or 0, _MOST_CARDS)
        posters = fields.text("posters") == "yes"
        grouping.ask_citizens(session, draft.name, cards=cards, posters=posters)
        return
    # A group is meant by its place: names can be long and hold any letter.
    invited = [
        group.name
        for place, group in enumerate(draft.groups, start=1)
        if fields.text(f"channel-{place}") == BLIND
    ]
    grouping.invite(session, draft.name, invited)


def _page(survey: str, lines: list[str]) -> str:
    with reading(services().databases.registry) as session:
        draft = wizard.draft_in(session, survey)
        bodies = [m.organisation for group in draft.groups for m in group.members]
        listed = {name: len(rows) for name, rows in people.of(session, bodies).items()}
    addresses = [
        sum(listed[member.organisation] for member in group.members)
        for group in draft.groups
    ]
    cards = [group.eligible for group in draft.groups if group.channel == SLIP]
    return render_template(
        "console/draft_channels.html",
        survey=draft,
        wizard=wizard.frame(draft, Step.CHANNELS),
        lines=lines,
        staff=draft.kind == INTERNAL,
        rows=list(zip(draft.groups, addresses, strict=True)),
        cards=max(cards, default=0),
        posters=any(group.channel == POSTER for group in draft.groups),
        mails=services().settings.mail is not None,
    )
