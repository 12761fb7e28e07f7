"""Passkeys in a real browser with a virtual device, and codes that nobody can read."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from survey.accounts.roles import Role
from survey.accounts.tables import OfficerRow, PasskeyRow
from survey.registry import audit
from tests.support import browser as browsers
from tests.support import console
from tests.support.site import served

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


def _acts(site):
    with site.databases.registry() as session:
        return [line.act for line in audit.lines(session, most=50)]


def _give_cookie(visitor, person, address):
    cookie = person.client.get_cookie("shudarga_console", path="/console")
    place = {"domain": "localhost", "path": "/console"}
    visitor.page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, **place}]
    )
    visitor.page.goto(f"{address}/console/mn/me")


@dataclass
class Desk:
    """A browser with a device that keeps passkeys, and the console before it."""

    visitor: object
    address: str

    @property
    def page(self):
        return self.visitor.page

    def go(self, path):
        self.page.goto(f"{self.address}/console/mn/{path}")

    def accept(self):
        assert self.visitor.complaints == []
        assert browsers.Axe().run(self.page).violations_count == 0

    def add(self, name):
        self.go("wan-register")
        self.accept()
        self.page.fill("#name", name)
        self.page.click("main form[novalidate] button")
        self.page.wait_for_selector("main ul .app-wrap")
        assert name in self.page.inner_text("main ul")

    def leave(self):
        self.page.click("header form button")
        self.page.wait_for_selector("#email")

    def come_back(self):
        self.go("wan-signin")
        self.accept()
        self.page.click("main button[type=submit]")


@pytest.fixture
def desk(site):
    person = site.signed_in(Role.OFFICER)
    with (
        served(site.app) as address,
        browsers.chromium() as chromium,
        browsers.visitor(chromium, size=browsers.PHONE) as visitor,
    ):
        page = visitor.page
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        cookie = person.client.get_cookie("shudarga_console", path="/console")
        kept = {"domain": "localhost", "path": "/console"}
        page.context.add_cookies([kept | {"name": cookie.key, "value": cookie.value}])
        yield Desk(visitor, address.replace("127.0.0.1", "localhost"))


@pytest.mark.browser
@pytest.mark.slow
def test_an_officer_signs_in_with_a_passkey_until_it_is_removed(site, desk):
    desk.add("Миний утас")
    desk.leave()
    desk.come_back()
    desk.page.wait_for_selector(".app-places")
    assert _acts(site)[:3] == ["signed_in", "signed_out", "passkey_added"]

    desk.go("wan-register")
    desk.page.click("main ul button")
    desk.page.wait_for_selector("main [role=status]")
    desk.leave()
    desk.come_back()
    desk.page.wait_for_load_state("networkidle")
    assert desk.page.query_selector(".app-places") is None
    assert _acts(site)[0] == "signed_out"


def test_a_signature_without_its_owners_presence_opens_nothing(site):
    person = site.person("officer@example.mn")

    reply = person.post("/mn/wan-signin/forged", {"credential": "{}"}, form="/mn/login")

    assert reply.status_code == 302
    assert person.get("/mn/").status_code == 302
    with site.databases.registry() as session:
        assert session.scalars(select(PasskeyRow)).all() == []


def test_recovery_codes_are_kept_as_hashes_and_shown_once(site):
    person = site.signed_in(Role.OFFICER)
    shown = person.post("/mn/mf-recovery-codes").text
    with site.databases.registry() as session:
        owner = OfficerRow.email == person.email
        kept = session.scalars(select(OfficerRow).where(owner)).one().mf_recovery_codes

    assert len(kept) == 8
    assert all(len(one) == 64 for one in kept)
    assert not any(one in shown for one in kept)
    again = person.get("/mn/mf-recovery-codes?show_codes=1").text
    assert "app-secret" not in again
    assert _acts(site)[0] == "recovery_codes_made"


def test_many_attempts_from_one_place_have_to_wait(site):
    person = site.person("nobody@example.mn")
    statuses = [person.give_password("буруу нууц үг").status_code for _ in range(31)]

    assert set(statuses[:30]) == {200}
    assert statuses[30] == 429
    assert person.get("/mn/login").status_code == 200
