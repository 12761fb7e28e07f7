"""The page of a draft's key-holders: a key is made, entered, proved, taken out."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from questionnaires.faults import FaultsError
from survey import holding, sealing
from survey.database import reading
from survey.registry import audit, drafts, surveys
from survey.registry.audit import Act
from survey.registry.drafts import KeyTakenError, UnknownKeyError
from survey.registry.lifecycle import State
from survey.sealing import PublicKeyError
from survey.web import languages
from survey.web.console import fields, files
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("holders", __name__)

_NO_HOLDER = _("Say who holds the key: a person or an office")
_DIFFER = _("The two passphrases differ")
_TAKEN = _("This key-holder or this key is entered already")
_NOT_PUBLIC = _("This is not a .public file")
_UNKNOWN = _("This key is not among the keys of the survey")


@blueprint.get("/surveys/<survey>/keys")
def page(survey: str) -> str:
    """List the key-holders of a survey."""
    return _page(survey, Faults(), ())


@blueprint.post("/surveys/<survey>/keys/make")
def make(survey: str) -> ResponseReturnValue:
    """Make a key; its file goes to the holder, and only the public part stays."""
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
        _enter(survey, holder, made.public, proved=True)
    except FaultsError as error:
        return _refused(survey, faults, _lines(error))
    except KeyTakenError:
        faults.add("holder", _TAKEN)
        return _refused(survey, faults, ())
    return files.download(made.file, f"{survey}.key", "application/json")


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
        _enter(survey, holder, public, proved=False)
    except (ValueError, PublicKeyError):
        faults.add("public", _NOT_PUBLIC)
    except KeyTakenError:
        faults.add("public_holder", _TAKEN)
    if faults:
        return _refused(survey, faults, ())
    flash(gettext("The key is entered. Its holder must now prove it."), "success")
    return redirect(url_for("holders.page", survey=survey))


@blueprint.post("/surveys/<survey>/keys/prove")
def prove(survey: str) -> ResponseReturnValue:
    """Let a holder open a test seal; the key file is read and forgotten."""
    faults = Faults()
    try:
        file = files.posted("key").content
        public = holding.prove(file, fields.secret("key_passphrase"))
        with services().databases.registry.begin() as session:
            holder = drafts.prove_key(session, survey, public)
            audit.record(session, deed(), Act.KEY_ENTERED, f"{survey}: {holder}")
    except FaultsError as error:
        return _refused(survey, faults, _lines(error))
    except UnknownKeyError:
        faults.add("key", _UNKNOWN)
        return _refused(survey, faults, ())
    flash(gettext("The key opened the test seal."), "success")
    return redirect(url_for("holders.page", survey=survey))


@blueprint.post("/surveys/<survey>/keys/remove")
def remove(survey: str) -> ResponseReturnValue:
    """Take a key-holder out of a draft."""
    number = request.form.get("number", 0, type=int)
    with services().databases.registry.begin() as session:
        _require_draft(surveys.find(session, survey).state)
        holder = drafts.remove_key(session, survey, number)
        audit.record(session, deed(), Act.KEY_REMOVED, f"{survey}: {holder}")
    return redirect(url_for("holders.page", survey=survey))


def _enter(survey: str, holder: str, public: bytes, *, proved: bool) -> None:
    with services().databases.registry.begin() as session:
        _require_draft(surveys.find(session, survey).state)
        drafts.enter_key(session, survey, holder=holder, public=public, proved=proved)
        audit.record(session, deed(), Act.KEY_ENTERED, f"{survey}: {holder}")


def _require_draft(state: State) -> None:
    if state is not State.DRAFT:
        raise WrongStateError


def _lines(error: FaultsError) -> list[str]:
    return [one.text.to(languages.current()) for one in error.faults]


def _refused(survey: str, faults: Faults, lines: Sequence[str]) -> ResponseReturnValue:
    return _page(survey, faults, lines), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(survey: str, faults: Faults, lines: Sequence[str]) -> str:
    with reading(services().databases.registry) as session:
        found = surveys.find(session, survey)
        keys = drafts.keys(session, survey)
    return render_template(
        "console/keys.html", survey=found, keys=keys, faults=faults, lines=lines
    )
