"""Invitations by mail from the console: people, letters, reminders, and an end."""

import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from questionnaires import loader
from survey import drafting, holding, outbox
from survey.accounts.roles import Role
from survey.drafting import Choice
from survey.registry import audit, drafts, letters, people
from survey.web.console import asking
from tests.support import console
from tests.support.post_office import open_office

NAME = "staff-2026"
PAGE = f"/mn/surveys/{NAME}/invitations"
EACH = 40
ADDRESSES = {f"{n}@{b}.mn" for n in range(EACH) for b in range(len(console.BODIES))}


@pytest.fixture
def office():
    with open_office() as found:
        yield found


@pytest.fixture
def site(databases, tmp_path, office):
    return console.opened(databases, tmp_path / "home", mail=office.server)


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


def _list(addresses=lambda body: [f"{n}@{body}.mn" for n in range(EACH)]):
    book = Workbook()
    book.active.append(["Байгууллага", "Нэр", "Цахим шуудан"])
    for number, body in enumerate(console.BODIES):
        for place, address in enumerate(addresses(number)):
            book.active.append([body, f"Хүн {place}", address])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _enter(officer, content):
    data = {"file": (io.BytesIO(content), "people.xlsx")}
    return officer.post("/mn/people", data, content_type="multipart/form-data")


def _open(site, officer):
    assert _enter(officer, _list()).status_code == 302
    choice = Choice(
        NAME,
        loader.source("internal_integrity"),
        console.TODAY,
        console.TODAY + timedelta(days=30),
        invited=True,
    )
    with site.databases.registry.begin() as session:
        drafting.draft(session, choice)
        public = holding.make(console.PASSWORD).public
        drafts.enter_key(session, NAME, holder="АТГ", public=public, proved=True)
    opened = officer.post(f"/mn/surveys/{NAME}/open")
    assert opened.status_code == 302, opened.text


def _acts(site):
    with site.databases.registry() as session:
        audit.verify(session)
        return [(line.act, line.about) for line in audit.lines(session, most=50)]


def _remind(officer, office):
    """Remind everybody of a group, and try in vain to remind one person."""
    office.letters.clear()
    group = re.search(r'name="group" value="([^"]+)"', officer.get(PAGE).text).group(1)
    reply = officer.post(f"{PAGE}/remind", {"group": group}, form=PAGE)
    assert reply.status_code == 302
    assert len(office.letters) == EACH
    assert len({one.get_content() for one in office.letters}) == 1
    office.letters.clear()
    for alone in ({"group": "3@0.mn"}, {"address": "3@0.mn"}, {"old": "3@0.mn"}):
        assert officer.post(f"{PAGE}/remind", alone, form=PAGE).status_code == 409
    assert office.letters == []
    return group


def test_letters_are_fetched_sent_refused_mended_and_followed_by_reminders(
    site, officer, office
):
    _open(site, officer)
    office.answers["3@0.mn"] = 550
    assert "Бүх захидлыг одоо илгээх" in officer.get(PAGE).text
    content = officer.get(f"/mn/surveys/{NAME}/slips.zip").data
    with ZipFile(io.BytesIO(content)) as archive:
        assert all(name.endswith(".xlsx") for name in archive.namelist())

    sent = officer.post(f"{PAGE}/send", form=PAGE)

    assert sent.status_code == 302, sent.text
    assert {one["To"] for one in office.letters} == ADDRESSES - {"3@0.mn"}
    page = officer.get(PAGE).text
    assert "550" in page
    assert "Бүх захидлыг одоо илгээх" not in page
    assert officer.get(f"/mn/surveys/{NAME}/slips.zip").status_code == 404

    mended = {"old": "3@0.mn", "new": "three@0.mn"}
    assert officer.post(f"{PAGE}/address", mended, form=PAGE).status_code == 302
    assert [one["To"] for one in office.letters[-1:]] == ["three@0.mn"]

    group = _remind(officer, office)

    acts = _acts(site)
    assert ("letters_prepared", f"{NAME}: {2 * EACH}") in acts
    assert ("letter_readdressed", NAME) in acts
    assert ("reminders_sent", f"{NAME}: {group}, {EACH}") in acts
    assert not any("@" in about for _, about in acts)


@pytest.mark.slow
def test_letters_wait_for_people_and_server_and_a_closed_survey_sends_none(
    site, officer, office
):
    _open(site, officer)
    page = officer.post("/mn/people/forget", form="/mn/people", follow_redirects=True)
    assert f"үлдэнэ: {NAME}" in page.text
    page = officer.post(f"{PAGE}/send", form=PAGE)
    assert (page.status_code, "жагсаалтад алга" in page.text) == (409, True)
    _enter(officer, _list())

    office.hang_up_after = 0
    officer.post(f"{PAGE}/send", form=PAGE)
    assert "data-ended" not in officer.get(PAGE).text
    again = officer.post(f"{PAGE}/send", form=PAGE)
    assert again.status_code == 409

    site.clock.day += timedelta(days=31)
    assert officer.post(f"/mn/surveys/{NAME}/close").status_code == 302

    with site.databases.registry() as session:
        assert not letters.surveys(session)
    assert "хаягтай нь устгасан" in officer.get(PAGE).text
    assert officer.post(f"{PAGE}/remind", {"group": "x"}, form=PAGE).status_code == 409


@pytest.mark.slow
def test_letters_whose_key_was_lost_are_named_and_can_be_sent_nowhere(
    site, officer, office, tmp_path
):
    _open(site, officer)
    office.hang_up_after = 0
    officer.post(f"{PAGE}/send", form=PAGE)
    office.hang_up_after = None
    outbox.destroy_key(tmp_path / "home", NAME)
    with site.app.app_context():
        asking.tasks().mail()

    page = officer.get(PAGE).text

    assert office.letters == []
    assert "Холбоос нь алдагдсан захидал" in page
    assert page.count("@0.mn</li>") == EACH
    assert f"{PAGE}/address" not in page


def test_a_list_with_faults_is_refused_with_their_cells(site, officer):
    page = _enter(officer, _list(lambda body: [f"{body}.mn", "a@b.mn"]))

    assert page.status_code == 422
    assert "C2" in page.text
    with site.databases.registry() as session:
        assert not any(people.of(session, console.BODIES).values())


def test_the_list_is_counted_and_forgotten(officer):
    _enter(officer, _list(lambda body: [f"{body}@b.mn"]))
    page = officer.get("/mn/people").text
    assert "Албан хаагчийн тоотой тэнцэхгүй".lower() in page.lower()
    assert "0@b.mn" not in page

    officer.post("/mn/people/forget", form="/mn/people")

    assert "Бүх нэр, хаягийг устгах" not in officer.get("/mn/people").text
