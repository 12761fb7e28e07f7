"""Who gets into the console, and what keeps others out."""

import re
import stat
from dataclasses import replace
from datetime import timedelta

import pytest

from survey.accounts import people, sessions
from survey.accounts.people import SetUpCodeError
from survey.accounts.roles import Role
from survey.registry import audit
from tests.support import console

WRONG = "буруу нууц үг энд байна"


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


def _acts(site):
    with site.databases.registry() as session:
        return [line.act for line in audit.lines(session, most=50)]


def _is_in(person):
    return person.get("/mn/").status_code == 200


def test_an_officer_signs_in_with_password_and_code(site):
    person = site.come(Role.OFFICER)

    page = person.get("/mn/")

    assert page.status_code == 200
    assert "Хүн officer" in page.text
    assert _acts(site)[:3] == ["signed_in", "second_factor_set", "password_set"]


def test_a_password_alone_opens_nothing(site):
    person = site.signed_in(Role.OFFICER)
    thief = site.person(person.email)

    reply = thief.give_password()

    assert "/tf-validate" in reply.location
    assert not _is_in(thief)


def test_a_wrong_password_and_an_unknown_address_look_the_same(site):
    person = site.person("officer@example.mn")
    person.set_up()
    stranger = site.person("nobody@example.mn")

    pages = [p.give_password(WRONG).text for p in (person, stranger)]

    assert "Нэвтрэх боломжгүй байна" in pages[0]
    shown = [
        re.sub(r'csrf_token" value="[^"]+"', "", page).replace(one.email, "")
        for page, one in zip(pages, (person, stranger), strict=True)
    ]
    assert shown[0] == shown[1]


def test_many_wrong_passwords_lock_the_account_for_a_while(site):
    person = site.person("officer@example.mn")
    person.set_up()
    for _ in range(5):
        person.give_password(WRONG)

    assert person.give_password().status_code == 200, "the right one is not compared"
    assert "locked_out" in _acts(site)

    site.clock.ahead += timedelta(minutes=6)
    assert "/tf-setup" in person.give_password().location


def test_many_wrong_codes_lock_the_account_too(site):
    person = site.signed_in(Role.OFFICER)
    thief = site.person(person.email)
    thief.give_password()
    for _ in range(5):
        thief.give_code(code="000000")

    thief.give_code(code=person.code())

    assert not _is_in(thief)


def test_wrong_recovery_codes_are_counted_as_well(site):
    person = site.signed_in(Role.OFFICER)
    page = person.post("/mn/mf-recovery-codes")
    [code, *_] = re.findall(r'app-secret">([^<]+)<', page.text)
    thief = site.person(person.email)
    thief.give_password()
    for _ in range(5):
        thief.post("/mn/mf-recovery", {"code": "nothing"})

    thief.post("/mn/mf-recovery", {"code": code})

    assert not _is_in(thief)


def test_a_recovery_code_signs_in_once(site):
    person = site.signed_in(Role.OFFICER)
    page = person.post("/mn/mf-recovery-codes")
    codes = re.findall(r'app-secret">([^<]+)<', page.text)
    browsers = [site.person(person.email) for _ in range(2)]
    for browser in browsers:
        browser.give_password()
        browser.post("/mn/mf-recovery", {"code": codes[0]})

    assert [_is_in(browser) for browser in browsers] == [True, False]


def test_a_code_of_the_app_opens_once(site):
    person = site.signed_in(Role.OFFICER)
    code = person.code()
    browsers = [site.person(person.email) for _ in range(2)]
    for browser in browsers:
        browser.give_password()
        browser.give_code(code=code)

    assert [_is_in(browser) for browser in browsers] == [True, False]


def test_a_cookie_from_before_the_sign_in_stays_a_strangers(site):
    person = site.person("officer@example.mn")
    person.set_up()
    planted = person.client.get_cookie("shudarga_console", path="/console").value
    person.sign_in()
    thief = site.person(person.email)
    thief.client.set_cookie("shudarga_console", planted, path="/console")

    assert _is_in(person)
    assert not _is_in(thief)


def test_a_copied_cookie_is_worth_nothing_after_signing_out(site):
    person = site.signed_in(Role.OFFICER)
    copied = person.client.get_cookie("shudarga_console", path="/console").value
    person.post("/mn/me/sign-out", form="/mn/me")
    thief = site.person(person.email)
    thief.client.set_cookie("shudarga_console", copied, path="/console")

    assert not _is_in(person)
    assert not _is_in(thief)


def test_a_browser_can_be_signed_out_from_another(site):
    person = site.signed_in(Role.OFFICER)
    other = console.Person(site, person.email, site.app.test_client(), person.key, 1)
    other.give_password()
    other.give_code()
    assert _is_in(other)
    [label] = re.findall(r'name="label" value="([^"]+)"', person.get("/mn/me").text)

    person.post("/mn/me/end", {"label": label}, form="/mn/me")

    assert _is_in(person)
    assert not _is_in(other)


def test_all_other_browsers_are_signed_out_at_once(site):
    first, second = site.signed_in(Role.OFFICER), site.person("officer@example.mn")
    other = site.signed_in(Role.AUDITOR)
    second.key, second.steps = first.key, first.steps
    second.sign_in()

    assert first.post("/mn/me/end-others", form="/mn/me").status_code == 302

    statuses = [one.get("/mn/me").status_code for one in (first, second, other)]
    assert statuses == [200, 302, 200]


