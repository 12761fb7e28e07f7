import re

import pytest

from survey.browser import catalogue

LETTERS = set("абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя")


def _placeholders(text):
    return sorted(re.findall(r"%\(\w+\)s|%?\{\w+\}", text))


def _strings(message):
    return [message.string] if isinstance(message.string, str) else message.string


def _language(path):
    return path.parents[1].name


@pytest.fixture(params=list(catalogue.catalogues()), ids=_language)
def translated(request):
    return catalogue.read(request.param)


def test_mongolian_has_a_catalogue():
    assert "mn" in [path.parents[1].name for path in catalogue.catalogues()]


def test_every_sentence_of_the_sources_is_translated(translated):
    said = {message.id for message in catalogue.sentences() if message.id}
    known = {message.id for message in translated if message.id}

    assert said == known, "run python -m survey.browser.catalogue and translate"


def test_no_translation_is_empty_or_doubtful(translated):
    for message in translated:
        if message.id:
            strings = (
                [message.string] if isinstance(message.string, str) else message.string
            )
            assert all(strings), message.id
            assert not message.fuzzy, message.id


def test_translations_fill_in_the_same_values(translated):
    for message in translated:
        if isinstance(message.id, str):
            assert _placeholders(message.id) == _placeholders(message.string)


def test_mongolian_is_written_in_its_own_letters():
    [path] = [p for p in catalogue.catalogues() if p.parents[1].name == "mn"]
    for message in catalogue.read(path):
        if message.id:
            text = (
                "".join(message.string)
                if not isinstance(message.string, str)
                else message.string
            )
            cyrillic = set(re.findall(r"[Ѐ-ӿ]", text.lower()))
            assert cyrillic <= LETTERS, message.id
            assert cyrillic, message.id
