import pytest

from questionnaires import loader, wording
from questionnaires.loader import DefinitionError
from tests.support import definitions

SOURCE = definitions.SOURCE.encode()
CONTACT = {"mn": "Утас", "en": "Telephone"}


def test_other_words_change_nothing_that_is_asked():
    made = wording.with_words(SOURCE, {"contact": CONTACT, "follow_up": CONTACT})

    before, after = loader.read(SOURCE), loader.read(made)
    assert after.contact.to("en") == "Telephone"
    assert after.follow_up.to("mn") == "Утас"
    assert (after.sections, after.cuts) == (before.sections, before.cuts)
    assert (after.scales, after.indicators) == (before.scales, before.indicators)


@pytest.mark.parametrize("name", loader.names())
def test_the_same_words_leave_a_definition_as_it_is(name):
    source = loader.source(name)

    assert wording.with_words(source, wording.words(source)) == source


def test_an_empty_text_is_left_out():
    made = wording.with_words(SOURCE, {"contact": CONTACT})

    assert loader.read(wording.with_words(made, {"contact": {}})).contact is None


def test_languages_that_are_not_given_stay():
    words = {"introduction": {"mn": "а", "en": "b", "kk": "c"}}
    made = wording.with_words(SOURCE, words)

    again = wording.with_words(made, {"introduction": {"mn": "г", "en": "d"}})

    assert wording.words(again)["introduction"] == {"mn": "г", "en": "d", "kk": "c"}


def test_a_text_without_a_language_is_refused():
    with pytest.raises(DefinitionError):
        wording.with_words(SOURCE, {"introduction": {"mn": "а", "en": ""}})
