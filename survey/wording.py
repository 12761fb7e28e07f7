"""The words of documents outside the pages, from the same catalogues as the pages."""

import gettext
from collections.abc import Callable
from importlib.resources import as_file, files

LANGUAGES = ("mn", "en")
_DOMAIN = "messages"


def translator(language: str) -> Callable[[str], str]:
    """Return the function that says a sentence in a language.

    English is the language of the sources and needs no catalogue.
    """
    with as_file(files("templates") / "translations") as folder:
        found = gettext.translation(
            _DOMAIN, folder, languages=[language], fallback=language == "en"
        )
    return found.gettext
