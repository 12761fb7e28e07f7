"""A page to show on a wall: how far everybody is covered, in large, coarse figures.

It shows what the coverage board shows and less: no act, no count of a small group,
and no step that one person could make.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template

from survey.database import reading
from survey.manifest import Manifest
from survey.registry import coverage
from survey.registry import surveys as registry
from survey.registry.coverage import Coverage
from survey.registry.lifecycle import Survey
from survey.responses import store
from survey.web.console.coverage import FEWEST, percent
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("wall", __name__)

FULL = 100
_STEP = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, how many per cent it has reached, or at least how many answers.

    Both are none where fewer than ten have answered.
    """

    name: str
    percent: int | None
    answers: int | None = None


@blueprint.get("/surveys/<survey>/wall")
def page(survey: str) -> str:
    """Show the bars of all organisations and groups."""
    used = services()
    with reading(used.databases.registry) as session:
        found = registry.find(session, survey)
        rows = coverage.coverage(session, survey)
    return render_template(
        "console/wall.html",
        survey=survey,
        closes=in_words(found.closes),
        reached=[Bar(row.organisation, _reached(row)) for row in rows],
        answered=_answered(found),
    )


def _reached(row: Coverage) -> int:
    """Return the share of those who hold a card, or collected a right to answer."""
    if row.collected is not None:
        return row.collected
    return FULL * row.handed_out // row.eligible if row.eligible else 0


def _answered(survey: Survey) -> list[Bar]:
    if survey.manifest is None:
        return []
    with reading(services().databases.responses) as session:
        counts = store.answers_per_group(session, survey.name)
    bars = []
    for group in Manifest.from_json(survey.manifest).groups:
        number = counts.get(group.key_id, 0)
        share = percent(number, group.eligible)
        coarse = number // _STEP * _STEP if number >= FEWEST else None
        bars.append(Bar(group.name, share, coarse if not group.eligible else None))
    return bars
