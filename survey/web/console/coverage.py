"""The coverage board: who was handed cards, and how far each group has answered.

Answers are shown in coarse steps and only for groups above the floor, so that
nobody can watch a single answer arrive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_security import current_user

from survey.accounts.roles import Role
from survey.database import Session, reading
from survey.manifest import Manifest
from survey.registry import coverage, history
from survey.registry import surveys as registry
from survey.registry.coverage import Coverage
from survey.registry.lifecycle import Survey
from survey.responses import store
from survey.web.services import services

blueprint = Blueprint("coverage", __name__)

STEP = 5
FEWEST = 10


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group, its people, and how many per cent answered; none below the floor."""

    name: str
    eligible: int
    percent: int | None


@blueprint.get("/surveys/<survey>/coverage")
def page(survey: str) -> str:
    """Show the board; a contact sees the own organisation."""
    return _page(survey)


def percent(answers: int, eligible: int) -> int | None:
    """Return a share in steps of five per cent, or none where few have answered.

    It also rises by ten answers at a time: in a group of twenty, five per cent is one
    person, whom somebody could watch answering.
    """
    if answers < FEWEST or eligible == 0:
        return None
    counted = answers // FEWEST * FEWEST
    return min(100, int(100 * counted / eligible) // STEP * STEP)


def _page(survey: str) -> str:
    used = services()
    with reading(used.databases.registry) as session:
        found = registry.find(session, survey)
        rows = _visible(session, coverage.coverage(session, survey))
    with reading(used.databases.responses) as responses:
        answers = store.answers_per_group(responses, survey) if found.manifest else {}
    return render_template(
        "console/coverage.html",
        survey=found,
        rows=rows,
        groups=_groups(found, answers, rows),
        people=sum(row.eligible for row in rows),
        handed_out=sum(row.handed_out for row in rows),
    )


def _sees_all() -> bool:
    return any(role.name == Role.OFFICER for role in current_user.roles)


def _visible(session: Session, rows: Sequence[Coverage]) -> Sequence[Coverage]:
    if _sees_all():
        return rows
    called = history.names_of(session, current_user.organisation or "")
    return [row for row in rows if row.organisation in called]


def _groups(
    survey: Survey, answers: Mapping[bytes, int], rows: Sequence[Coverage]
) -> list[GroupLine]:
    if survey.manifest is None:
        return []
    shown = {row.group for row in rows}
    manifest = Manifest.from_json(survey.manifest)
    return [
        GroupLine(g.name, g.eligible, percent(answers.get(g.key_id, 0), g.eligible))
        for g in manifest.groups
        if _sees_all() or g.name in shown
    ]
