"""The pages on which organisations are changed by hand, and the history of all.

A survey that is open keeps the names and numbers of its opening.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_security import current_user

from survey import reorganising
from survey.database import Session, reading
from survey.registry import audit, history, measures, organisations
from survey.registry.audit import Act
from survey.registry.history import Hand, Kind
from survey.registry.organisations import Entry, Organisation
from survey.reorganising import ReorganisingError
from survey.web import languages
from survey.web.console import fields
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("reorganising", __name__)

KINDS = {
    Kind.ENTERED: _("entered by a file"),
    Kind.ADDED: _("added"),
    Kind.CHANGED: _("changed"),
    Kind.MERGED: _("merged into another"),
    Kind.RECEIVED: _("took another in"),
    Kind.RETIRED: _("retired"),
    Kind.REVIVED: _("taken up again"),
}
_MEANWHILE = _(
    "Somebody changed this organisation while you looked at it. See how it is now, "
    "and change it again if that is still needed."
)
_EMPTY = Organisation("", "", -1)


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form of an organisation, and what it offers to choose."""

    body: Organisation
    headcount: str
    parents: Sequence[str]
    types: Sequence[str]


@blueprint.route("/organisations/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Ask for an organisation, and add it."""
    if request.method == "GET":
        return _new_page(_EMPTY, Faults())
    body, faults = _posted(), Faults()
    with _caught(faults), services().databases.registry.begin() as session:
        reorganising.add(session, body, _hand())
        audit.record(session, deed(), Act.ORGANISATION_ADDED, body.name)
    if faults:
        return _new_page(body, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("The organisation was added."), "success")
    return redirect(url_for("bodies.page"))


@blueprint.route("/organisations/<int:number>", methods=["GET", "POST"])
def one(number: int) -> ResponseReturnValue:
    """Show an organisation with its history, and change it."""
    if request.method == "GET":
        return _page(number, None, Faults())
    body, faults = _posted(), Faults()
    with _caught(faults), services().databases.registry.begin() as session:
        before = organisations.find(session, number).body
        if _version(session, number) != fields.text("version"):
            faults.add("name", _MEANWHILE)
        elif body != before:
            reorganising.change(session, number, body, _hand())
            about = _about(before.name, body.name)
            audit.record(session, deed(), Act.ORGANISATION_CHANGED, about)
    if faults:
        return _page(number, body, faults), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("The organisation is as you wrote."), "success")
    return redirect(url_for("reorganising.one", number=number))


@blueprint.route("/organisations/<int:number>/merge", methods=["GET", "POST"])
def merge(number: int) -> ResponseReturnValue:
    """Say what merging does, and do it."""
    faults = Faults()
    if request.method == "POST":
        into = fields.whole(fields.text("into")) or 0
        with _caught(faults), services().databases.registry.begin() as session:
            before = organisations.find(session, number).body
            reorganising.merge(session, number, into, _hand())
            about = _about(before.name, organisations.find(session, into).body.name)
            audit.record(session, deed(), Act.ORGANISATION_MERGED, about)
        if not faults:
            flash(gettext("The organisation is part of the other now."), "success")
            return redirect(url_for("reorganising.one", number=into))
    page = _ending("console/organisations/merge.html", number, faults)
    return (page, HTTPStatus.UNPROCESSABLE_ENTITY) if faults else page


@blueprint.route("/organisations/<int:number>/retire", methods=["GET", "POST"])
def retire(number: int) -> ResponseReturnValue:
    """Say what retiring does, and do it."""
    if request.method == "GET":
        return _ending("console/organisations/retire.html", number, Faults())
    with services().databases.registry.begin() as session:
        before = organisations.find(session, number).body
        reorganising.retire(session, number, _hand())
        audit.record(session, deed(), Act.ORGANISATION_RETIRED, before.name)
    flash(gettext("The organisation is retired. Its history stays."), "success")
    return redirect(url_for("bodies.page"))


@blueprint.post("/organisations/<int:number>/revive")
def revive(number: int) -> ResponseReturnValue:
    """Take a retired organisation up again."""
    with services().databases.registry.begin() as session:
        before = organisations.find(session, number).body
        reorganising.revive(session, number, _hand())
        audit.record(session, deed(), Act.ORGANISATION_REVIVED, before.name)
    flash(gettext("The organisation is taken up again."), "success")
    return redirect(url_for("reorganising.one", number=number))


@blueprint.get("/organisations/history")
def past() -> str:
    """Show what was changed in all organisations, newest first."""
    with reading(services().databases.registry) as session:
        found = history.changes(session)
    return render_template(
        "console/organisations/history.html", changes=found[::-1], kinds=KINDS
    )


def _hand() -> Hand:
    return Hand(current_user.email, services().clock())


def _about(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


@contextmanager
def _caught(faults: Faults) -> Iterator[None]:
    """Note what a change is refused for, field by field."""
    try:
        yield
    except ReorganisingError as error:
        language = languages.current()
        for one in error.faults:
            faults.add(one.place, one.text.to(language))


def _posted() -> Organisation:
    headcount = fields.whole(fields.text("headcount"))
    return Organisation(
        fields.text("name"),
        fields.text("type"),
        -1 if headcount is None else headcount,
        fields.text("parent") or None,
    )


def _version(session: Session, number: int) -> str:
    """Return a word that changes whenever the organisation is changed."""
    made = [one.number for one in history.changes(session) if one.entry == number]
    return str(max(made, default=0))


def _form(session: Session, body: Organisation, number: int) -> Form:
    there = organisations.organisations(session)
    typed = fields.text("headcount") if request.method == "POST" else ""
    return Form(
        body=body,
        headcount=typed or (str(body.headcount) if body.headcount >= 0 else ""),
        parents=[one.body.name for one in reorganising.partners(session, number)],
        types=sorted({one.type for one in there}),
    )


def _new_page(body: Organisation, faults: Faults) -> str:
    with reading(services().databases.registry) as session:
        form = _form(session, body, 0)
    return render_template("console/organisations/new.html", form=form, faults=faults)


def _page(number: int, typed: Organisation | None, faults: Faults) -> str:
    with reading(services().databases.registry) as session:
        entry = organisations.find(session, number)
        changes = [one for one in history.changes(session) if one.entry == number]
        form = _form(session, typed or entry.body, number)
        version = _version(session, number)
    return render_template(
        "console/organisations/one.html",
        entry=entry,
        form=form,
        faults=faults,
        changes=changes[::-1],
        kinds=KINDS,
        version=version,
    )


def _ending(template: str, number: int, faults: Faults) -> str:
    """Show a page that says what an end of an organisation means."""
    with reading(services().databases.registry) as session:
        entry = organisations.find(session, number)
        _require_existing(entry)
        partners = reorganising.partners(session, number)
        there = organisations.organisations(session)
        owed = measures.every(session)
    name = entry.body.name
    return render_template(
        template,
        entry=entry,
        faults=faults,
        partners=partners,
        below=[body.name for body in there if body.parent == name],
        running=sum(one.owner == name and one.is_running for one in owed),
        chosen=fields.text("into"),
    )


def _require_existing(entry: Entry) -> None:
    if entry.retired is not None:
        raise reorganising.RetiredError
