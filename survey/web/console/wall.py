"""A page to show on a wall: how far everybody is covered, in large, coarse figures.

It shows what the coverage board shows and less: no act, no count of a small group,
and no step that one person could make.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template

from survey import covering
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("wall", __name__)


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
    board = covering.board(services().databases, survey)
    return render_template(
        "console/wall.html",
        survey=survey,
        closes=in_words(board.survey.closes),
        together=Bar("", board.reached) if board.bodies else None,
        reached=[Bar(one.organisation, one.percent) for one in board.bodies],
        answered=[
            Bar(one.name, one.percent, None if one.eligible else one.answers)
            for one in board.groups
        ],
    )
