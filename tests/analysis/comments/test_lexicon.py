import tomllib
from pathlib import Path

import pytest

from analysis.comments.letters import skeleton
from analysis.comments.lexicon import OTHER, LexiconError, packaged, read

CORPUS = tomllib.loads(
    Path(__file__).with_name("corpus.toml").read_text(encoding="utf-8")
)
GOOD = """
[[themes]]
name = "pay"
title = { mn = "Цалин", en = "Pay" }
mn = ["цалин"]
en = ["salar"]
"""


def precision_and_recall(part):
    right = found = expected = 0
    for themes, text in CORPUS[part]:
        told, known = set(packaged().themes_of(text)), set(themes.split())
        right += len(told & known)
        found += len(told)
        expected += len(known)
    return right / found, right / expected


@pytest.mark.parametrize(
    "spelling",
    ["байгууллага", "Байгууллага", "байгуулага", "baiguullaga", "BAIGUULAGA"],
)
def test_one_word_has_one_skeleton_however_it_is_typed(spelling):
    assert skeleton(spelling) == skeleton("байгууллага")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("уйлчилгээ", "үйлчилгээ"),
        ("їйлчилгээ", "үйлчилгээ"),
        ("хєтєлбєр", "хөтөлбөр"),
        ("hutulbur", "хөтөлбөр"),
        ("khund", "хүнд"),
        ("hvnd", "хүнд"),
        ("tsalin", "цалин"),
        ("shudraga", "шудрага"),
        ("xariuclaga", "хариуцлага"),
        ("avliga", "авлига"),
    ],
)
def test_other_keyboards_and_transliteration_give_the_same_skeleton(typed, right):
    assert skeleton(typed) == skeleton(right)


@pytest.mark.parametrize(
    "word", ["авлига", "авлигын", "авлигатай", "авлигаас", "АВЛИГАЧИД", "avligiin"]
)
def test_a_stem_matches_every_suffix(word):
    assert "bribery" in packaged().themes_of(word)


def test_words_that_only_look_alike_show_no_theme():
    assert packaged().themes_of("Юу ч хэлэхгүй, бусдад хандахгүй хэл") != ("bribery",)
    assert "leadership" not in packaged().themes_of("шударга бус")
    assert packaged().themes_of("…") == (OTHER,)


def test_what_the_lexicon_finds_is_what_a_reader_finds():
    precision, recall = precision_and_recall("held")

    assert precision >= 0.84
    assert recall >= 0.94


def test_every_theme_is_named_in_both_languages():
    for theme in packaged().themes:
        assert set(theme.title.languages) == {"mn", "en"}
        assert packaged().titles[theme.name] == theme.title


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (GOOD.replace('"цалин"', '"хөл"'), "too short"),
        (GOOD.replace('mn = ["цалин"]\n', ""), "no stems"),
        (GOOD + GOOD, "used twice"),
        (GOOD + 'colour = "red"', "no such key"),
        ("themes = [", "TOML"),
    ],
)
def test_a_broken_lexicon_is_refused_with_its_fault(broken, said):
    with pytest.raises(LexiconError, match=said):
        read(broken.encode())
