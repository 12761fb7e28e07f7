"""What stands around every page of the console: where one is, and where one can go."""

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_security import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import Form

from analysis.report import html
from survey.accounts.roles import Role
from survey.registry.audit import Deed
from survey.web import languages
from survey.web.console import access
from survey.web.days import in_words
from survey.web.services import services

ROLE_WORDS: dict[Role, LazyString] = {
    Role.OFFICER: _("Anti-corruption officer"),
    Role.CONTACT: _("Contact of an organisation"),
    Role.KEY_HOLDER: _("Key-holder"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}
_PLACES: tuple[tuple[str, LazyString], ...] = (
    ("overview.page", _("Surveys")),
    ("measures.page", _("Measures")),
    ("guidance.page", _("Directions")),
    ("accountings.page", _("Reports")),
    ("bodies.page", _("Organisations")),
    ("people.page", _("People invited")),
    ("prints.page", _("Posters")),
    ("accounts.page", _("Accounts")),
    ("installation.page", _("Installation")),
    ("auditing.page", _("Audit log")),
    ("me.page", _("My account")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to."""

    label: LazyString
    address: str
    here: bool


def register(app: Flask) -> None:
    """Let templates ask for the navigation and the words of roles."""
    app.jinja_env.filters["data_uri"] = html.data_uri
    app.jinja_env.globals.update(
        languages=languages.spoken,
        language=languages.current,
        in_language=languages.in_language,
        in_words=in_words,
        quarter=languages.quarter,
        navigation=navigation,
        csrf_field=csrf_field,
        faults_of=faults_of,
        role_words=ROLE_WORDS,
    )


def navigation() -> list[Place]:
    """Return the places that this officer may go to."""
    part = (request.blueprint or "").partition(".")[0]
    return [
        Place(label, url_for(endpoint), here=endpoint.startswith(f"{part}."))
        for endpoint, label in _PLACES
        if access.may(endpoint)
    ]


def csrf_field() -> Markup:
    """Return the hidden field by which a form of ours is known."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(
        generate_csrf()
    )


def faults_of(form: Form) -> dict[str, str]:
    """Return what is wrong in a form of Flask-Security, by field."""
    found = {f.name: str(f.errors[0]) for f in form if f.errors}
    if form.form_errors:
        found.setdefault("password", str(form.form_errors[0]))
    return found


def deed() -> Deed:
    """Return who does something in this request, and the moment."""
    return Deed(current_user.email, services().now())
