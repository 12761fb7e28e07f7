import io

import pytest
from openpyxl import Workbook

from survey import roster_file
from survey.registry import people
from survey.registry.people import PeopleError, Person
from tests.support.databases import both_kinds

KNOWN = ("Сургууль", "Цэцэрлэг")
FILE = "people.xlsx"


def _read(*rows):
    return people.read(roster_file.people(rows), FILE, known=KNOWN)


def test_people_are_read_as_an_officer_wrote_them():
    rows = [("Сургууль", "Бат", "bat@gov.mn"), ("Цэцэрлэг", "Сараа", "saraa@gov.mn")]

    assert _read(*rows) == tuple(Person(*row) for row in rows)


def test_english_headings_and_csv_are_read_too():
    source = "E-mail,Name,Organisation\nbat@gov.mn,Bat,Сургууль\n".encode()

    found = people.read(source, "people.csv", known=KNOWN)

    assert found == (Person("Сургууль", "Bat", "bat@gov.mn"),)


def test_all_faults_are_told_together_with_their_cells():
    with pytest.raises(PeopleError) as refused:
        _read(
            ("Сургууль", "Бат", "bat@gov.mn"),
            ("Эмнэлэг", "Дорж", "dorj@gov.mn"),
            ("Сургууль", "", "saraa@gov.mn"),
            ("Сургууль", "Оюун", "oyun at gov.mn"),
            ("Цэцэрлэг", "Тулга", "BAT@gov.mn"),
        )

    places = [fault.place for fault in refused.value.faults]
    assert places == ["Хүмүүс!A3", "Хүмүүс!A4", "Хүмүүс!C5", "Хүмүүс!C6"]
    assert "Хүмүүс!C2" in str(refused.value.faults[-1].text.to("en"))


@pytest.mark.parametrize("rows", [(), (("Нэр",),)])
def test_a_file_without_people_says_what_to_write(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(PeopleError) as refused:
        people.read(file.getvalue(), FILE, known=KNOWN)

    assert "E-mail" in refused.value.to("en")


def test_what_is_no_spreadsheet_is_refused_as_one_fault():
    with pytest.raises(PeopleError):
        people.read(b"nothing", FILE, known=KNOWN)


def _of(databases):
    with databases.registry() as session:
        return people.of(session, KNOWN)


@both_kinds
def test_a_new_file_replaces_the_lists_of_its_organisations_only(databases):
    bat = Person("Сургууль", "Бат", "bat@gov.mn")
    saraa = Person("Цэцэрлэг", "Сараа", "saraa@gov.mn")
    oyun = Person("Сургууль", "Оюун", "oyun@gov.mn")
    for file in ((bat, saraa), (oyun,)):
        with databases.registry.begin() as session:
            people.enter(session, file)

    assert _of(databases) == {"Сургууль": [oyun], "Цэцэрлэг": [saraa]}


def test_somebody_who_moved_is_listed_once(databases):
    before = Person("Сургууль", "Бат", "bat@gov.mn")
    after = Person("Цэцэрлэг", "Бат", "Bat@gov.mn")
    for file in ((before,), (after,)):
        with databases.registry.begin() as session:
            people.enter(session, file)

    found = _of(databases)
    assert found["Сургууль"] == []
    assert [person.email for person in found["Цэцэрлэг"]] == ["bat@gov.mn"]
