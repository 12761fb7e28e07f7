"""Comments from the counting to the report, and deductions, by the forms."""

import json
import re

import pytest

from survey import publishing, review
from survey.accounts.roles import Role
from survey.registry import audit, reviews, surveys
from tests.support import console, released

PASSPHRASE = "урт нууц өгүүлбэр энд"
SURVEY = f"/mn/surveys/{released.NAME}"
PAGE = f"{SURVEY}/comments"
CASES = f"{SURVEY}/deductions"
CASE = {
    "kind": "audit",
    "document": "№ 12",
    "decided_by": "Төрийн аудит",
    "decided_on": "2026-09-01",
    "reason_mn": "Санхүүгийн зөрчил",
}

WRONG = (
    {"kind": "nothing"},
    {"index": "nothing"},
    {"points": "5"},
    {"document": ""},
    {"decided_on": "2026-13-01"},
    {"reason_mn": "Дарга Д.Бат авлига авсан"},
)


@pytest.fixture
def site(databases, tmp_path):
    made = console.opened(databases, tmp_path / "home")
    answers = released.count(databases)
    with databases.registry.begin() as session:
        review.keep(session, released.NAME, answers, PASSPHRASE)
    return made


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


def _open(officer, passphrase=PASSPHRASE):
    return officer.post(f"{PAGE}/open", {"passphrase": passphrase}, form=PAGE)


def _decisions(officer, page, word, text):
    keys = re.findall(r'name="text-([^"]+)"', officer.get(f"{PAGE}?page={page}").text)
    data = {f"word-{key}": word for key in keys}
    return keys, data | {f"text-{key}": f"{text} {n}" for n, key in enumerate(keys)}


def test_comments_are_opened_decided_and_put_into_the_report(site, officer):
    assert 'name="text-' not in officer.get(PAGE).text
    assert _open(officer, "өөр нууц өгүүлбэр").status_code == 422
    assert _open(officer).status_code == 302

    keys, data = _decisions(officer, 1, "example", "Хяналт сайжруулах")
    saved = officer.post(f"{PAGE}?page=1", data, form=PAGE)
    assert saved.location.endswith("?page=2")
    finished = officer.post(f"{PAGE}/finish", form=PAGE)

    assert finished.status_code == 302, finished.text
    texts = [one["text"] for one in _results(site)["comments"]["released"]]
    assert sorted(texts) == sorted(f"Хяналт сайжруулах {n}" for n in range(len(keys)))
    with site.databases.registry() as session:
        lines = {one.act: one.about for one in audit.lines(session, most=9)}
    assert lines["comments_reviewed"].startswith(f"{released.NAME}: {len(keys)} / ")


def test_a_number_in_a_released_text_is_told_at_its_field(officer):
    _open(officer)
    keys, data = _decisions(officer, 1, "release", "Утас 99112233")

    page = officer.post(PAGE, data, form=PAGE)

    assert page.status_code == 422
    assert f'href="#text-{keys[0]}"' in page.text


@pytest.mark.slow
def test_another_browser_of_the_officer_has_to_open_them_again(site, officer):
    _open(officer)
    again = site.person(officer.email)
    again.key, again.steps = officer.key, officer.steps
    again.sign_in()

    assert 'name="text-' not in again.get(PAGE).text


def test_the_publication_destroys_what_waits(site, officer):
    _open(officer)
    with site.databases.registry.begin() as session:
        publishing.publish(session, released.NAME, today=released.CLOSES)

    assert officer.get(PAGE).status_code == 409
    with site.databases.registry() as session:
        assert not reviews.is_kept(session, released.NAME)


@pytest.mark.slow
def test_a_case_is_entered_shown_in_the_report_and_taken_out(site, officer):
    index = re.search(r'<option value="(\w+)"', officer.get(CASES).text).group(1)

    entered = officer.post(CASES, CASE | {"index": index})

    assert entered.status_code == 302, entered.text
    assert "№ 12" in str(_results(site)["indices"][index]["deductions"])
    assert officer.post(CASES, CASE | {"index": index}).status_code == 422
    number = re.search(r'name="number" value="(\d+)"', officer.get(CASES).text).group(1)
    officer.post(f"{CASES}/remove", {"number": number}, form=CASES)
    assert "№ 12" not in str(_results(site))
    with site.databases.registry() as session:
        acts = [one.act for one in audit.lines(session, most=3)]
    assert acts[:2] == ["case_removed", "case_entered"]


@pytest.mark.slow
def test_a_case_that_cannot_be_is_told_at_its_field(officer):
    for wrong in WRONG:
        page = officer.post(CASES, CASE | {"index": "culture"} | wrong)

        assert page.status_code == 422
        [field] = wrong
        assert f'href="#{field}"' in page.text


def _results(site):
    with site.databases.registry() as session:
        return json.loads(surveys.released(session, released.NAME))["results"]
