"""The public board of a closed survey: its counts, its documents, checking a receipt.

A receipt comes in the body of a form and never in an address, so that no log and no
history of a browser keeps it.
"""

import re
from enum import StrEnum
from functools import lru_cache

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey import bulletin
from survey.bulletin import Bulletin
from survey.database import reading
from survey.manifest import BLIND, Manifest
from survey.responses import bulletins
from survey.responses.bulletins import PublicBoard
from survey.responses.store import UnknownSurveyError
from survey.web import documents, languages, posted, trust
from survey.web.days import in_words
from survey.web.packing import Packed, pack
from survey.web.services import services
from survey.web.shelf import shelf

blueprint = Blueprint("board", __name__)

_AN_HOUR = "public, max-age=3600"
_SURVEY = "/surveys/<survey>"
_ALONE = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class Outcome(StrEnum):
    """What the check of a receipt says; it begins with no answer."""

    NOT_ASKED = ""
    FOUND = "found"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@blueprint.route(f"/<language:language>{_SURVEY}/board", methods=["GET", "POST"])
def page(survey: str) -> ResponseReturnValue:
    """Show what is public of a survey, and say whether a receipt is among it."""
    public = _find(survey)
    board, manifest = _read(public.bulletin), Manifest.from_json(public.manifest)
    given, outcome = "", Outcome.NOT_ASKED
    if request.method == "POST":
        given = dict(posted.read_pairs(request)).get("receipt", "").strip()
        outcome = _check(board, given)
    counts = {count.key_id: count for count in board.groups}
    return render_template(
        "public/board.html",
        survey=survey,
        title=documents.title_of(public.questionnaire).to(languages.current()),
        closed=in_words(manifest.closes),
        groups=[(group.name, counts[group.key_id]) for group in manifest.groups],
        answers=len(board.entries),
        digest=trust.in_groups(manifest.digest.hex()),
        invited=any(group.channel == BLIND for group in manifest.groups),
        given=given,
        outcome=outcome,
        sample=manifest.sample,
    )


@blueprint.get(f"{_SURVEY}/bulletin.json")
def bulletin_file(survey: str) -> Response:
    """Return the bulletin of a closed survey."""

    def make() -> Packed:
        return pack(_find(survey).bulletin, "application/json")

    return shelf().take((survey, "bulletin"), make).reply(keep=_AN_HOUR)


@blueprint.get(f"{_SURVEY}/checkpoint.txt")
def checkpoint_file(survey: str) -> Response:
    """Return what the board signed, for whoever keeps it to find a second list."""
    note = _read(_find(survey).bulletin).checkpoint
    return pack(note.encode(), "text/plain; charset=utf-8").reply(keep=_AN_HOUR)


def bulletin_of(survey: str) -> bytes:
    """Return the bulletin of a survey, or nothing before there is one."""
    try:
        return _find(survey).bulletin
    except UnknownSurveyError:
        return b""


def _check(board: Bulletin, given: str) -> Outcome:
    leaf = _leaf(given)
    if leaf is None:
        return Outcome.UNREADABLE
    return Outcome.FOUND if bulletin.holds(board, leaf) else Outcome.MISSING


def _leaf(given: str) -> bytes | None:
    """Find a receipt in what was pasted: in groups, alone, or in its whole file."""
    text = given.lower()
    found = _ALONE.search(text) or _ALONE.fullmatch("".join(text.split()))
    return bytes.fromhex(found.group()) if found else None


def _find(survey: str) -> PublicBoard:
    with reading(services().databases.responses) as session:
        return bulletins.find(session, survey)


@lru_cache(maxsize=8)
def _read(document: bytes) -> Bulletin:
    return Bulletin.from_json(document)
