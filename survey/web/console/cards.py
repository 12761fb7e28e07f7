"""The page of a survey's cards: printed by batches, handed out, returned, voided."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from survey import card_files, outgoing
from survey.database import reading
from survey.drawing import Batch
from survey.manifest import Manifest
from survey.registry import audit, batches, leftovers, surveys
from survey.registry.audit import Act
from survey.web.console import fields, files
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("cards", __name__)

_PDF = "application/pdf"
Filled = Mapping[str, str]


@blueprint.get("/surveys/<survey>/cards")
def page(survey: str) -> str:
    """Show the batches, what became of the cards, and what can be done with them."""
    return show(survey, {})


@blueprint.get("/surveys/<survey>/slips.zip")
def archive(survey: str) -> Response:
    """Return all cards and letters of a survey until they are printed."""
    home = services().settings.home
    if not outgoing.is_kept(home, survey):
        raise NotFound
    packed = [*_printable(survey), *outgoing.letter_files(home, survey)]
    content = files.packed(packed)
    _note(Act.SLIPS_FETCHED, survey)
    return files.download(content, f"slips-{survey}.zip", "application/zip")


@blueprint.get("/surveys/<survey>/cards/<int:number>.pdf")
def batch(survey: str, number: int) -> Response:
    """Return the cards of one batch until they are printed."""
    for key_id, found in _waiting(survey).items():
        for one in found:
            if one.number == number:
                address = _address()
                manifest = _manifest(survey)
                content = card_files.cards(manifest, key_id, one, address=address)
                _note(Act.SLIPS_FETCHED, f"{survey}: {number}")
                return files.download(
                    content, f"slips-{survey}-{card_files.name(one)}", _PDF
                )
    raise NotFound


@blueprint.get("/surveys/<survey>/cards/keys.pdf")
def keys(survey: str) -> Response:
    """Return the list of keys of the batches until they are printed."""
    waiting = _waiting(survey)
    if not waiting:
        raise NotFound
    content = card_files.keys(_manifest(survey), waiting)
    _note(Act.SLIPS_FETCHED, f"{survey}: keys")
    return files.download(content, f"slips-{survey}-{card_files.KEYS}", _PDF)


@blueprint.get("/surveys/<survey>/cards/acts.pdf")
def forms(survey: str) -> Response:
    """Return forms of acts to be filled in and signed; they hold no code."""
    with reading(services().databases.registry) as session:
        surveys.find(session, survey)
        found = leftovers.accounts(session, survey)
        listed = batches.every(session, survey)
    if not found:
        raise NotFound
    content = card_files.acts(survey, listed, found)
    return files.download(content, f"slips-{survey}-{card_files.ACTS}", _PDF)


@blueprint.post("/surveys/<survey>/printed")
def printed(survey: str) -> ResponseReturnValue:
    """Overwrite and remove the cards: they are on paper now."""
    used = services()
    with used.databases.registry.begin() as session:
        surveys.find(session, survey)
        audit.record(session, deed(), Act.SLIPS_PRINTED, survey)
        outgoing.destroy(used.settings.home, survey)
    flash(gettext("The file with the cards was destroyed."), "success")
    return redirect(url_for("cards.page", survey=survey))


def show(survey: str, faults: Mapping[str, LazyString | str]) -> str:
    """Show the page with what is wrong in one of its forms, and what was typed."""
    with reading(services().databases.registry) as session:
        found = surveys.find(session, survey)
        listed = batches.every(session, survey)
        accounts = leftovers.accounts(session, survey)
        acts = leftovers.every(session, survey)
    waiting = {one.number for some in _waiting(survey).values() for one in some}
    again = {one.instead_of: one.number for one in listed if one.instead_of}
    names = ("organisation", "slips", "act", "body", "cards", "back_act", "codes")
    filled = {name: fields.raw(name) for name in (*names, "batch", "void_act")}
    return render_template(
        "console/cards.html",
        survey=found,
        batches=listed,
        waiting=waiting,
        again=again,
        kept=outgoing.is_kept(services().settings.home, survey),
        accounts=accounts,
        acts=acts,
        faults=faults,
        filled=filled,
    )


def refused(survey: str, faults: Mapping[str, LazyString | str]) -> ResponseReturnValue:
    """Show the page again, and nothing was done."""
    return show(survey, faults), HTTPStatus.UNPROCESSABLE_ENTITY


def _printable(survey: str) -> Sequence[tuple[str, bytes]]:
    waiting = _waiting(survey)
    if not waiting:
        return []
    return list(card_files.written(_manifest(survey), waiting, address=_address()))


def _waiting(survey: str) -> Mapping[bytes, Sequence[Batch]]:
    return outgoing.cards(services().settings.home, survey)


def _manifest(survey: str) -> Manifest:
    with reading(services().databases.registry) as session:
        return Manifest.from_json(surveys.find(session, survey).manifest or b"")


def _address() -> str:
    settings = services().settings
    return f"{settings.collector_url or settings.base_url}/mn/answer"


def _note(act: Act, about: str) -> None:
    with services().databases.registry.begin() as session:
        audit.record(session, deed(), act, about)
