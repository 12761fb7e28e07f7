"""Which languages the pages speak, and which one this request wants.

The language is the first part of the address. Mongolian comes first; a third
language needs a catalogue beside the Mongolian one, and nothing here.
"""

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import cast

from babel import Locale
from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import Babel, refresh
from werkzeug.routing import BaseConverter, Map

from analysis.wording import words
from survey.wording import LANGUAGES

DEFAULT = LANGUAGES[0]
_CATALOGUE = "LC_MESSAGES/messages.mo"
_FIRST_PAGES = ("overview.page", "public.home", "joining.page", "answering.enter")


@dataclass(frozen=True, slots=True)
class Language:
    """A language as a switch shows it: its code, and its name in itself."""

    code: str
    name: str


def available(folder: Path) -> tuple[str, ...]:
    """Return the codes of all languages with a catalogue, ours first."""
    found = sorted(path.parents[1].name for path in folder.glob(f"*/{_CATALOGUE}"))
    return tuple(dict.fromkeys([*LANGUAGES, *found]))


def register(app: Flask) -> None:
    """Teach an application its languages and how an address names one."""
    with as_file(files("templates") / "translations") as folder:
        codes = available(folder)
        Babel(
            app,
            default_locale=DEFAULT,
            default_translation_directories=str(folder),
            locale_selector=current,
        )
    app.extensions["languages"] = tuple(
        Language(code, _own_name(code)) for code in codes
    )
    app.url_map.converters["language"] = _converter(codes)
    app.url_value_preprocessor(_remember)
    app.url_defaults(_fill_in)


def current() -> str:
    """Return the language of this request's page."""
    chosen = g.get("language") if has_request_context() else None
    return str(chosen or _of_path())


def spoken() -> tuple[Language, ...]:
    """Return all languages of this application, in the order of the switch."""
    return cast("tuple[Language, ...]", current_app.extensions["languages"])


def in_language(code: str) -> str:
    """Return the address of this page, or of the first one, in another language."""
    rule = request.url_rule
    if rule is None or request.endpoint is None or "language" not in rule.arguments:
        return url_for(_first_page(), language=code)
    if "GET" not in (rule.methods or ()) and request.endpoint != "answering.answer":
        return url_for(_first_page(), language=code)
    values = {**(request.view_args or {}), "language": code}
    return url_for(request.endpoint, **values)


def _first_page() -> str:
    known = current_app.view_functions
    return next(page for page in _FIRST_PAGES if page in known)


def quarter(year: int, number: int) -> str:
    """Return a quarter of a year in the language of this request."""
    return words(current()).quarter(year, number)


def use(code: str) -> None:
    """Speak another language for the rest of this request."""
    g.language = code
    refresh()


def _of_path() -> str:
    if not has_request_context():
        return DEFAULT
    first = request.path.split("/", 2)[1]
    return first if first in LANGUAGES else DEFAULT


def _own_name(code: str) -> str:
    name = Locale.parse(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


def _converter(codes: tuple[str, ...]) -> type[BaseConverter]:
    class LanguageConverter(BaseConverter):
        regex = "|".join(codes)

        def __init__(self, url_map: Map) -> None:
            super().__init__(url_map)

    return LanguageConverter


def _remember(_endpoint: str | None, values: dict[str, object] | None) -> None:
    if values and "language" in values:
        g.language = values.pop("language")


def _fill_in(endpoint: str, values: dict[str, object]) -> None:
    if current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values.setdefault("language", current())
