"""Results in the console: who gets which file, and what happens when they go back."""

import io
from zipfile import ZipFile

import pytest

from survey.accounts import people
from survey.accounts.roles import Role
from survey.config import Settings
from survey.registry import audit
from survey.web.app import create_app
from survey.web.services import Services
from tests.support import console, released

HOME = f"/mn/surveys/{released.NAME}"


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


def _about(site, act):
    with site.databases.registry() as session:
        lines = audit.lines(session, most=20)
    return [line.about for line in lines if line.act == act]


@pytest.mark.slow
def test_an_officer_fetches_the_files_and_the_log_says_so(site, databases):
    released.count(databases)
    officer = site.signed_in(Role.OFFICER)

    tables = officer.get(f"{HOME}/files/report-mn.xlsx")
    packed = officer.get(f"{HOME}/files/csv.zip")

    assert tables.data.startswith(b"PK")
    assert "attachment" in tables.headers["Content-Disposition"]
    with ZipFile(io.BytesIO(packed.data)) as archive:
        assert any(name.endswith("indices.csv") for name in archive.namelist())
    fetched = _about(site, "report_fetched")
    assert fetched == [f"staff-2026: {name}" for name in ("csv.zip", "report-mn.xlsx")]


def test_no_address_asks_for_another_file(site, databases):
    released.count(databases)
    officer = site.signed_in(Role.OFFICER)

    for name in ("../../console-secrets.json", "report-mn.exe", "x"):
        assert officer.get(f"{HOME}/files/{name}").status_code == 404, name


def test_an_auditor_reads_the_log_and_the_public_board_and_no_results(site, databases):
    released.release(databases)
    auditor = site.signed_in(Role.AUDITOR)
    pages = ("results", "report", "files/csv.zip", "figures/scores", "trends")

    assert {auditor.get(f"{HOME}/{page}").status_code for page in pages} == {403}
    for page in ("measures", "directions", "plan", "reports", "organisations"):
        assert auditor.get(f"/mn/{page}").status_code == 403
    board = f'href="http://localhost/mn/surveys/{released.NAME}/board"'
    assert board in auditor.get(HOME).text
    assert auditor.get("/mn/audit").status_code == 200


def test_a_contact_gets_the_own_report_and_no_others(site, databases):
    released.release(databases)
    contact = site.signed_in(Role.CONTACT)
    page = contact.get(f"{HOME}/own").text

    assert console.BODIES[0] in page
    assert released.PLACES[1] not in page
    own = contact.get(f"{HOME}/own/report-mn.docx")
    assert own.data.startswith(b"PK")
    assert contact.get(f"{HOME}/files/csv.zip").status_code == 403
    assert contact.get(f"{HOME}/own/csv.zip").status_code == 404


@pytest.mark.slow
def test_withdrawn_results_are_shown_no_more_and_the_page_says_why(
    site, databases, tmp_path
):
    released.release(databases)
    settings = Settings(tmp_path, "", "", "", frozenset({"public"}), sample=False)
    public = create_app(Services(databases, settings, lambda: console.TODAY))
    visitor, address = public.test_client(), f"/mn/surveys/{released.NAME}"
    assert visitor.get(address).status_code == 200
    officer = site.signed_in(Role.OFFICER)

    empty = officer.post(f"{HOME}/withdraw", {"reason": " "})
    assert empty.status_code == 422
    told = {"reason": "Хүн амын тоо буруу байсан"}
    assert officer.post(f"{HOME}/withdraw", told).status_code == 302

    for path in (address, f"{address}/report.pdf", f"{address}/done"):
        reply = visitor.get(path)
        assert reply.status_code == 410
        assert "Хүн амын тоо буруу байсан" in reply.text
    assert "Хүн амын тоо буруу байсан" in visitor.get("/mn/surveys").text
    again = officer.client.post(f"/console{HOME}/withdraw", data=told)
    assert again.status_code in {400, 409}
    contact = site.signed_in(Role.CONTACT)
    assert contact.get(f"{HOME}/own").status_code == 410
    assert _about(site, "survey_withdrawn") == ["staff-2026: Хүн амын тоо буруу байсан"]


def test_a_contact_without_organisation_gets_no_report(site, databases):
    released.release(databases)
    with databases.registry.begin() as session:
        account = people.find(session, "contact@example.mn")
        people.change(session, people.Account(account.email, "Хүн", account.roles))
    contact = site.signed_in(Role.CONTACT)

    assert contact.get(f"{HOME}/own").status_code == 403
