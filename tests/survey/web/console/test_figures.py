"""Results by topic: who sees what of them and when, and every table as a file."""

import csv
import io
import re
from datetime import date

import pytest

from survey.accounts.roles import Role
from survey.registry import audit, withdrawals
from survey.registry.withdrawals import Withdrawal
from survey.web.console.figures import TITLES
from tests.support import console, released

HOME = f"/mn/surveys/{released.NAME}"
SECOND, LATER = "staff-2027", date(2026, 7, 2)
OWN = "own/figures"
PAGES = (*(f"figures/{word}" for word in TITLES), "trends")


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


def _statuses(person, pages):
    return {person.get(f"{HOME}/{page}").status_code for page in pages}


@pytest.mark.slow
def test_an_officer_sees_all_parts_as_soon_as_answers_are_counted(site, databases):
    released.count(databases)
    officer = site.signed_in(Role.OFFICER)

    assert _statuses(officer, PAGES) == {200}
    assert officer.get(f"{HOME}/figures/nothing").status_code == 404
    page = officer.get(f"{HOME}/figures/scores").text
    assert 'src="data:image/svg+xml' in page


@pytest.mark.slow
def test_contacts_see_them_from_the_publication_to_the_withdrawal(site, databases):
    released.count(databases)
    person = site.signed_in(Role.CONTACT)
    files = ("figures/scores/1.csv", "trends/1.csv")
    assert _statuses(person, (*PAGES, *files)) == {404}

    released.publish(databases)
    assert _statuses(person, PAGES) == {200}

    with databases.registry.begin() as session:
        told = Withdrawal(released.NAME, console.TODAY, "Алдаа")
        withdrawals.withdraw(session, told)
    assert _statuses(person, (*PAGES, *files)) == {410}


def test_a_table_is_a_file_with_the_same_cells(site, databases):
    released.release(databases)
    officer = site.signed_in(Role.OFFICER)
    page = officer.get(f"{HOME}/figures/scores").text

    [address] = re.findall(r'href="/console(\S+/figures/scores/1\.csv)"', page)
    reply = officer.get(address)

    assert reply.headers["Content-Disposition"].startswith("attachment")
    [head, *rows] = csv.reader(io.StringIO(reply.data.decode("utf-8-sig")))
    assert len(rows) > 1
    for cell in (*head, *(cell for row in rows for cell in row)):
        assert f">{cell}<" in page
    book = officer.get(address.replace(".csv", ".xlsx"))
    assert book.data.startswith(b"PK")
    for path in ("0.csv", "99.csv", "1.exe"):
        assert officer.get(f"{HOME}/figures/scores/{path}").status_code == 404
    with site.databases.registry() as session:
        fetched = [line.about for line in audit.lines(session, most=2)]
    assert fetched == [f"{released.NAME}: scores-1.{e}" for e in ("xlsx", "csv")]


def test_a_contact_sees_the_own_organisation_and_the_district(site, databases):
    released.count(databases)
    contact = site.signed_in(Role.CONTACT)
    assert contact.get(f"{HOME}/{OWN}").status_code == 404
    released.publish(databases)

    page = contact.get(f"{HOME}/{OWN}").text

    assert console.BODIES[0] in page
    assert not any(place in page for place in released.PLACES[1:])
    rows = contact.get(f"{HOME}/{OWN}/1.csv").data.decode("utf-8-sig")
    assert rows.count("\n") > 1
    assert f"{HOME}/figures/organisations" in contact.get(f"{HOME}/own").text


def test_nobody_but_a_contact_has_an_own_organisation(site, databases):
    released.release(databases)

    for role in (Role.OFFICER, Role.AUDITOR, Role.KEY_HOLDER):
        assert site.signed_in(role).get(f"{HOME}/{OWN}").status_code == 403


@pytest.mark.slow
def test_trends_can_be_seen_against_any_earlier_survey(site, databases):
    third = "staff-2028"
    released.release(databases)
    released.release(databases, name=SECOND, opens=LATER, seed=4)
    released.count(databases, name=third, opens=date(2026, 7, 3), seed=5)
    officer = site.signed_in(Role.OFFICER)
    path = f"/mn/surveys/{third}/trends"

    newest = officer.get(path).text
    chosen = officer.get(f"{path}?since={released.NAME}").text

    assert f"{SECOND} судалгаатай харьцуулав" in newest
    assert f"{released.NAME} судалгаатай харьцуулав" in chosen
    file = officer.get(f"{path}/1.csv?since={released.NAME}")
    assert file.data != officer.get(f"{path}/1.csv").data
    for other in (third, "nothing", "../x"):
        assert officer.get(f"{path}?since={other}").status_code == 404
    first = officer.get(f"{HOME}/trends").text
    assert "өмнөх судалгаа нийтлэгдээгүй" in first


def test_a_survey_that_is_not_public_is_compared_with_by_nobody(site, databases):
    released.count(databases)
    released.release(databases, name=SECOND, opens=LATER, seed=4)

    for role in (Role.OFFICER, Role.CONTACT):
        person = site.signed_in(role)
        path = f"/mn/surveys/{SECOND}/trends?since={released.NAME}"
        assert person.get(path).status_code == 404
