"""Words and numbers of documents in the reader's language.

English is the language of the message identifiers. Mongolian needs its
compiled catalogue; any other language reads English.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable

from questionnaires.model import Text

LANGUAGES = ("mn", "en")
_MONTHS = {
    1: "January",
    2: "February",
    3: "March",
    4: "April",
    5: "May",
    6: "June",
    7: "July",
    8: "August",
    9: "September",
    10: "October",
    11: "November",
    12: "December",
}
_ALPHABET = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"
_FRONT_VOWEL_NUMBERS = {1, 4, 9, 11}
_SOFT_DIGITS = {1, 4, 9}


class CatalogueError(Exception):
    """A language that has a catalogue cannot be read, because it was not compiled."""


@dataclass(frozen=True, slots=True)
class Words:
    """Says sentences in one language."""

    language: str
    catalogue: NullTranslations

    def say(self, message: str, **values: object) -> str:
        """Return the translated message with its places filled."""
        told = {
            name: value.to(self.language) if isinstance(value, Text) else value
            for name, value in values.items()
        }
        message = self.catalogue.gettext(message)
        return message.format(**told) if told else message

    def day(self, when: date | None) -> str:
        """Return a date as an official letter writes it."""
        if when is None:
            return self.say("not known")
        if self.language == "mn":
            suffix = ordinal_suffix(when.month)
            return f"{when.year} оны {when.month} {suffix} сарын {when.day}"
        return f"{when.day} {_MONTHS[when.month]} {when.year}"

    def as_of(self, when: date) -> str:
        """Return the day up to which something is told."""
        if self.language == "mn":
            ending = "ний" if when.day % 10 in _SOFT_DIGITS else "ны"
            return f"{self.day(when)}-{ending} өдрийн байдлаар"
        return f"As of {self.day(when)}"

    def date(self, when: date | None) -> str:
        """Return a date as it stands in a narrow column."""
        if when is None:
            return self.say("not known")
        if self.language == "mn":
            return f"{when:%Y.%m.%d}"
        return f"{when.day} {_MONTHS[when.month][:3]} {when.year}"

    def quarter(self, year: int, quarter: int) -> str:
        """Return a quarter of a year as an official letter writes it."""
        if self.language == "mn":
            return f"{year} оны {quarter} {ordinal_suffix(quarter)} улирал"
        return f"Quarter {quarter} of {year}"

    def place(self, count: int) -> str:
        """Return which one in a row is meant, as it stands before a noun."""
        if self.language == "mn":
            return f"{count} {ordinal_suffix(count)}"
        return f"{count}"


@lru_cache(maxsize=8)
def words(language: str) -> Words:
    """Return the words of a language."""
    return Words(language, catalogue(files("templates") / "translations", language))


def both(message: str, **values: object) -> Text:
    """Return a message in Mongolian and English at once."""
    return Text({name: words(name).say(message, **values) for name in LANGUAGES})


def ordinal_suffix(count: int) -> str:
    """Return the Mongolian ordinal word that follows a number up to twelve."""
    return "дүгээр" if count in _FRONT_VOWEL_NUMBERS else "дугаар"


def number(value: float, decimals: int = 0) -> str:
    """Return a number with thousands set apart and a real minus sign."""
    return f"{value:,.{decimals}f}".replace("-", "−")


def percent(share: float) -> str:
    """Return a share between 0 and 1 as whole percents."""
    return f"{number(share * 100)}%"


def span(low: float, high: float, decimals: int = 1) -> str:
    """Return an interval as two numbers."""
    return f"{number(low, decimals)}–{number(high, decimals)}"


def percent_span(low: float, high: float) -> str:
    """Return an interval of shares as whole percents."""
    return f"{number(low * 100)}–{number(high * 100)}%"


def alphabetical(names: Iterable[str]) -> list[str]:
    """Return names in the order of the Mongolian alphabet, with ё, ө, ү in place."""
    return sorted(names, key=_alphabet_key)


def _alphabet_key(name: str) -> list[tuple[int, int, str]]:
    pieces = re.findall(r"\d+|\D", name.casefold())
    return [
        (0, int(piece), "") if piece.isdecimal() else (1, _ALPHABET.find(piece), piece)
        for piece in pieces
    ]


def catalogue(folder: Traversable, language: str) -> NullTranslations:
    """Return the catalogue of a language in a folder of translations."""
    place = folder / language / "LC_MESSAGES"
    compiled = place / "report.mo"
    if compiled.is_file():
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    if (place / "report.po").is_file():
        raise CatalogueError(
            f"The report's words in {language!r} are not compiled yet: "
            "`make build` compiles the translation catalogues."
        )
    return NullTranslations()
