import re
import unicodedata
from collections import Counter

import pytest

from analysis.rules import loader as rules
from questionnaires import loader
from questionnaires.answers import longest

NAMES = loader.names()


def texts(questionnaire):
    """Yield every text that a respondent can read, with its place."""
    yield "title", questionnaire.title
    yield "introduction", questionnaire.introduction
    for indicator in questionnaire.indicators:
        yield indicator.name, indicator.title
    for section in questionnaire.sections:
        yield section.name, section.title
    for experience in questionnaire.experiences:
        yield experience.name, experience.title
    for item in questionnaire.items:
        yield from ((item.name, text) for text in item_texts(item))


def item_texts(item):
    """Yield every text of one item."""
    yield item.text
    if item.hint:
        yield item.hint
    if item.crosswise:
        yield from (item.crosswise.harmless, item.crosswise.sensitive)
    yield from (choice.label for choice in (*item.options, *item.missing))


@pytest.fixture(params=NAMES)
def questionnaire(request):
    return loader.load(request.param)


@pytest.fixture
def internal():
    return loader.load("internal_integrity")


@pytest.fixture
def citizen():
    return loader.load("citizen_satisfaction")


def test_the_five_questionnaires_come_with_the_program():
    assert NAMES == (
        "citizen_satisfaction",
        "internal_integrity",
        "open_day",
        "policy_participants",
        "training",
    )


def test_a_file_is_named_like_its_questionnaire(questionnaire):
    assert loader.source(questionnaire.name) == loader.source_of(questionnaire.name)
    assert loader.read(loader.source(questionnaire.name)) == questionnaire


def test_every_text_is_complete_in_both_languages(questionnaire):
    for place, text in texts(questionnaire):
        mongolian, english = text.languages["mn"], text.languages["en"]
        if not re.fullmatch(r"[\d-]+", mongolian):
            assert re.search("[А-Яа-яЁёӨөҮү]", mongolian), (place, mongolian)
            assert not re.search("[А-Яа-яЁёӨөҮү]", english), (place, english)
        assert mongolian == mongolian.strip()
        assert english == english.strip()


def test_mongolian_is_written_in_its_own_letters(questionnaire):
    for place, text in texts(questionnaire):
        mongolian = text.to("mn")
        assert mongolian == unicodedata.normalize("NFC", mongolian)
        letters = {letter for letter in mongolian if letter.isalpha()}
        known = {letter for letter in letters if re.match("[А-Яа-яЁёӨөҮү]", letter)}
        assert letters == known, (place, letters - known)
        assert not re.search(r"\s\s|\s[,.?]", mongolian.replace("\n", "")), mongolian


def test_a_question_ends_as_a_sentence(questionnaire):
    for item in questionnaire.items:
        for language in ("mn", "en"):
            assert item.text.to(language)[-1] in ".?", item.name


def test_nothing_is_asked_twice_in_the_same_words(questionnaire):
    for language in ("mn", "en"):
        asked = Counter(item.text.to(language) for item in questionnaire.items)
        assert max(asked.values()) == 1


def test_every_item_may_be_skipped(questionnaire):
    assert not [item.name for item in questionnaire.items if item.required]


def test_every_scale_of_agreement_has_five_labelled_points(questionnaire):
    for scale in questionnaire.scales:
        if all(isinstance(point.value, int) for point in scale.points):
            assert [point.value for point in scale.points] == [1, 2, 3, 4, 5]
            assert scale.missing


def test_every_indicator_is_measured_by_several_items(questionnaire):
    counts = Counter(item.indicator for item in questionnaire.items)
    for indicator in questionnaire.indicators:
        assert counts[indicator.name] >= 2, indicator.name
        assert indicator.weight.status == "equal"


def test_experience_is_kept_apart_from_scores(questionnaire):
    for item in questionnaire.items:
        assert item.experience is None or not item.scores


def test_rules_of_recommendations_speak_of_names_that_exist(questionnaire):
    known = {
        "item": {item.name for item in questionnaire.items if item.scores},
        "indicator": {indicator.name for indicator in questionnaire.indicators},
        "index": {indicator.index for indicator in questionnaire.indicators},
        "experience": {i.name for i in questionnaire.items if i.experience}
        | {one.name for one in questionnaire.experiences},
    }
    for rule in rules.packaged():
        if rule.questionnaire != questionnaire.name:
            continue
        for condition in rule.when:
            if condition.subject in known and condition.name != "*":
                assert condition.name in known[condition.subject], rule.name


def test_the_internal_questionnaire_has_the_headings_of_the_plan(internal):
    parts = {}
    for indicator in internal.indicators:
        parts.setdefault(indicator.index, []).append(indicator.name)

    assert parts["culture"] == ["organisational_culture", "anti_corruption_system"]
    assert parts["workplace"] == [
        "personnel",
        "budget_execution",
        "work_orders",
        "conflict_of_interest",
    ]
    assert len(internal.items) <= 45
    assert internal.minutes <= 12
    assert [i.name for i in internal.items if i.experience] == [
        "saw_corruption",
        "was_asked",
        "gave",
    ]
    assert [i.name for i in internal.items][-2:] == ["position", "tenure"]
    assert [cut.by for cut in internal.cuts] == [("organisation",), ("position",)]


def test_indicators_of_the_workplace_have_reversed_items_too(internal):
    for indicator in internal.indicators:
        items = [i for i in internal.items if i.indicator == indicator.name]
        assert any(item.reversed for item in items), indicator.name


def test_the_sensitive_statement_stands_beside_one_that_is_true_of_nobody(internal):
    pairs = {i.name: i.crosswise for i in internal.items if i.crosswise}

    assert pairs["took_gift"].anchor == "took_gift_anchor"
    assert pairs["took_gift_anchor"].anchor is None
    for pair in pairs.values():
        assert 0.1 < pair.harmless_p < 0.25


def test_the_core_of_the_citizens_questionnaire_has_eight_items(citizen):
    core = [item.name for item in citizen.items if item.core and item.source is None]

    assert core == [
        "solved",
        "served_on_time",
        "informed_clearly",
        "easy_to_reach",
        "treated_politely",
        "treated_equally",
        "no_needless_demands",
        "satisfied",
    ]
    assert citizen.item("service").core
    assert citizen.outcome == "satisfied"
    assert [cut.by for cut in citizen.cuts] == [("organisation",), ("service",)]


def test_every_indicator_of_citizens_is_measured_in_the_core(citizen):
    core = {item.indicator for item in citizen.items if item.core}

    assert {indicator.name for indicator in citizen.indicators} <= core


def test_bribery_is_asked_of_people_who_had_a_contact(citizen):
    for name in ("bribe_asked", "bribe_given"):
        item = citizen.item(name)
        assert item.experience.among.holds({"contact": "yes"})
        assert not item.experience.among.holds({"contact": "no"})
        assert not item.when.holds({"contact": "no"})


def test_bribes_given_and_asked_for_are_counted_together_too(citizen):
    [bribery] = citizen.experiences

    assert bribery.parts == ("bribe_asked", "bribe_given")
    assert all("16.5.1" in bribery.title.to(one) for one in ("mn", "en"))
    assert citizen.experience_title("bribery") == bribery.title
    assert citizen.experience_title("bribe_given") == citizen.item("bribe_given").text


@pytest.mark.parametrize(
    ("name", "bucket"),
    [
        ("internal_integrity", 16384),
        ("citizen_satisfaction", 8192),
        ("policy_participants", 8192),
        ("training", 4096),
        ("open_day", 4096),
    ],
)
def test_answers_fit_a_small_envelope(name, bucket):
    assert longest(loader.load(name)) < bucket
