import io

import openpyxl
import pytest

from survey.registry import organisations, roster
from survey.registry.organisations import Organisation, ServicePoint
from tests.support.databases import both_kinds

MONGOLIAN = """Байгууллага;Төрөл;Орон тоо;Дээд байгууллага
Тамгын газар;захиргаа;160;
1 дүгээр хороо;хороо;12;Тамгын газар

2 дугаар хороо;хороо;11;Тамгын газар
"""
ENGLISH = "\ufeffOrganisation,Type,Headcount\nHealth centre,health,140\n"


def _workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _faults(source, filename="roster.csv", **known):
    content = source if isinstance(source, bytes) else source.encode()
    with pytest.raises(roster.RosterError) as raised:
        roster.read(content, filename, **known)
    return [(fault.place, fault.text) for fault in raised.value.faults]


@both_kinds
def test_a_roster_becomes_a_tree_of_organisations(databases):
    with databases.registry.begin() as session:
        roster.load(session, roster.read(MONGOLIAN.encode(), "жагсаалт.csv"))

    with databases.registry.begin() as session:
        found = organisations.organisations(session)

    assert found == (
        Organisation("Тамгын газар", "захиргаа", 160),
        Organisation("1 дүгээр хороо", "хороо", 12, "Тамгын газар"),
        Organisation("2 дугаар хороо", "хороо", 11, "Тамгын газар"),
    )
    assert organisations.under(found, "Тамгын газар") == found[1:]


def test_a_roster_loaded_again_changes_what_changed_and_doubles_nothing(databases):
    later = MONGOLIAN.replace(";12;", ";14;").encode()

    with databases.registry.begin() as session:
        for source in (MONGOLIAN.encode(), later, ENGLISH.encode()):
            roster.load(session, roster.read(source, "roster.csv"))
        found = organisations.organisations(session)

    assert [body.headcount for body in found] == [160, 14, 11, 140]


def test_a_workbook_holds_organisations_and_services(databases):
    source = _workbook(
        Тайлбар=[["Энэ файлыг 2026 онд гаргав"]],
        Байгууллага=[["БАЙГУУЛЛАГА", "Төрөл", "Орон тоо"], ["Бүртгэл", "алба", 48.0]],
        Үйлчилгээ=[
            ["Байгууллага", "Үйлчилгээний цэг", "Үйлчилгээ"],
            ["Бүртгэл", "Танхим", "Үнэмлэх"],
            ["Бүртгэл", "Танхим", "Лавлагаа"],
            ["Бүртгэл", "Салбар", "Лавлагаа"],
        ],
    )

    with databases.registry.begin() as session:
        for _ in range(2):
            roster.load(session, roster.read(source, "жагсаалт.xlsx"))
        found = organisations.service_points(session)

    assert found == (
        ServicePoint("Бүртгэл", "Танхим", ("Үнэмлэх", "Лавлагаа")),
        ServicePoint("Бүртгэл", "Салбар", ("Лавлагаа",)),
    )


def test_all_faults_are_told_at_once_with_their_cells():
    source = _workbook(
        Staff=[
            ["Organisation", "Type", "Headcount", "Parent"],
            ["School", "", "12 people", "Nowhere"],
            ["School", "school", -3, ""],
            ["", "school", 5, ""],
            ["Нийт", "-", 17, ""],
        ],
        Services=[
            ["Organisation", "Service point", "Service"],
            ["Clinic", "Hall", "Cards"],
        ],
    )

    places = [place for place, _ in _faults(source, "roster.xlsx")]

    assert sorted(places) == sorted(
        [
            "Staff!B2",
            "Staff!C2",
            "Staff!A3",
            "Staff!C3",
            "Staff!A4",
            "Staff!A5",
            "Staff!D2",
            "Services!A2",
        ]
    )


def test_a_fault_says_what_to_do_in_both_languages():
    ((place, text),) = _faults("Байгууллага;Төрөл;Орон тоо\nСургууль;бол;арав\n")

    assert place == "roster.csv!C2"
    assert "бүхэл тоо" in text.to("mn")
    assert "whole number, not 'арав'" in text.to("en")


def test_nothing_is_entered_if_a_reference_leads_nowhere(databases):
    known = {"Бүртгэл"}
    source = "Байгууллага,Үйлчилгээний цэг,Үйлчилгээ\nБүртгэл,Танхим,Үнэмлэх\n".encode()
    read = roster.read(source, "services.csv", known=known)

    with pytest.raises(roster.RosterError), databases.registry.begin() as session:
        roster.load(session, read)

    with databases.registry.begin() as session:
        assert organisations.service_points(session) == ()


def test_an_organisation_above_itself_is_a_fault():
    source = "Organisation,Type,Headcount,Parent\nA,x,1,B\nB,x,1,C\nC,x,1,A\nD,x,1,A\n"
    assert [place for place, _ in _faults(source)] == [
        "roster.csv!D2",
        "roster.csv!D3",
        "roster.csv!D4",
    ]


@pytest.mark.parametrize(
    ("source", "filename", "word"),
    [
        pytest.param(b"", "empty.csv", "No table", id="empty"),
        pytest.param(b"PK\x03\x04 broken", "broken.xlsx", "damaged", id="damaged"),
        pytest.param(b"\xd0\xcf\x11\xe0", "old.xls", "Save the file", id="old Excel"),
        pytest.param("Нэр".encode("cp1251"), "old.csv", "UTF-8", id="old encoding"),
        pytest.param(b"x" * 5_000_001, "large.csv", "5 MB", id="too large"),
        pytest.param(b"a\n" * 20_001, "long.csv", "rows", id="too long"),
        pytest.param(b"Organisation,Type\nA,b\n", "r.csv", "lacks: 'H", id="headings"),
        pytest.param(b"Name,Age\nA,4\n", "r.csv", "No table", id="another table"),
        pytest.param(b"a,\0b\n", "zero.csv", "No table", id="zero byte"),
    ],
)
def test_a_file_that_is_no_roster_is_told_so(source, filename, word):
    ((_, text),) = _faults(source, filename)
    assert word in text.to("en")
