import io
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from questionnaires import loader, xlsform
from questionnaires.conditions import parse
from questionnaires.xlsform import XLSFormError
from questionnaires.xlsform_conditions import condition, relevant
from tests.support import questionnaires

EVERY_ITEM = Path(__file__).parents[1] / "support" / "every_item.toml"
PEOPLE = {
    "survey": [
        ("type", "name", "label::Mongolian (mn)", "label::English (en)", "relevant"),
        ("start", "start", "", "", ""),
        ("note", "hello", "Сайн байна уу", "Hello", ""),
        ("select_one yes_no", "visited", "Та ирсэн үү?", "Did you visit?", ""),
        ("begin group", "details", "Дэлгэрэнгүй", "Details", "${visited} = 'yes'"),
        ("select_multiple why", "reasons", "Яагаад?", "Why?", ""),
        ("text", "other", "Өөр?", "Other?", "selected(${reasons}, 'other')"),
        ("end group", "", "", "", ""),
    ],
    "choices": [
        ("list_name", "name", "label::Mongolian (mn)", "label::English (en)"),
        ("yes_no", "yes", "Тийм", "Yes"),
        ("yes_no", "no", "Үгүй", "No"),
        ("why", "pay", "Төлбөр", "To pay"),
        ("why", "other", "Бусад", "Other"),
    ],
    "settings": [
        ("form_title", "form_id", "version", "default_language"),
        ("Айлчлал", "visits", 2026.1, "Mongolian (mn)"),
    ],
}


def workbook(sheets):
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(sheet, row, column, value):
    sheets = {name: [list(cells) for cells in rows] for name, rows in PEOPLE.items()}
    heading = sheets[sheet][0].index(column)
    sheets[sheet][row - 1][heading] = value
    return workbook(sheets)


def outcome(source):
    """Return the questionnaire, or the faults, each told with its place."""
    try:
        return xlsform.read(source)
    except XLSFormError as error:
        return [one.to("mn") for one in error.faults if one.place and one.to("en")]


def refused(source):
    with pytest.raises(XLSFormError) as told:
        xlsform.read(source)
    return told.value


@pytest.mark.parametrize("name", loader.names())
def test_what_was_written_is_read_back_the_same(name):
    questionnaire = loader.load(name)

    assert xlsform.read(xlsform.write(questionnaire)) == questionnaire


def test_every_type_of_item_is_read_back_the_same():
    questionnaire = loader.read(EVERY_ITEM.read_bytes())
    source = xlsform.write(questionnaire)

    assert xlsform.read(source) == questionnaire
    assert loader.read(xlsform.definition(source)) == questionnaire


def test_a_form_as_others_write_it_is_read():
    found = xlsform.read(workbook(PEOPLE))

    assert [item.name for item in found.items] == ["visited", "reasons", "other"]
    assert [section.name for section in found.sections] == ["questions_1", "details"]
    assert found.title.to("mn") == "Айлчлал"
    assert found.version == "2026.1"
    assert found.item("reasons").type == "choices"
    assert found.item("reasons").when.text == "visited == 'yes'"
    assert found.item("other").when.holds({"visited": "yes", "reasons": ["other"]})
    assert not found.item("other").when.holds({"visited": "no", "reasons": ["other"]})


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value"),
    [
        ("survey", 4, "name", "№ 1"),
        ("survey", 6, "label::Mongolian (mn)", ""),
        ("survey", 7, "relevant", "pulldata('x', 'y')"),
        ("survey", 7, "type", "geopoint"),
        ("survey", 8, "type", "begin group"),
        ("survey", 4, "type", "select_one nowhere"),
        ("choices", 4, "name", "other"),
        ("choices", 5, "label::English (en)", ""),
    ],
)
def test_a_fault_is_told_by_its_row_in_both_languages(sheet, row, column, value):
    error = refused(changed(sheet, row, column, value))

    place = f"{sheet}, row "
    expected = 5 if (sheet, column, row) == ("choices", "name", 4) else row
    if value == "begin group":
        expected = 5
    assert any(one.place.startswith(f"{place}{expected}") for one in error.faults)
    for one in error.faults:
        assert one.to("mn") != one.to("en")


def test_all_faults_are_told_together():
    sheets = {name: [list(cells) for cells in rows] for name, rows in PEOPLE.items()}
    sheets["survey"][3][1] = "№ 1"
    sheets["survey"][6][2] = ""

    rows = {one.place.split(",")[1] for one in refused(workbook(sheets)).faults}

    assert {" row 4", " row 7"} <= rows


def test_a_sheet_that_is_missing_is_named():
    places = {one.place for one in refused(workbook({"data": [("a", "b")]})).faults}

    assert places == {"survey"}


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(questionnaires.everything())
def test_any_questionnaire_is_read_back_the_same(questionnaire):
    source = xlsform.write(questionnaire)

    assert xlsform.read(source) == questionnaire
    assert xlsform.left_out(source) == ()


def test_formulas_in_texts_stay_texts():
    source = xlsform.write(loader.load("training"))
    book = openpyxl.load_workbook(io.BytesIO(source))

    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}

    assert "f" not in kinds


@pytest.mark.parametrize(
    "text",
    [
        "a == 'yes'",
        "a >= 3 and not b != 'no'",
        "'x' in a or (b == 2 and c < 4)",
        "'x' not in a",
        "a == 'it = is'",
    ],
)
def test_a_condition_survives_the_words_of_xlsform(text):
    expression = parse(text).expression

    assert parse(condition(relevant(expression))).expression == expression


SOUND = workbook(PEOPLE)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_workbook_are_refused(source):
    assert refused(source).faults


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_workbook_never_ends_in_a_traceback(data):
    source = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 6))):
        source[data.draw(st.integers(0, len(source) - 1))] = data.draw(
            st.integers(0, 255)
        )
    end = data.draw(st.integers(0, len(source)))
    for broken in (bytes(source), bytes(source[:end])):
        assert outcome(broken)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20),
    st.sampled_from(
        ["select_one", "end group", "begin group", "yes", "${a", "a|b", "=1+1", "text"]
    ),
)


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_content_of_cells_is_read_or_refused_by_row(data):
    source = xlsform.write(loader.read(EVERY_ITEM.read_bytes()))
    book = openpyxl.load_workbook(io.BytesIO(source))
    for _ in range(data.draw(st.integers(1, 5))):
        sheet = data.draw(st.sampled_from(book.worksheets))
        row = data.draw(st.integers(1, sheet.max_row))
        column = data.draw(st.integers(1, sheet.max_column))
        cell = sheet.cell(row, column)
        cell.value = data.draw(CELLS)
        if cell.data_type not in {"n", "b"}:
            cell.data_type = "s"
    target = io.BytesIO()
    book.save(target)
    assert outcome(target.getvalue())


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    target = io.BytesIO()
    with ZipFile(target, "w", compression=8) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 61_000_000)

    (one,) = refused(target.getvalue()).faults

    assert "too much" in one.to("en")


@pytest.mark.parametrize("name", loader.names())
def test_tools_of_odk_make_a_form_of_what_was_written(tmp_path, name):
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(xlsform.write(loader.load(name)))

    found = convert(str(path), validate=False)

    assert found.warnings == []
    assert all(item.name in found.xform for item in loader.load(name).items)