def test_nobody_ends_the_session_of_somebody_else(site):
    person, other = site.signed_in(Role.OFFICER), site.signed_in(Role.AUDITOR)
    with site.databases.registry() as session:
        account = [s for k in range(1, 6) for s in sessions.of(session, k)]
    for one in account:
        other.post("/mn/me/end", {"label": one.label}, form="/mn/me")

    assert _is_in(person)


def test_a_browser_that_rests_too_long_is_signed_out(site):
    person = site.signed_in(Role.OFFICER)
    site.clock.ahead += sessions.IDLE + timedelta(minutes=1)

    assert not _is_in(person)


def test_a_new_password_signs_other_browsers_out(site):
    person = site.signed_in(Role.OFFICER)
    other = console.Person(site, person.email, site.app.test_client(), person.key, 1)
    other.give_password()
    other.give_code()
    assert _is_in(other)
    new = "өөр урт нууц үг энд"
    data = {
        "password": console.PASSWORD,
        "new_password": new,
        "new_password_confirm": new,
    }

    reply = person.post("/mn/change", data)

    assert reply.status_code == 302, reply.text
    assert _is_in(person)
    assert not _is_in(other)


def test_a_link_works_once_and_not_for_ever(databases, site):
    now = site.clock.now()
    with databases.registry.begin() as session:
        old = people.new_link(session, "officer@example.mn", now=now)
        late = people.new_link(session, "officer@example.mn", now=now)
    for code, moment in ((old, now), (late, now + people.LINK_LIVES)):
        with pytest.raises(SetUpCodeError):
            with databases.registry.begin() as session:
                people.choose_password(session, code, "hash", now=moment)
    with databases.registry.begin() as session:
        people.choose_password(session, late, "hash", now=now)
    with pytest.raises(SetUpCodeError):
        with databases.registry.begin() as session:
            people.choose_password(session, late, "hash", now=now)


@pytest.mark.parametrize(
    ("password", "again"), [("богино", "богино"), (console.PASSWORD, WRONG)]
)
def test_a_short_or_mistyped_password_is_refused_in_words(site, password, again):
    person = site.person("officer@example.mn")
    data = {"code": "a" * 40, "password": password, "again": again}

    page = person.post("/mn/set-up", data)

    assert page.status_code == 422
    assert "<title>Алдаа:" in page.text


def test_a_closed_account_is_out_at_once_and_cannot_come_back(site):
    person = site.signed_in(Role.OFFICER)
    with site.databases.registry.begin() as session:
        account = people.find(session, person.email)
        people.change(session, replace(account, active=False))

    assert not _is_in(person)
    assert person.give_password().status_code == 200
    assert not _is_in(person)


def test_a_form_without_its_token_is_refused(site):
    person = site.signed_in(Role.ADMINISTRATOR)

    reply = person.client.post("/console/mn/me/sign-out", data={})

    assert reply.status_code == 400
    assert _is_in(person)


def test_after_signing_in_one_comes_where_one_wanted_to_go_and_nowhere_else(site):
    person = site.signed_in(Role.OFFICER)
    back = site.person(person.email)

    assert back.get("/mn/audit").location.endswith("/mn/login?next=/console/mn/audit")
    form = "/mn/login?next=https://evil.example/"
    data = {"email": person.email, "password": console.PASSWORD}
    reply = back.post(form, data)
    assert "evil" not in (reply.location or "")


def test_the_cookie_is_for_the_console_alone(databases, tmp_path):
    site = console.opened(databases, tmp_path / "home", base_url="https://a.example")
    reply = site.app.test_client().get("/console/mn/login")

    [cookie] = reply.headers.getlist("Set-Cookie")
    for word in ("Secure", "HttpOnly", "Path=/console", "SameSite=Lax"):
        assert word in cookie


def test_secrets_are_drawn_once_and_only_their_owner_reads_them(databases, tmp_path):
    first, second = (console.create(databases, tmp_path / n) for n in ("a", "b"))
    again = console.create(databases, tmp_path / "a")
    file = tmp_path / "a" / "console-secrets.json"

    assert first.config["SECRET_KEY"] == again.config["SECRET_KEY"]
    assert first.config["SECRET_KEY"] != second.config["SECRET_KEY"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_neither_password_nor_code_stands_in_the_database(site, tmp_path):
    person = site.signed_in(Role.OFFICER)
    if site.databases.registry.kw["bind"].dialect.name != "sqlite":
        pytest.skip("one reads a file, the other does not")

    content = (tmp_path / "registry.db").read_bytes()

    assert console.PASSWORD.encode() not in content
    assert person.key.encode() not in content
    assert b"$argon2id$" in content


def test_no_page_of_the_console_is_kept_or_embedded(site):
    person = site.signed_in(Role.OFFICER)

    for path in ("/mn/login", "/mn/", "/mn/me", "/mn/nothing", "/mn/change"):
        headers = person.get(path).headers
        assert headers["Cache-Control"] == "no-store", path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_many_attempts_from_one_place_have_to_wait_whoever_is_tried(site):
    strangers = [site.person(f"nobody{n}@example.mn") for n in range(31)]
    replies = [one.give_password(WRONG) for one in strangers]

    assert [reply.status_code for reply in replies] == [200] * 30 + [429]
    assert "Арван минут хүлээгээд" in replies[-1].text
    officer = site.person("officer@example.mn")
    set_up = {"code": "a" * 40, "password": console.PASSWORD, "again": console.PASSWORD}
    assert officer.post("/mn/set-up", set_up).status_code == 429
    assert officer.get("/mn/login").status_code == 200
