"""Every page with every role, both ways: allowed and refused."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from survey.accounts import people
from survey.accounts.roles import Role
from survey.registry import audit
from survey.web.console import access
from tests.support import console

ROOT = Path(__file__).parents[4]
VALUES = {
    "number": 9,
    "place": 9,
    "entry": 9,
    "language": "mn",
    "language_of": "xx",
    "year": 2026,
    "survey": "nothing",
    "email": "nobody@example.mn",
    "token": "x",
    "digest": "0",
}
CLOSED = {"security.tf_select", "security.two_factor_rescue"}


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


def _rules(site):
    """Yield every page with a method and an address that can be asked for."""
    for rule in site.app.url_map.iter_rules():
        values = {name: VALUES.get(name, "nothing") for name in rule.arguments}
        with site.app.test_request_context():
            address = site.app.url_map.bind("").build(rule.endpoint, values)
        for method in sorted(rule.methods & {"GET", "POST"}):
            yield rule.endpoint, method, address


def _ask(person, method, address, token):
    send = person.client.open
    data = {"csrf_token": token} if method == "POST" else None
    reply = send(f"/console{address}", method=method, data=data)
    return reply.status_code, reply.location or ""


def test_the_table_names_every_page_once(site):
    endpoints = {rule.endpoint for rule in site.app.url_map.iter_rules()}

    assert endpoints == access.OPEN | access.ROUTES.keys() | CLOSED
    assert not access.OPEN & access.ROUTES.keys()
    assert access.ROUTES.keys() >= access.FRESH


def test_the_list_of_console_pages_is_complete(site):
    lines = []
    for rule in site.app.url_map.iter_rules():
        roles = access.ROUTES.get(rule.endpoint)
        who = "everybody" if rule.endpoint in access.OPEN else "nobody"
        if roles is not None:
            who = " ".join(sorted(roles))
        fresh = " fresh" if rule.endpoint in access.FRESH else ""
        lines += [
            f"{method:<5} /console{rule.rule}  {who}{fresh}"
            for method in rule.methods - {"HEAD", "OPTIONS"}
        ]

    listed = (ROOT / "docs" / "console-routes.txt").read_text().splitlines()
    assert listed == sorted(lines)


def test_a_stranger_is_led_to_the_sign_in_from_every_page(site):
    person = site.person("officer@example.mn")
    page = person.get("/mn/login").text
    token = re.search(r'csrf_token" value="([^"]+)"', page).group(1)
    for endpoint, method, address in _rules(site):
        status, location = _ask(person, method, address, token)
        if endpoint in access.OPEN:
            assert status != 403
        else:
            assert status == 302, endpoint
            assert "/mn/login" in location, endpoint


@pytest.mark.parametrize(
    "role",
    [
        Role.OFFICER,
        Role.CONTACT,
        Role.AUDITOR,
        pytest.param(Role.ADMINISTRATOR, marks=pytest.mark.slow),
        pytest.param(Role.KEY_HOLDER, marks=pytest.mark.slow),
    ],
)
def test_each_role_opens_its_pages_and_no_others(site, role):
    person = site.signed_in(role)
    page = person.get("/mn/me").text
    token = re.search(r'csrf_token" value="([^"]+)"', page).group(1)
    for endpoint, method, address in _rules(site):
        if endpoint in access.OPEN or endpoint == "me.sign_out":
            continue
        status, location = _ask(person, method, address, token)
        if role in access.ROUTES.get(endpoint, frozenset()):
            assert status != 403, (endpoint, method)
            assert "/login" not in location, (endpoint, method)
        else:
            assert status == 403, (endpoint, method)


def test_dangerous_steps_ask_for_the_password_again(site):
    person = site.signed_in(Role.ADMINISTRATOR)
    assert person.get("/mn/accounts/new").status_code == 200
    with person.client.session_transaction(base_url="http://localhost/console") as kept:
        kept["fs_paa"] -= 3600
        kept["fs_gexp"] = 0

    reply = person.get("/mn/accounts/new")

    assert reply.status_code == 302
    assert "/mn/verify?next=" in reply.location
    person.post("/mn/verify", {"password": console.PASSWORD})
    assert person.get("/mn/accounts/new").status_code == 200


def test_every_form_without_its_token_is_refused_and_does_nothing(site):
    with site.databases.registry.begin() as session:
        account = people.find(session, "officer@example.mn")
        people.change(session, replace(account, roles=frozenset(Role)))
    person = site.signed_in(Role.OFFICER)
    with site.databases.registry() as session:
        before = audit.head(session)
    posted = [
        (endpoint, address) for endpoint, method, address in _rules(site)
        if method == "POST" and endpoint not in CLOSED
    ]  # fmt: skip

    assert len(posted) > 40
    for endpoint, address in posted:
        for data in ({}, {"csrf_token": "x"}):
            reply = person.client.post(f"/console{address}", data=data)
            assert reply.status_code == 400, endpoint
        reply = person.client.post(f"/console{address}", json={})
        assert reply.status_code == 400, endpoint
    with site.databases.registry() as session:
        assert audit.head(session) == before
