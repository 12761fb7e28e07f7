"""A code to set an account up goes to its owner, and to nobody else if it can be."""

import re

import pytest

from survey.accounts.roles import Role
from tests.support import console
from tests.support.post_office import open_office

CODE = re.compile(r"^[0-9a-f]{40}$", re.MULTILINE)
NEW = {"email": "new@example.mn", "name": "Шинэ хүн", "role": "auditor"}
KNOWN = "/mn/accounts/officer@example.mn"


@pytest.fixture
def office():
    with open_office() as found:
        yield found


@pytest.fixture
def site(databases, tmp_path, office):
    return console.opened(databases, tmp_path / "home", mail=office.server)


@pytest.fixture
def admin(site):
    return site.signed_in(Role.ADMINISTRATOR)


def _shown(page):
    return re.findall(r"[0-9a-f]{40}", page.text)


def test_the_code_of_a_new_account_is_mailed_and_not_shown(site, admin, office):
    page = admin.post("/mn/accounts/new", NEW)

    assert _shown(page) == []
    [letter] = office.to("new@example.mn")
    [code] = CODE.findall(letter.get_content())
    assert "/console/mn/set-up" in letter.get_content()
    owner = site.person("new@example.mn")
    words = {"password": console.PASSWORD, "again": console.PASSWORD}
    assert owner.post("/mn/set-up", {"code": code, **words}).status_code == 302


def test_an_administrator_cannot_enter_an_account_that_somebody_works_with(
    site, admin, office
):
    officer = site.signed_in(Role.OFFICER)
    for answers in ({}, {officer.email: 550}):
        office.answers = answers
        page = admin.post(f"{KNOWN}/link", form=KNOWN)
        assert page.status_code == 200
        assert _shown(page) == []

    assert len(office.to(officer.email)) == 1
    assert "shudarga user link" in page.text
    assert officer.get("/mn/").status_code == 302, "the old way in is closed"


def test_a_new_account_is_not_lost_where_its_letter_is_refused(admin, office):
    office.answers = {"new@example.mn": 550}

    page = admin.post("/mn/accounts/new", NEW)

    assert len(_shown(page)) == 1


def test_without_a_mail_server_the_code_is_handed_over_by_hand(databases, tmp_path):
    site = console.opened(databases, tmp_path / "home")
    admin = site.signed_in(Role.ADMINISTRATOR)
    site.signed_in(Role.OFFICER)

    assert len(_shown(admin.post(f"{KNOWN}/link", form=KNOWN))) == 1
