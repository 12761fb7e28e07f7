"""The pages on which one person reviews comments: masks, sorts, and lets them out.

The comments are opened with the reviewer's passphrase. The opened key is kept by the
reviewer's browser alone, in the cookie of the session, until the sign-out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_security import current_user

from analysis.comments import lexicon
from survey import completing, review
from survey.database import reading
from survey.registry import audit, reviews
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.lifecycle import State
from survey.registry.surveys import FixedError
from survey.review import Entry, StillPersonalError, TextLengthError
from survey.sealing import OpeningError, PrivateKey
from survey.tokens.key_files import KeyFileError
from survey.web import languages
from survey.web.console import fields
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("comments", __name__)

AT_ONCE = 15
_KEY = "review"
_WORDS = ("keep", "release", "example")
_PERSONAL = _("This text still holds a number, an address or a register number")
_LENGTH = _("A comment that is released has a text of at most 2000 letters")
_LOCKED = _("The passphrase is not right")


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment on the page, and what is wrong with it."""

    entry: Entry
    number: int
    fault: LazyString | None = None

    @property
    def word(self) -> str:
        """Return what was decided: keep, release or example."""
        if self.entry.release:
            return "example" if self.entry.example else "release"
        return "keep"


@blueprint.get("/surveys/<survey>/comments")
def page(survey: str) -> ResponseReturnValue:
    """Ask for the passphrase, or show some comments."""
    _demand(survey)
    found = _opened(survey)
    if found is None:
        return _locked(survey, None)
    return _page(survey, found, {})


@blueprint.post("/surveys/<survey>/comments/open")
def unlock(survey: str) -> ResponseReturnValue:
    """Open the comments with the passphrase."""
    _demand(survey)
    try:
        with reading(services().databases.registry) as registry_session:
            key = review.unlock(registry_session, survey, fields.secret("passphrase"))
    except KeyFileError:
        return _locked(survey, _LOCKED), HTTPStatus.UNPROCESSABLE_ENTITY
    session[_KEY] = {survey: key.seed.hex()}
    return redirect(url_for("comments.page", survey=survey))


@blueprint.post("/surveys/<survey>/comments")
def save(survey: str) -> ResponseReturnValue:
    """Keep what was decided on the comments of one page."""
    _demand(survey)
    key, found = _key(survey), _opened(survey)
    if key is None or found is None:
        return redirect(url_for("comments.page", survey=survey))
    decided, faults = _decided(found)
    with services().databases.registry.begin() as registry_session:
        review.save(registry_session, survey, key, decided)
    if faults:
        kept = [decided.get(one.key, one) for one in found]
        return _page(survey, kept, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("comments.page", survey=survey, page=_number() + 1))


@blueprint.post("/surveys/<survey>/comments/finish")
def finish(survey: str) -> ResponseReturnValue:
    """Put what was released into the results, signed by the reviewer."""
    _demand(survey)
    found = _opened(survey)
    if found is None:
        return redirect(url_for("comments.page", survey=survey))
    used = services()
    signed = review.result(found, reviewer=current_user.name, day=used.clock())
    try:
        with used.databases.registry.begin() as registry_session:
            masked = [one.masked for one in found]
            completing.complete(registry_session, survey, signed, masked)
            about = f"{survey}: {len(signed.released)} / {len(found)}"
            audit.record(registry_session, deed(), Act.COMMENTS_REVIEWED, about)
    except FixedError as error:
        raise WrongStateError from error
    flash(gettext("The reviewed comments are in the report."), "success")
    return redirect(url_for("results.page", survey=survey))


def _demand(survey: str) -> None:
    """Raise WrongStateError unless comments of the survey wait."""
    with reading(services().databases.registry) as registry_session:
        found = registry.find(registry_session, survey)
        kept = reviews.is_kept(registry_session, survey)
    if found.state is not State.TALLIED or not kept:
        raise WrongStateError


def _key(survey: str) -> PrivateKey | None:
    seed = session.get(_KEY, {}).get(survey)
    return PrivateKey(bytes.fromhex(seed)) if seed else None


def _opened(survey: str) -> list[Entry] | None:
    key = _key(survey)
    if key is None:
        return None
    try:
        with reading(services().databases.registry) as registry_session:
            return review.entries(registry_session, survey, key)
    except OpeningError:
        session.pop(_KEY, None)
        return None


def _decided(found: Sequence[Entry]) -> tuple[dict[str, Entry], dict[str, LazyString]]:
    decided: dict[str, Entry] = {}
    faults: dict[str, LazyString] = {}
    for one in found:
        word = fields.text(f"word-{one.key}")
        if word not in _WORDS:
            continue
        text, themes = fields.secret(f"text-{one.key}"), fields.texts(f"on-{one.key}")
        try:
            decided[one.key] = review.decide(one, text=text, themes=themes, word=word)
        except StillPersonalError:
            faults[one.key] = _PERSONAL
        except TextLengthError:
            faults[one.key] = _LENGTH
    return decided, faults


def _number() -> int:
    return max(1, request.args.get("page", 1, type=fields.number))


def _page(survey: str, found: Sequence[Entry], faults: dict[str, LazyString]) -> str:
    pages = max(1, -(-len(found) // AT_ONCE))
    number = min(_number(), pages)
    start = (number - 1) * AT_ONCE
    shown = [
        Shown(one, start + place, faults.get(one.key))
        for place, one in enumerate(found[start : start + AT_ONCE], start=1)
    ]
    language = languages.current()
    titles = lexicon.packaged().titles.items()
    return render_template(
        "console/comments.html",
        survey=survey,
        shown=shown,
        number=number,
        pages=pages,
        looked=sum(one.looked for one in found),
        released=sum(one.release for one in found),
        total=len(found),
        titles={name: title.to(language) for name, title in titles},
    )


def _locked(survey: str, fault: LazyString | None) -> str:
    return render_template("console/comments_open.html", survey=survey, fault=fault)
