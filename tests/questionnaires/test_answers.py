import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import loader
from questionnaires.answers import SERVICE_LIMIT, AnswersError, check, longest
from tests.support import definitions

EXAMPLE = loader.read(definitions.SOURCE)
LETTERS = st.characters(exclude_categories=("Cc", "Cs"))


def refused(answers, questionnaire=EXAMPLE):
    """Return the places and English sentences of the faults of answers."""
    with pytest.raises(AnswersError) as caught:
        check(questionnaire, answers)
    return {fault.place: fault.text.to("en") for fault in caught.value.faults}


def texts(limit):
    """Return texts that a person may write, as long as allowed."""
    return st.text(LETTERS, max_size=limit)


def answer_to(item):
    """Return a strategy of all valid answers to an item."""
    values = [option.value for option in item.options]
    if item.type == "text":
        given = texts(item.limit)
    elif item.source is not None:
        given = texts(SERVICE_LIMIT)
    elif item.type == "choices":
        given = st.lists(st.sampled_from(values), unique=True)
    else:
        given = st.sampled_from(values)
    codes = [{"missing": missing.code} for missing in item.missing]
    return given | st.sampled_from(codes) if codes else given


def sheets(questionnaire):
    """Return a strategy of all valid sheets of answers."""
    needed = {i.name: answer_to(i) for i in questionnaire.items if i.required}
    rest = {i.name: answer_to(i) for i in questionnaire.items if not i.required}
    return st.fixed_dictionaries(needed, optional=rest)


def test_answers_are_returned_in_the_order_of_the_questionnaire():
    answers = {"overall": 3, "channels": ["web", "phone"], "example_set": 1}

    checked = check(EXAMPLE, answers)

    assert list(checked.items()) == [
        ("example_set", 1),
        ("channels", ["phone", "web"]),
        ("overall", 3),
    ]


def test_an_answer_to_an_item_that_does_not_apply_is_dropped():
    assert check(EXAMPLE, {"contact": "no", "asked": "once"}) == {"contact": "no"}
    assert check(EXAMPLE, {"asked": "once"}) == {}
    assert check(EXAMPLE, {"contact": "yes", "asked": "once"})["asked"] == "once"


@pytest.mark.parametrize("empty", [None, "", [], (), "  \r\n\t "])
def test_an_empty_answer_is_no_answer(empty):
    assert check(EXAMPLE, {"comment": empty, "overall": 2}) == {"overall": 2}


def test_lines_of_a_text_end_as_one_would_expect():
    assert check(EXAMPLE, {"comment": " a\r\nb\tc\rd "}) == {"comment": "a\nb c\nd"}


def test_an_item_that_must_be_answered_says_so():
    tables = definitions.tree()
    definitions.item(tables, "asked")["required"] = True
    questionnaire = loader.read(definitions.text(tables))

    assert "asked" in refused({"contact": "yes"}, questionnaire)
    assert check(questionnaire, {"contact": "no"}) == {"contact": "no"}


def test_all_faults_are_told_together():
    found = refused({"contact": "maybe", "overall": 4, "lost": 1, "comment": "x" * 41})

    assert list(found) == ["lost", "contact", "overall", "comment"]
    assert "40 letters" in found["comment"]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("overall", "1"),
        ("overall", 1.0),
        ("overall", True),
        ("overall", [1]),
        ("overall", {"missing": "refused"}),
        ("overall", {"missing": ["dont_know"]}),
        ("overall", {"missing": "dont_know", "more": 1}),
        ("overall", {}),
        ("contact", {"missing": "dont_know"}),
        ("channels", "web"),
        ("channels", ["web", "web"]),
        ("channels", ["fax"]),
        ("channels", [["web"]]),
        ("waited", 4),
        ("took_gift", "true"),
        ("comment", 3),
        ("comment", "a\u0007b"),
        ("comment", "\ud800"),
        ("service", ["x"]),
        ("service", "x" * (SERVICE_LIMIT + 1)),
    ],
)
def test_an_answer_that_is_not_offered_is_refused(name, answer):
    assert list(refused({name: answer})) == [name]


@given(sheets(EXAMPLE))
def test_every_valid_sheet_passes_and_fits_its_padding(sheet):
    checked = check(EXAMPLE, sheet)

    document = json.dumps(checked, ensure_ascii=False, separators=(",", ":"))
    assert len(document.encode()) <= longest(EXAMPLE)
    assert check(EXAMPLE, checked) == checked


@pytest.mark.parametrize("name", loader.names())
@settings(max_examples=20)
@given(data=st.data())
def test_every_valid_sheet_of_ours_passes_and_fits(name, data):
    questionnaire = loader.load(name)
    sheet = data.draw(sheets(questionnaire))

    checked = check(questionnaire, sheet)

    document = json.dumps(checked, ensure_ascii=False, separators=(",", ":"))
    assert len(document.encode()) <= longest(questionnaire)
    assert checked.keys() <= sheet.keys()


@given(
    st.dictionaries(
        st.sampled_from([*(item.name for item in EXAMPLE.items), "lost"]),
        st.recursive(
            st.none() | st.booleans() | st.integers(-1, 4) | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.just("missing") | st.text(), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    )
)
def test_any_json_is_checked_or_refused_and_never_breaks(sheet):
    try:
        checked = check(EXAMPLE, sheet)
    except AnswersError as error:
        checked = {}
        places = {fault.place for fault in error.faults}
        assert places <= sheet.keys()
    assert checked.keys() <= sheet.keys()


def test_the_longest_answer_is_reached_by_four_byte_letters():
    questionnaire = loader.load("citizen_satisfaction")
    sheet = {"service": "𐎀" * SERVICE_LIMIT, "comment": "𐎀" * 1000}

    document = json.dumps(check(questionnaire, sheet), ensure_ascii=False)

    assert 4000 < len(document.encode()) <= longest(questionnaire)
