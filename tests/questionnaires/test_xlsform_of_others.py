"""Workbooks as people write them for ODK and Kobo: read, or refused by their rows."""

import io

import openpyxl
import pytest

from questionnaires import xlsform
from questionnaires.xlsform import XLSFormError


def workbook(survey, choices=(), **settings):
    """Return a workbook of rows that are written as tables in a text."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets = {"survey": survey, "choices": choices}
    if settings:
        sheets["settings"] = [settings.keys(), settings.values()]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


YES_NO = [
    ("list_name", "name", "label"),
    ("yes_no", "yes", "Тийм"),
    ("yes_no", "no", "Үгүй"),
]
HEADINGS = ("type", "name", "label")


def faults(source):
    with pytest.raises(XLSFormError) as told:
        xlsform.read(source)
    return {one.place: one.to("en") for one in told.value.faults}


def test_a_form_without_settings_or_groups_is_read():
    source = workbook([HEADINGS, ("select_one yes_no", "went", "Та очсон уу?")], YES_NO)

    found = xlsform.read(source)

    assert [item.name for item in found.items] == ["went"]
    assert (found.name, found.version, found.title.to("mn")) == ("form", "1", "form")


def test_words_in_mongolian_alone_stand_for_english_too():
    source = workbook([HEADINGS, ("text", "why", "Яагаад?")], form_title="Асуулга")

    [item] = xlsform.read(source).items

    assert (item.text.to("mn"), item.text.to("en")) == ("Яагаад?", "Яагаад?")


def test_a_form_without_mongolian_is_refused_once_with_its_other_faults():
    rows = [
        ("type", "name", "label::English (en)", "label::Français (fr)"),
        ("text", "why", "Why?", "Pourquoi ?"),
        ("text", "how", "How?", "Comment ?"),
        ("integer", "age", "Age?", "Âge ?"),
    ]

    told = faults(workbook(rows))

    assert told.keys() == {"survey, row 1", "survey, row 4"}
    assert "label::Монгол (mn)" in told["survey, row 1"]
    assert "ranges" in told["survey, row 4"]


@pytest.mark.parametrize(
    "default", ["Монгол", "Mongolian", "Mongolian (mn)", "Кирилл бичиг"]
)
def test_the_default_language_names_the_headings_without_one(default):
    rows = [("type", "name", "label", f"hint::{default}"), ("text", "why", "?", "!")]
    more = ("text", "b", "Б", "Б")
    found = xlsform.read(workbook([*rows, more], default_language=default))

    assert found.items[0].text.to("mn") == "?"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("select_one yes_no", "choice"),
        ("select one yes_no", "choice"),
        ("select one from yes_no", "choice"),
        ("add select one prompt using yes_no", "choice"),
        ("Select_Multiple yes_no", "choices"),
        ("select all that apply from yes_no", "choices"),
        ("string", "text"),
        ("  text ", "text"),
    ],
)
def test_older_spellings_of_types_mean_the_same(written, kind):
    found = xlsform.read(
        workbook([HEADINGS, (written, "went", "Та очсон уу?")], YES_NO)
    )

    assert [item.type for item in found.items] == [kind]


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("integer", "ranges"),
        ("date", "ranges"),
        ("geopoint", "Leave the question out"),
        ("image", "Leave the question out"),
        ("begin repeat", "once"),
        ("rank yes_no", "select_one"),
        ("acknowledge", "select_multiple"),
        ("select_one_from_file towns.csv", "sheet 'choices'"),
        ("select_one yes_no or_other", "'Other'"),
        ("matrix", "There is no type"),
    ],
)
def test_what_an_anonymous_form_cannot_ask_is_refused_with_advice(kind, advice):
    rows = [HEADINGS, ("text", "why", "Яагаад?"), (kind, "other", "Өөр?")]

    told = faults(workbook(rows, YES_NO))

    assert advice in told["survey, row 3"]


def test_a_filter_of_choices_is_refused_and_never_dropped():
    rows = [(*HEADINGS, "choice_filter"), ("select_one yes_no", "a", "А?", "x=${b}")]

    assert "choice_filter" in faults(workbook(rows, YES_NO))["survey, row 2"]


def test_what_is_left_out_is_told_by_its_row():
    rows = [
        (*HEADINGS, "constraint", "appearance"),
        ("start", "start", "", "", ""),
        ("note", "hello", "Сайн уу", "", ""),
        ("text", "why", "Яагаад?", ". != ''", "multiline"),
    ]

    told = [one.to("en") for one in xlsform.left_out(workbook(rows))]

    assert told == [
        "survey, row 2: The row 'start' was left out.",
        "survey, row 3: The row 'note' was left out.",
        "survey, row 4: The column 'constraint' is not followed.",
        "survey, row 4: The column 'appearance' is not followed.",
    ]


def test_names_of_others_become_ours_also_in_conditions():
    rows = [
        (*HEADINGS, "relevant"),
        ("select_one yes_no", "HasBeen-There", "Очсон уу?", ""),
        ("text", "2nd.Why", "Яагаад?", "${HasBeen-There} = 'yes'"),
    ]

    found = xlsform.read(workbook(rows, YES_NO))

    assert [item.name for item in found.items] == ["hasbeen_there", "q_2nd_why"]
    assert found.items[1].when.text == "hasbeen_there == 'yes'"


def test_names_that_become_one_are_told_by_the_row_of_the_second():
    rows = [HEADINGS, ("text", "Why", "Яагаад?"), ("text", "why", "Юунд?")]

    assert "survey, row 3" in " ".join(faults(workbook(rows)))


def test_a_group_without_a_heading_has_that_of_the_form():
    rows = [
        HEADINGS,
        ("begin group", "g", ""),
        ("text", "why", "Яагаад?"),
        ("end group", "", ""),
    ]

    [section] = xlsform.read(workbook(rows, form_title="Асуулга")).sections

    assert section.title.to("mn") == "Асуулга"
