"""Gives out challenges for answers by poster, and finds the survey of a place.

More work is asked when many come at once; how many came is all that is remembered.
"""

import time
from collections import deque
from http import HTTPStatus
from typing import cast

from flask import (
    Blueprint,
    current_app,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey import posters, submission
from survey.database import reading
from survey.manifest import POSTER, Group, Manifest
from survey.tokens import board, proof_of_work
from survey.tokens.proof_of_work import Effort
from survey.web import answers_api, form_page, strict_json
from survey.web.services import services

blueprint = Blueprint("posters_api", __name__)
places = Blueprint("places", __name__, url_prefix="/<language:language>")

GOOD_FOR_SECONDS = 30 * 60
_MINUTE = 60.0
_USUAL_PER_MINUTE = 60
_HARDEST = 20
_CROWD = "crowd"


class Crowd:
    """How many challenges were asked for in the last minute, here in this process."""

    def __init__(self) -> None:
        """Begin with an empty minute."""
        self._moments: deque[float] = deque()

    def effort(self, moment: float) -> Effort:
        """Note one more and return how much work it costs."""
        self._moments.append(moment)
        while self._moments[0] < moment - _MINUTE:
            self._moments.popleft()
        times = min(_HARDEST, 1 + len(self._moments) // _USUAL_PER_MINUTE)
        return Effort(rounds=Effort().rounds * times)


@blueprint.record
def make_crowd(state: BlueprintSetupState) -> None:
    """Let an application count from nothing."""
    state.app.extensions[_CROWD] = Crowd()


@blueprint.post("/answers/challenge")
def challenge() -> Response:
    """Return work for one answer of a group that answers by poster."""
    key_id = answers_api.digest(strict_json.read(request, {"key_id"})["key_id"])
    used = services()
    with reading(used.databases.responses) as session:
        entry = submission.by_key(session, key_id, today=used.clock())
    if entry.group.channel != POSTER:
        raise submission.UnknownSurveyError
    asked = proof_of_work.new_challenge(
        board.challenge_secret(entry.board_key),
        key_id,
        effort=cast("Crowd", current_app.extensions[_CROWD]).effort(time.monotonic()),
        until=int(time.time()) + GOOD_FOR_SECONDS,
    )
    return jsonify(asked)


@places.get("/at/<word>")
def place(word: str) -> ResponseReturnValue:
    """Show whoever comes by a poster the questions of the day about its place.

    They stand at the address of the poster itself: a phone far away asks once less.
    """
    found = _asked_at(word)
    if found is None:
        return _nothing_today()
    manifest, group = found
    return form_page.shown(manifest.survey, group.key_id, at=word)


@places.get("/at/<word>/kiosk")
def kiosk(word: str) -> ResponseReturnValue:
    """Show staff how to let many people answer on one device of theirs."""
    found = _asked_at(word)
    if found is None:
        return _nothing_today()
    address = url_for("places.place", word=word)
    return render_template(
        "answering/kiosk.html", place=posters.place(found[1].name), form=address
    )


def _asked_at(word: str) -> tuple[Manifest, Group] | None:
    """Return the newest survey that takes answers by the poster of a place today."""
    used = services()
    with reading(used.databases.responses) as session:
        surveys = submission.open_surveys(session, today=used.clock())
    asked = (
        (manifest, group)
        for manifest in surveys
        for group in manifest.groups
        if group.channel == POSTER and posters.point_word(group.name) == word
    )
    return next(asked, None)


def _nothing_today() -> tuple[str, int]:
    return render_template("answering/no_survey.html"), HTTPStatus.NOT_FOUND


strict_json.refuse(blueprint, answers_api.REFUSALS)
