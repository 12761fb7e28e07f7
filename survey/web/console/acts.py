"""Acts on cards: handed out, come back and voided, a lost batch voided, printed anew.

Codes of cards that came back pass through one request. No log, no page but the one that
they were typed on, and no table of ours ever holds them.
"""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from survey import cards as use
from survey import outgoing
from survey.cards import Return, UnreadCodeError, Voiding
from survey.database import Session
from survey.registry import audit, coverage, surveys
from survey.registry.audit import Act
from survey.registry.batches import UnknownBatchNumberError
from survey.registry.coverage import HandoverError
from survey.registry.leftovers import LeftoverError
from survey.registry.lifecycle import State
from survey.responses.store import SurveyClosedError, UnknownSurveyError
from survey.responses.voiding import (
    BatchUsedError,
    NoVoidSlipsError,
    UnknownBatchError,
)
from survey.web.console import cards, fields
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("acts", __name__)

_HANDED = _(
    "This act does not fit: check the organisation, the number of its act, and that "
    "no more cards are handed out than it has."
)
_BACK = _(
    "This act does not fit: check the organisation, the number of its act, and that no "
    "more cards come back than are left."
)
_KEY = _("This is not the key of this batch")
_USED = _(
    "A card of this batch was used already, so it was handed out. A batch is voided "
    "only while nobody has answered with it."
)
_NO_ACT = _("Write the number and the date of the act")
_NO_BATCH = _("Choose a batch that is not void")


@blueprint.post("/surveys/<survey>/cards/handed-out")
def hand_out(survey: str) -> ResponseReturnValue:
    """Enter an act by which people drew their cards."""
    body, act = fields.text("organisation"), fields.text("act")
    number = request.form.get("slips", 0, type=int)
    try:
        with services().databases.registry.begin() as session:
            _require_open(session, survey)
            coverage.hand_out(session, survey, organisation=body, slips=number, act=act)
            about = f"{survey}: {body}, {number}, {act}"
            audit.record(session, deed(), Act.SLIPS_HANDED_OUT, about)
    except HandoverError:
        return cards.refused(survey, {"slips": _HANDED})
    flash(gettext("The act was entered."), "success")
    return redirect(url_for("cards.page", survey=survey))


@blueprint.post("/surveys/<survey>/cards/returned")
def take_back(survey: str) -> ResponseReturnValue:
    """Enter an act by which cards came back, and void those whose codes were read."""
    lines = request.form.get("codes", "").split("\n")
    back = Return(
        fields.text("body"),
        request.form.get("cards", 0, type=int),
        fields.text("back_act"),
        tuple(line for line in map(str.strip, lines) if line),
    )
    used = services()
    try:
        with (
            used.databases.registry.begin() as session,
            used.databases.responses.begin() as responses,
        ):
            surveys.find(session, survey)
            done = use.take_back(session, responses, survey, back)
            about = f"{survey}: {back.body}, {back.cards}, {done.voided}, {back.act}"
            audit.record(session, deed(), Act.SLIPS_RETURNED, about)
    except LeftoverError:
        return cards.refused(survey, {"cards": _BACK})
    except UnreadCodeError as error:
        words = gettext("Line %(line)s is not the code of a card", line=error.line)
        return cards.refused(survey, {"codes": words})
    except (SurveyClosedError, UnknownSurveyError) as error:
        raise WrongStateError from error
    flash(
        gettext(
            "The act was entered. Voided by code: %(voided)s. Used already: %(spent)s. "
            "Of another survey: %(unknown)s.",
            voided=done.voided,
            spent=done.spent,
            unknown=done.unknown,
        ),
        "success",
    )
    return redirect(url_for("cards.page", survey=survey))


@blueprint.post("/surveys/<survey>/cards/void")
def void(survey: str) -> ResponseReturnValue:
    """Void a batch of which no card was used; the attempt is logged either way."""
    number = request.form.get("batch", 0, type=int)
    wanted = Voiding(number, fields.text("key"), fields.text("void_act"))
    if not wanted.act:
        return cards.refused(survey, {"void_act": _NO_ACT})
    used = services()
    try:
        with (
            used.databases.registry.begin() as session,
            used.databases.responses.begin() as responses,
        ):
            _require_open(session, survey)
            use.void_batch(session, responses, survey, wanted)
            about = f"{survey}: {number}, {wanted.act}"
            audit.record(session, deed(), Act.BATCH_VOIDED, about)
    except UnknownBatchError:
        return cards.refused(survey, {"key": _KEY})
    except UnknownBatchNumberError:
        return cards.refused(survey, {"batch": _NO_BATCH})
    except BatchUsedError:
        with used.databases.registry.begin() as session:
            audit.record(session, deed(), Act.BATCH_KEPT, f"{survey}: {number}")
        return cards.refused(survey, {"batch": _USED})
    flash(gettext("The batch is void. Nobody can answer with its cards."), "success")
    return redirect(url_for("cards.page", survey=survey))


@blueprint.post("/surveys/<survey>/cards/again")
def print_again(survey: str) -> ResponseReturnValue:
    """Draw other cards in the place of a void batch; they wait to be printed."""
    number = request.form.get("batch", 0, type=int)
    used = services()
    try:
        with (
            used.databases.registry.begin() as session,
            used.databases.responses.begin() as responses,
        ):
            _require_open(session, survey)
            key_id, drawn = use.print_again(session, responses, survey, number)
            about = f"{survey}: {number}, {drawn.number}"
            audit.record(session, deed(), Act.BATCH_PRINTED_AGAIN, about)
            outgoing.keep_cards(used.settings.home, survey, {key_id: [drawn]})
    except (UnknownBatchNumberError, NoVoidSlipsError) as error:
        raise WrongStateError from error
    flash(gettext("The new batch waits to be printed."), "success")
    return redirect(url_for("cards.page", survey=survey))


def _require_open(session: Session, survey: str) -> None:
    if surveys.find(session, survey).state is not State.OPEN:
        raise WrongStateError
