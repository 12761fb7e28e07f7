"""What somebody could try against the console, and what it answers."""

import io
import re

import pytest
from openpyxl import Workbook

from survey.accounts import people
from survey.accounts.roles import Role
from survey.registry import directions, measures, organisations
from survey.registry.directions import Direction
from survey.registry.measures import Measure, Source
from survey.registry.organisations import Organisation
from tests.support import console, released
from tests.support.bureau import DRAFT, furnish

HUGE = "9" * 25
HOME = f"/mn/surveys/{released.NAME}"


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


def _token(person, path):
    return re.search(r'csrf_token" value="([^"]+)"', person.get(path).text).group(1)


def _grow_old(person):
    """Let the password of this browser have been given long ago."""
    with person.client.session_transaction(base_url="http://localhost/console") as kept:
        kept["fs_paa"] -= 3600
        kept["fs_gexp"] = 0


def test_an_address_that_nothing_can_have_leads_nowhere(site, databases):
    released.release(databases)
    officer = site.signed_in(Role.OFFICER)

    for path in (
        f"measures/{HUGE}",
        f"measures/1/evidence/{HUGE}",
        f"directions/{HUGE}/file",
        f"surveys/{released.NAME}/work/{HUGE}",
        f"surveys/{released.NAME}/figures/scores/{HUGE}.csv",
        f"surveys/{'a' * 300}/slips.zip",
        "surveys/%00",
        "surveys/%00/slips.zip",
        "surveys/%00/figures/scores",
        f"surveys/{released.NAME}/plan/%00",
        "surveys/..%2F..%2Fconsole-secrets.json/slips.zip",
        "posters/%00/mn/a4.pdf",
        "posters/..%2Fx/mn/a4.pdf",
    ):
        assert officer.get(f"/mn/{path}").status_code == 404, path


def test_numbers_that_no_database_keeps_are_no_numbers(site):
    officer = site.signed_in(Role.OFFICER)

    assert officer.get(f"/mn/audit?before={HUGE}").status_code == 200
    assert officer.get("/mn/audit?before=-1").status_code == 200
    assert officer.get(f"/mn/measures/new?direction={HUGE}").status_code == 200


@pytest.mark.slow
def test_numbers_of_any_length_break_no_step_of_a_draft(databases, tmp_path):
    bureau = furnish(databases, tmp_path / "home")
    officer, home = bureau.site.signed_in(Role.OFFICER), f"/mn/surveys/{DRAFT}"

    for path, field in (
        ("draft/groups", "response"),
        ("draft/groups", "group_floor"),
        ("draft/channels", "cards"),
        ("rehearsal", "step"),
    ):
        sent = {field: "9" * 5000, "go": "look"}
        assert officer.post(f"{home}/{path}", sent).status_code < 500, path


def test_what_nobody_can_see_is_not_stored(site):
    officer = site.signed_in(Role.OFFICER)
    row = {"text": "Ажил\x00 \x1b[31m", "owner": console.BODIES[0], "due": "2026-4"}

    made = officer.post("/mn/measures/new", row)

    number = int(made.location.rpartition("/")[2])
    with site.databases.registry() as session:
        assert measures.find(session, number).text == "Ажил [31m"


def test_a_cell_at_the_end_of_a_sheet_keeps_nobody_waiting(site):
    book, written = Workbook(), io.BytesIO()
    book.active.append(["Байгууллага", "Төрөл", "Ажилтны тоо"])
    book.active["XFD1048576"] = "x"
    book.save(written)
    officer = site.signed_in(Role.OFFICER)

    for path in ("/mn/organisations", "/mn/people"):
        data = {"file": (io.BytesIO(written.getvalue()), "a.xlsx")}
        kind = "multipart/form-data"
        page = officer.post(path, data, content_type=kind)
        assert page.status_code == 422
        assert "XFD1048576" in page.text


def test_a_step_that_asks_for_the_password_leads_back_to_its_form(site, databases):
    released.count(databases)
    officer = site.signed_in(Role.OFFICER)
    token = _token(officer, f"{HOME}/results")
    _grow_old(officer)

    data = {"csrf_token": token}
    asked = officer.client.post(f"/console{HOME}/publish", data=data)

    assert asked.location.endswith(f"/mn/verify?next=/console{HOME}")
    back = officer.post(
        f"/mn/verify?next=/console{HOME}", {"password": console.PASSWORD}
    )
    assert officer.client.get(back.location).status_code == 200
    again = officer.post(f"{HOME}/publish", form=f"{HOME}/results")
    assert again.status_code == 302
    assert again.location.endswith("/results")


def test_nobody_gives_themselves_rights_or_closes_their_own_account(site):
    admin = site.signed_in(Role.ADMINISTRATOR)
    form = f"/mn/accounts/{admin.email}"
    wanted = {"name": "Хүн", "role": ["administrator", "officer"]}

    assert admin.post(form, wanted).status_code == 422
    shouted = f"/mn/accounts/{admin.email.upper()}"
    assert admin.post(shouted, wanted).status_code == 422
    closed = {"name": "Хүн", "role": "administrator", "closed": "yes"}
    assert admin.post(form, closed).status_code == 422
    with site.databases.registry() as session:
        account = people.find(session, admin.email)
    assert (account.roles, account.active) == ({Role.ADMINISTRATOR}, True)
    renamed = {"name": "Өөр нэр", "role": "administrator"}
    assert admin.post(form, renamed).status_code == 302


def test_a_contact_gets_the_file_of_a_direction_only_for_the_own_measures(
    site, tmp_path
):
    contact = site.signed_in(Role.CONTACT)
    with site.databases.registry.begin() as session:
        for number, owner in enumerate(console.BODIES, start=1):
            given = Direction(f"04/{number}", console.TODAY, "Ил болгох", "a.pdf", b"x")
            entered = directions.enter(session, given)
            row = ("Ажил", "", "", owner, 2026, 4)
            made = Measure(Source.DIRECTION, *row, direction=entered)
            measures.enter(session, made)
    place = tmp_path / "home" / "evidence" / b"x".hex()
    place.parent.mkdir(parents=True)
    place.write_bytes(b"%PDF-")

    replies = [contact.get(f"/mn/directions/{n}/file").status_code for n in (1, 2)]

    assert replies == [200, 403]


def test_a_contact_sees_the_group_in_which_the_own_people_answered(site, databases):
    released.release(databases)
    contact = site.signed_in(Role.CONTACT)

    own, other = (
        contact.get(f"{HOME}/{path}", query_string={"group": place}).status_code
        for place in released.PLACES[:1]
        for path in ("own/figures", "own/report-mn.docx")
    )
    theirs = {
        contact.get(f"{HOME}/{path}", query_string={"group": place}).status_code
        for place in released.PLACES[1:]
        for path in ("own/figures", "own/figures/1.csv", "own/report-mn.docx", "own")
    }

    assert (own, other) == (200, 200)
    assert theirs == {403}


def test_an_address_of_mail_that_is_none_makes_no_account(site):
    admin = site.signed_in(Role.ADMINISTRATOR)
    with site.databases.registry.begin() as session:
        organisations.enter(session, [Organisation("Шинэ газар", "хэлтэс", 3)])
    for email in ("a@b", "a b@gov.mn", "@gov.mn", "a@gov.mn,b@gov.mn", 'a"@gov.mn'):
        data = {"email": email, "name": "Хүн", "role": "auditor"}
        assert admin.post("/mn/accounts/new", data).status_code == 422, email
