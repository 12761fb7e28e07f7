"""Writes other words around the questions of a definition: who asks, and what for."""

import tomllib
from collections.abc import Mapping

from questionnaires import loader
from questionnaires.tables import LANGUAGES
from questionnaires.toml_text import toml

AROUND = ("introduction", "contact", "follow_up")
_OPTIONAL = ("contact", "follow_up")

Words = Mapping[str, Mapping[str, str]]


def words(source: bytes) -> dict[str, dict[str, str]]:
    """Return the texts around the questions of a definition, by key and language."""
    questionnaire = loader.read(source)
    found = {key: getattr(questionnaire, key) for key in AROUND}
    return {key: dict(text.languages) if text else {} for key, text in found.items()}


def with_words(source: bytes, changed: Words) -> bytes:
    """Return a definition with other texts around its questions.

    An optional text without any words is left out, and languages that are not given
    stay. Raises DefinitionError where a language is missing. A definition whose texts
    are the same stays as it is, letter by letter.
    """
    known = words(source)
    given = {key: _merged(known[key], changed[key]) for key in AROUND if key in changed}
    if all(text == known[key] for key, text in given.items()):
        return source
    tables = tomllib.loads(source.decode("utf-8-sig"))
    for key, text in given.items():
        if key in _OPTIONAL and not text:
            tables.pop(key, None)
        else:
            tables[key] = text
    made = toml(tables)
    loader.read(made)
    return made.encode()


def _merged(known: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return a text in all its languages; without any words, nothing of it."""
    if not any(given.values()):
        return {}
    merged = {**known, **given}
    return {code: text for code, text in merged.items() if text or code in LANGUAGES}
