"""The first page: all surveys, how far each has come, and what comes next."""

from collections.abc import Mapping

from flask import Blueprint, render_template
from flask_babel import format_date
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from survey.database import reading
from survey.registry import directions, measures, surveys
from survey.registry.lifecycle import State, Survey
from survey.web.console import access
from survey.web.services import services

blueprint = Blueprint("overview", __name__)

STATE_WORDS: Mapping[State, LazyString] = {
    State.DRAFT: _("Draft"),
    State.OPEN: _("Open"),
    State.CLOSED: _("Closed"),
    State.TALLIED: _("Counted"),
    State.PUBLISHED: _("Published"),
    State.PURGED: _("Answers destroyed"),
}
NEXT_STEPS: Mapping[State, LazyString] = {
    State.DRAFT: _("Check groups, days and keys, then open it."),
    State.OPEN: _("Hand out cards and watch coverage until the last day."),
    State.CLOSED: _("Open the answers together with the key-holders."),
    State.TALLIED: _("Read the report, then publish it."),
    State.PUBLISHED: _("Turn recommendations into measures."),
    State.PURGED: _("Nothing more to do; results and measures stay."),
}


@blueprint.get("/")
def page() -> str:
    """List the surveys, the newest first."""
    with reading(services().databases.registry) as session:
        found = [surveys.find(session, name) for name in surveys.names(session)]
        share = directions.implementation(session)
        every = measures.every(session)
    today = services().clock()
    return render_template(
        "console/overview.html",
        rows=[_row(one) for one in found],
        share=share if access.may("guidance.page") else None,
        late=sum(one.is_overdue(today) for one in every),
    )


def _row(survey: Survey) -> dict[str, object]:
    return {
        "name": survey.name,
        "state": STATE_WORDS[survey.state],
        "next": NEXT_STEPS[survey.state],
        "opens": format_date(survey.opens, "medium"),
        "closes": format_date(survey.closes, "medium"),
        "people": sum(group.eligible for group in survey.groups),
    }
