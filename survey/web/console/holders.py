"""The page of a draft's key-holders: a key is made, entered, proved, taken out."""

import base64
from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from questionnaires.faults import FaultsError
from survey import holding, sealing
from survey.database import reading
from survey.manifest import MOST_HOLDERS
from survey.registry import audit, drafts, surveys
from survey.registry.audit import Act
from survey.registry.drafts import KeyTakenError, TooManyKeysError, UnknownKeyError
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step
from survey.sealing import PublicKeyError
from survey.web.console import fields, files, wizard
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("holders", __name__)

_SHORT = 8
_NO_HOLDER = _("Say who holds the key: a person or an office")
_DIFFER = _("The two passphrases differ")
_ENTERED = {
    KeyTakenError: _("This key-holder or this key is entered already"),
    TooManyKeysError: _("There are two key-holders already: take one out first"),
}
_NO_COPY = _("Make a spare copy first, and confirm it")
_NOT_PUBLIC = _("This is not a .public file")
_UNKNOWN = _("This key is not among the keys of the survey")


@blueprint.get("/surveys/<survey>/keys")
def page(survey: str) -> str:
    """List the key-holders of a survey."""
    return _page(survey, Faults(), ())


@blueprint.post("/surveys/<survey>/keys")
def onward(survey: str) -> ResponseReturnValue:
    """Go on to the next step; each key was entered as it came."""
    return wizard.onward(survey, Step.KEYS)


@blueprint.post("/surveys/<survey>/keys/make")
def make(survey: str) -> ResponseReturnValue:
    """Make a key, and hand its file over; only the public part stays here.

    The holder proves afterwards that the file was kept, by opening a test seal with it.
    """
    holder, faults = fields.text("holder"), Faults()
    passphrase = fields.secret("passphrase")
    if not holder:
        faults.add("holder", _NO_HOLDER)
    if passphrase != fields.secret("again"):
        faults.add("again", _DIFFER)
    if faults:
        return _refused(survey, faults, ())
    try:
        made = holding.make(passphrase)
        _enter(survey, holder, made.public)
    except FaultsError as error:
        return _refused(survey, faults, fields.lines(error))
    except (KeyTakenError, TooManyKeysError) as error:
        faults.add("holder", _ENTERED[type(error)])
        return _refused(survey, faults, ())
    name = f"{survey}-{made.public.hex()[:_SHORT]}.key"
    content = base64.b64encode(made.file).decode("ascii")
    found = _found(survey)
    return render_template(
        "console/key_made.html",
        survey=found,
        wizard=wizard.frame(found, Step.KEYS),
        holder=holder,
        name=name,
        address=f"data:application/octet-stream;base64,{content}",
    )


@blueprint.post("/surveys/<survey>/keys/enter")
def enter(survey: str) -> ResponseReturnValue:
    """Enter the public part of a key that its holder made elsewhere."""
    holder, faults = fields.text("public_holder"), Faults()
    if not holder:
        faults.add("public_holder", _NO_HOLDER)
        return _refused(survey, faults, ())
    try:
        public = bytes.fromhex(files.posted("public").content.decode("ascii"))
        sealing.seal(b"", [public], info=b"", bucket=sealing.BUCKETS[0])
        _enter(survey, holder, public)
    except (ValueError, PublicKeyError):
        faults.add("public", _NOT_PUBLIC)
    except (KeyTakenError, TooManyKeysError) as error:
        faults.add("public_holder", _ENTERED[type(error)])
    if faults:
        return _refused(survey, faults, ())
    flash(gettext("The key is entered. Its holder must now prove it."), "success")
    return redirect(url_for("holders.page", survey=survey))


@blueprint.post("/surveys/<survey>/keys/prove")
def prove(survey: str) -> ResponseReturnValue:
    """Let a holder open a test seal; the key file is read and forgotten."""
    faults = Faults()
    if fields.text("copied") != "yes":
        faults.add("copied", _NO_COPY)
        return _refused(survey, faults, ())
    try:
        file = files.posted("key").content
        public = holding.prove(file, fields.secret("key_passphrase"))
        with services().databases.registry.begin() as session:
            holder = drafts.prove_key(session, survey, public)
            audit.record(session, deed(), Act.KEY_PROVED, f"{survey}: {holder}")
    except FaultsError as error:
        return _refused(survey, faults, fields.lines(error))
    except UnknownKeyError:
        faults.add("key", _UNKNOWN)
        return _refused(survey, faults, ())
    flash(gettext("The key opened the test seal."), "success")
    return redirect(url_for("holders.page", survey=survey))


@blueprint.post("/surveys/<survey>/keys/remove")
def remove(survey: str) -> ResponseReturnValue:
    """Take a key-holder out of a draft."""
    number = request.form.get("number", 0, type=fields.number)
    with services().databases.registry.begin() as session:
        wizard.draft_in(session, survey)
        holder = drafts.remove_key(session, survey, number)
        audit.record(session, deed(), Act.KEY_REMOVED, f"{survey}: {holder}")
    return redirect(url_for("holders.page", survey=survey))


def _enter(survey: str, holder: str, public: bytes) -> None:
    with services().databases.registry.begin() as session:
        wizard.draft_in(session, survey)
        drafts.enter_key(session, survey, holder=holder, public=public, proved=False)
        audit.record(session, deed(), Act.KEY_ENTERED, f"{survey}: {holder}")


def _found(survey: str) -> Survey:
    with reading(services().databases.registry) as session:
        return surveys.find(session, survey)


def _refused(survey: str, faults: Faults, lines: Sequence[str]) -> ResponseReturnValue:
    return _page(survey, faults, lines), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(survey: str, faults: Faults, lines: Sequence[str]) -> str:
    with reading(services().databases.registry) as session:
        found = surveys.find(session, survey)
        keys = drafts.keys(session, survey)
    return render_template(
        "console/keys.html",
        survey=found,
        wizard=wizard.frame(found, Step.KEYS),
        keys=keys,
        most=MOST_HOLDERS,
        kept=fields.text("holder"),
        kept_public=fields.text("public_holder"),
        faults=faults,
        lines=lines,
    )
