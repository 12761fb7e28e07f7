"""The page of weekly letters to owners, and everybody's choice to get them."""

import re

import pytest

from survey.accounts import people
from survey.accounts.roles import Role
from survey.registry import audit, measures
from survey.registry.measures import Measure, Source
from tests.support import console
from tests.support.post_office import open_office

PAGE = "/mn/measures/letters"
ADDRESS = "contact@example.mn"
ROW = r'scope="row"[^>]*>([^<]+)</th>.*?Захидал авах ажилтан">(.*?)</td>'


@pytest.fixture
def office():
    with open_office() as found:
        yield found


@pytest.fixture
def site(databases, tmp_path, office):
    made = console.opened(databases, tmp_path / "home", mail=office.server)
    with databases.registry.begin() as session:
        for body in console.BODIES:
            row = Measure(Source.ORGANISATION, "Ажил", "", "", body, 2026, 2)
            measures.enter(session, row)
    return made


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


def test_an_officer_sees_who_has_something_to_do_and_whom_nobody_writes_to(officer):
    page = officer.get(PAGE).text

    found = dict(re.findall(ROW, page, re.DOTALL))
    assert "хэн ч байхгүй" in found[console.BODIES[1]]
    assert found[console.BODIES[0]].strip() == "1"


def test_letters_are_sent_once_a_week_and_the_page_says_so(site, officer, office):
    first = officer.post(f"{PAGE}/send", form=PAGE)
    second = officer.post(f"{PAGE}/send", form=PAGE)

    assert (first.status_code, second.status_code) == (302, 302)
    assert len(office.to(ADDRESS)) == 1
    page = officer.get(PAGE).text
    assert "Энэ долоо хоногт бүгдэд захидал илгээсэн байна." in page
    assert "илгээсэн 2, хүлээж байгаа 0, хүлээж аваагүй 0" in page
    with site.databases.registry() as session:
        acts = [line.act for line in audit.lines(session, most=9)]
    assert acts.count("digests_sent") == 1


def test_a_refused_address_is_named_to_the_officer(officer, office):
    office.answers = {ADDRESS: 550}

    officer.post(f"{PAGE}/send", form=PAGE)

    assert ADDRESS in officer.get(PAGE).text


def test_weekly_letters_are_turned_off_and_on(officer):
    for word, said in (("no", "Зөвхөн та эндээс"), ("yes", "Даваа гараг бүрийн")):
        officer.post(f"{PAGE}/weekly", {"weekly": word}, form=PAGE)
        assert said in officer.get(PAGE).text


def test_without_a_mail_server_the_page_says_what_is_missing(databases, tmp_path):
    site = console.opened(databases, tmp_path / "home")
    officer = site.signed_in(Role.OFFICER)

    page = officer.get(PAGE).text

    assert "SHUDARGA_SMTP_URL" in page
    assert officer.post(f"{PAGE}/send", form=PAGE).status_code == 409


def test_everybody_chooses_the_language_of_letters_or_none(site, officer, office):
    contact = site.signed_in(Role.CONTACT)
    choice = {"language": "en", "digests": "yes"}
    assert contact.post("/mn/me/letters", choice, form="/mn/me").status_code == 302
    officer.post(f"{PAGE}/send", form=PAGE)
    [letter] = office.to(ADDRESS)
    assert "Overdue" in letter.get_content()

    contact.post("/mn/me/letters", {"language": "en"}, form="/mn/me")

    with site.databases.registry() as session:
        account = people.find(session, ADDRESS)
    assert (account.language, account.digests) == ("en", False)
    wrong = contact.post("/mn/me/letters", {"language": "xx"}, form="/mn/me")
    assert wrong.status_code == 404
