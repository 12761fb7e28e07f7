"""Builds the Flask application from its parts."""

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from survey.config import Settings
from survey.web import (
    addresses,
    answering,
    answers_api,
    assets,
    board,
    browser_pages,
    done,
    errors,
    form_page,
    headers,
    health,
    helping,
    joining,
    joining_api,
    languages,
    limits,
    posters_api,
    public,
    releases,
    rendering,
    trust,
)
from survey.web.console.app import PREFIX, create_console
from survey.web.doorstep import Counter, Doorstep
from survey.web.services import Services, share_commits
from survey.web.shelf import Shelf

__all__ = ["Services", "create_app"]

_LARGEST_FORM = 256 * 1024
_BLUEPRINTS = {
    "issuer": (
        joining.blueprint,
        helping.blueprint,
        joining_api.blueprint,
        releases.blueprint,
        trust.blueprint,
    ),
    "collector": (
        answering.blueprint,
        helping.blueprint,
        answers_api.blueprint,
        browser_pages.collector,
        form_page.blueprint,
        posters_api.blueprint,
        posters_api.places,
        board.blueprint,
        releases.blueprint,
        trust.blueprint,
    ),
    "public": (
        public.blueprint,
        helping.blueprint,
        done.blueprint,
        board.blueprint,
        browser_pages.public,
        releases.blueprint,
        trust.blueprint,
    ),
}


def create_app(services: Services) -> Flask:
    """Return the application with the faces that the settings choose."""
    app = rendering.Site("survey", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_FORM
    app.config["MAX_FORM_MEMORY_SIZE"] = _LARGEST_FORM
    app.extensions["survey"] = services
    app.extensions["shelf"] = Shelf()
    for part in (addresses, rendering, languages, assets, headers, errors):
        part.register(app)
    faces = services.settings.faces & _BLUEPRINTS.keys()
    chosen = [part for face in sorted(faces) for part in _BLUEPRINTS[face]]
    for blueprint in dict.fromkeys(chosen):
        app.register_blueprint(blueprint)
    app.register_blueprint(health.blueprint)
    limits.register(app, proxies=services.settings.proxies)
    _share_with_templates(app, services.settings)
    if "console" in services.settings.faces:
        # Only the brakes on sign-ins ask where somebody comes from.
        console = ProxyFix(
            create_console(services).wsgi_app,
            x_for=services.settings.proxies,
            x_proto=0,
            x_host=0,
        )
        app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PREFIX: console})  # type: ignore[method-assign]  # as Flask's manual says
    counter = None
    if "collector" in faces:
        counter = Counter(share_commits(app), services.clock)
    app.wsgi_app = Doorstep(app.wsgi_app, counter)  # type: ignore[method-assign]  # as above
    return app


def _share_with_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.globals.update(
        languages=languages.spoken,
        language=languages.current,
        in_language=languages.in_language,
        quarter=languages.quarter,
        installed_as_sample=settings.sample,
        pages=frozenset(app.view_functions),
    )
