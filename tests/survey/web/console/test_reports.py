"""The page from which an officer gets every report, and the headline of the plan."""

import re
from datetime import date

import pytest

from survey.accounts.roles import Role
from survey.registry import directions, measures
from survey.registry.directions import Direction
from survey.registry.measures import Measure, Source
from tests.support import console, released

LATER = date(2026, 7, 2)


@pytest.fixture
def site(databases, tmp_path):
    made = console.opened(databases, tmp_path / "home")
    with databases.registry.begin() as session:
        numbers = [
            directions.enter(
                session, Direction(f"04/{n}", console.TODAY, "Ил болгох", "a.pdf", b"x")
            )
            for n in (1, 2)
        ]
        for number, quarter, percent in (
            *zip(numbers, (2, 1), (100, 20), strict=True),
        ):
            row = ("Ажил", "", "", console.BODIES[0], 2026, quarter, percent)
            measures.enter(session, Measure(Source.DIRECTION, *row, direction=number))
    return made


def test_every_quarter_in_which_something_happened_has_its_report(site, databases):
    released.release(databases)
    officer = site.signed_in(Role.OFFICER)
    page = officer.get("/mn/reports").text

    quarters = re.findall(r'scope="row"[^>]*>([^<]+)<', page)
    # Today is in the third quarter; the survey ended in it.
    assert quarters == [
        "2026 оны 3 дугаар улирал",
        "2026 оны 2 дугаар улирал",
        "2026 оны 1 дүгээр улирал",
    ]
    addresses = re.findall(r'href="/console(/mn/quarters/[^"]+)"', page)
    assert len(addresses) == 12
    report = officer.get(next(a for a in addresses if a.endswith("2026/3/mn.docx")))
    assert report.data.startswith(b"PK")


def test_waves_that_can_be_compared_lead_to_what_moved(site, databases):
    released.release(databases)
    officer = site.signed_in(Role.OFFICER)
    assert "хараахан нийтлэгдээгүй" in officer.get("/mn/reports").text

    released.release(databases, name="staff-2027", opens=LATER, seed=4)

    page = officer.get("/mn/reports").text
    [address] = re.findall(r'href="/console(/mn/surveys/staff-2027/trends[^"]+)"', page)
    assert f"{released.NAME} судалгаатай харьцуулав" in officer.get(address).text


def test_the_first_page_has_the_share_of_directions_and_what_is_late(site):
    officer, contact = site.signed_in(Role.OFFICER), site.signed_in(Role.CONTACT)

    page = officer.get("/mn/").text

    assert "1 / 2" in page
    assert "Хугацаа хэтэрсэн арга хэмжээ: 1" in page
    assert "1 / 2" not in contact.get("/mn/").text
