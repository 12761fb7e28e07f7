"""Finds templates, and draws the components of govuk-frontend in them."""

from collections.abc import Mapping

from flask import Flask, current_app
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from markupsafe import Markup

_LIBRARY = "govuk_frontend_jinja"


class Site(Flask):
    """A Flask application whose templates show finished values only.

    It has no folder of static files and no secret key, because it has no session.
    """

    jinja_options = {  # noqa: RUF012 Flask reads this attribute of the class
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }

    def log_exception(self, exc_info: object) -> None:
        """Log where something broke, but no message: it might quote an answer."""
        error = exc_info[1] if isinstance(exc_info, tuple) else None
        trace = getattr(error, "__traceback__", None)
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = (
            f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
        )
        self.logger.error("%s at %s", type(error).__name__, place)


def register(app: Flask) -> None:
    """Let an application find our templates and the library's components."""
    library = PrefixLoader({_LIBRARY: PackageLoader(_LIBRARY)})
    app.jinja_loader = ChoiceLoader([PackageLoader("templates", ""), library])
    app.jinja_env.globals["component"] = component
    # The library's macros ask for parameters that may be missing; ours may not.
    app.extensions["components"] = app.jinja_env.overlay(undefined=ChainableUndefined)


def component(name: str, parameters: Mapping[str, object]) -> Markup:
    """Draw a component of govuk-frontend, such as `radios`."""
    environment: Environment = current_app.extensions["components"]
    template = environment.get_template(f"{_LIBRARY}/components/{name}/macro.html")
    words = "".join(word.capitalize() for word in name.split("-"))
    return Markup(getattr(template.module, f"govuk{words}")(parameters))  # noqa: S704 escaped by the macro
