"""Builds the console: an application of its own below /console.

It has cookies, sessions and a secret; the respondents' application has none of
them, because it is another application.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

from survey.accounts import brakes, keys, security
from survey.accounts.store import Officers
from survey.web import addresses, assets, headers, languages, rendering
from survey.web.console import (
    access,
    accountings,
    accounts,
    acts,
    auditing,
    bodies,
    cards,
    cases,
    channels,
    comments,
    counting,
    coverage,
    downloads,
    drafting,
    ending,
    figures,
    frame,
    grouping,
    guidance,
    holders,
    installation,
    introducing,
    invitations,
    me,
    measures,
    microdata,
    opening,
    overview,
    people,
    plan,
    planning,
    previewing,
    prints,
    rehearsal,
    reorganising,
    results,
    scheduling,
    set_up,
    summaries,
    surveys,
    trends,
    troubles,
    wall,
    withdrawing,
    working,
)
from survey.web.services import Services

PREFIX = "/console"
_LARGEST_FORM = 6 * 1024 * 1024
_BLUEPRINTS = (
    overview.blueprint,
    surveys.blueprint,
    bodies.blueprint,
    drafting.blueprint,
    grouping.blueprint,
    channels.blueprint,
    scheduling.blueprint,
    introducing.blueprint,
    holders.blueprint,
    opening.blueprint,
    cards.blueprint,
    acts.blueprint,
    coverage.blueprint,
    ending.blueprint,
    counting.blueprint,
    results.blueprint,
    downloads.blueprint,
    figures.blueprint,
    microdata.blueprint,
    withdrawing.blueprint,
    plan.blueprint,
    planning.blueprint,
    guidance.blueprint,
    measures.blueprint,
    summaries.blueprint,
    accountings.blueprint,
    comments.blueprint,
    cases.blueprint,
    people.blueprint,
    invitations.blueprint,
    previewing.blueprint,
    prints.blueprint,
    rehearsal.blueprint,
    reorganising.blueprint,
    trends.blueprint,
    wall.blueprint,
    working.blueprint,
    accounts.blueprint,
    installation.blueprint,
    auditing.blueprint,
    me.blueprint,
    set_up.blueprint,
)


def create_console(services: Services) -> Flask:
    """Return the console, to be mounted below its prefix."""
    app = rendering.Site("survey.console", static_folder=None)
    secrets = keys.read(services.settings.home)
    app.config.update(_settings(services, secrets.cookies))
    app.extensions["survey"] = services
    for part in (addresses, rendering, languages, assets, headers, troubles, frame):
        part.register(app)
    CSRFProtect(app)
    security.register(
        app,
        Officers(services.databases.registry),
        secrets,
        now=services.now,
        begin="overview.page",
    )
    access.register(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix="/<language:language>")
    brakes.register(app)
    app.add_url_rule("/", "begin", _begin)
    app.jinja_env.globals["installed_as_sample"] = services.settings.sample
    return app


def _settings(services: Services, secret: str) -> dict[str, object]:
    secure = urlsplit(services.settings.base_url).scheme == "https"
    return {
        "SECRET_KEY": secret,
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ulaanbaatar",
        "MAX_CONTENT_LENGTH": _LARGEST_FORM,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_COOKIE_NAME": "shudarga_console",
        "SESSION_COOKIE_PATH": PREFIX,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "WTF_CSRF_TIME_LIMIT": None,  # A token lives as long as its session.
    }


def _begin() -> ResponseReturnValue:
    return redirect(url_for("overview.page", language=languages.DEFAULT))
