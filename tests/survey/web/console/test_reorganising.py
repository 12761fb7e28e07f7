"""Organisations are changed on pages, and the pages say what was changed."""

import re

import pytest

from survey.accounts.roles import Role
from survey.registry import audit, organisations
from tests.support import console

OWN, OTHER = console.BODIES
NEW = "Нэгдсэн төв"


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


def _fields(officer, number, **changed):
    """Return what the form of an organisation holds, with what is changed in it."""
    page = officer.get(f"/mn/organisations/{number}").text
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    filled = {"name": OWN, "type": "хэлтэс", "headcount": "40", "parent": ""}
    return filled | {"version": version} | changed


def _acts(site):
    with site.databases.registry() as session:
        return [(line.act, line.about) for line in audit.lines(session, most=9)][::-1]


def _names(site):
    with site.databases.registry() as session:
        return [body.name for body in organisations.organisations(session)]


def test_an_organisation_is_added_changed_and_its_history_shown(site, officer):
    added = {"name": NEW, "type": "төв", "headcount": "7", "parent": OWN}
    assert officer.post("/mn/organisations/new", added).status_code == 302
    changed = _fields(officer, 1, name="Эрүүл мэнд", headcount="41", parent=OTHER)
    assert officer.post("/mn/organisations/1", changed).status_code == 302

    page = officer.get("/en/organisations/1").text
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    [row] = [row for row in rows if "changed" in row]
    for told in (officer.email, OWN, "people: 40", "Эрүүл мэнд", "people: 41", OTHER):
        assert told in row
    assert NEW in officer.get("/mn/organisations/history").text
    assert _acts(site)[-2:] == [
        ("organisation_added", NEW),
        ("organisation_changed", f"{OWN} → Эрүүл мэнд"),
    ]


def test_a_form_that_is_older_than_a_change_changes_nothing(site, officer):
    old = _fields(officer, 1, headcount="3")
    officer.post("/mn/organisations/1", _fields(officer, 1, headcount="50"))

    refused = officer.post("/mn/organisations/1", old)

    assert refused.status_code == 422
    with site.databases.registry() as session:
        assert organisations.find(session, 1).body.headcount == 50


@pytest.mark.parametrize("headcount", ["", "арав", "-1", "9" * 30, "1.5"])
def test_a_number_of_people_is_a_whole_number(officer, headcount):
    data = {"name": NEW, "type": "төв", "headcount": headcount, "parent": ""}

    page = officer.post("/mn/organisations/new", data)

    assert page.status_code == 422
    assert 'href="#headcount"' in page.text


def test_merging_and_retiring_say_what_they_do_and_ask_for_the_password(site, officer):
    for step in ("merge", "retire"):
        assert OWN in officer.get(f"/mn/organisations/1/{step}").text
    with officer.client.session_transaction(
        base_url="http://localhost/console"
    ) as kept:
        kept["fs_paa"] -= 3600
        kept["fs_gexp"] = 0
    for step in ("merge", "retire"):
        path = f"/mn/organisations/1/{step}"
        for reply in (officer.get(path), officer.post(path, form="/mn/me")):
            assert "/mn/verify?next=" in reply.location
    assert _names(site) == [OWN, OTHER]
    officer.post("/mn/verify", {"password": console.PASSWORD})

    assert officer.post("/mn/organisations/1/merge", {"into": "1"}).status_code == 422
    merged = officer.post("/mn/organisations/1/merge", {"into": "2"})

    assert merged.status_code == 302
    assert _names(site) == [OTHER]
    assert officer.get("/mn/organisations/1/retire").status_code == 409
    assert officer.post("/mn/organisations/1/revive", form="/mn/me").status_code == 302
    assert officer.post("/mn/organisations/1/retire").status_code == 302
    assert _names(site) == [OTHER]
    assert [act for act in _acts(site) if act[0].startswith("organisation_")] == [
        ("organisation_merged", f"{OWN} → {OTHER}"),
        ("organisation_revived", OWN),
        ("organisation_retired", OWN),
    ]


def test_a_number_that_no_organisation_has_leads_nowhere(officer):
    for path in (
        "organisations/99",
        "organisations/99/merge",
        "organisations/99/retire",
    ):
        assert officer.get(f"/mn/{path}").status_code == 404
    reply = officer.post("/mn/organisations/99/revive", form="/mn/me")
    assert reply.status_code == 404
