"""Writes days as a reader's language does; Mongolian as an official letter would."""

from datetime import date

from flask_babel import format_date

from analysis.wording import words
from survey.web import languages

_MONGOLIAN = "mn"
# The last word of the number decides: нэг, дөрөв and ес have front vowels.
_FRONT_VOWEL_ENDINGS = {1, 4, 9}
_TEN = 10


def in_words(day: date) -> str:
    """Return a day in the language of this request's page."""
    language = languages.current()
    if language != _MONGOLIAN:
        return str(format_date(day, "long"))
    ending = "ний" if day.day % _TEN in _FRONT_VOWEL_ENDINGS else "ны"
    return f"{words(language).day(day)}-{ending} өдөр"
