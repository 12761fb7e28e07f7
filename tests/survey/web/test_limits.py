"""Whoever asks too often is slowed down; fifty people behind one address are not."""

import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest

from survey import config
from survey.config import SettingsError
from survey.web.app import Services, create_app
from survey.web.limits import DailySalt
from tests.support import hall, staff

ADDRESS = "198.51.100.7"
TRIES = 2


@pytest.fixture
def opened(tmp_path):
    with hall.hall(tmp_path) as found:
        yield found


def _ask(client, opened, *, address=ADDRESS, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return client.post(
        "/answers/challenge",
        json={"key_id": opened.poster.key_id.hex()},
        headers=headers,
        environ_base={"REMOTE_ADDR": address},
    )


def test_fifty_people_behind_one_address_get_through_and_a_flood_is_told_so(opened):
    client = opened.app.test_client()
    for _ in range(50 * TRIES):
        assert _ask(client, opened).status_code == 200
    flood = [_ask(client, opened) for _ in range(150)]

    assert flood[-1].status_code == 429
    assert flood[-1].json == {"error": "many"}
    assert flood[-1].headers["Cache-Control"] == "no-store"
    assert _ask(client, opened, address="198.51.100.8").status_code == 200


def test_nobody_pretends_to_be_elsewhere_unless_a_proxy_of_ours_says_so(opened):
    client = opened.app.test_client()
    codes = {
        _ask(client, opened, forwarded=f"203.0.113.{n % 250}").status_code
        for n in range(245)
    }
    assert 429 in codes
    settings = config.read({"SHUDARGA_PROXIES": "1", "SHUDARGA_FACES": "collector"})
    services = Services(
        opened.databases, replace(settings, sample=True), lambda: staff.TODAY
    )
    behind = create_app(services).test_client()
    codes = {
        _ask(behind, opened, forwarded=f"203.0.113.{n % 250}").status_code
        for n in range(245)
    }
    assert codes == {200}


def test_an_address_stands_nowhere_and_its_mark_lasts_a_day(opened, caplog):
    caplog.set_level(logging.DEBUG)
    client = opened.app.test_client()
    for _ in range(250):
        _ask(client, opened)
    assert ADDRESS not in caplog.text
    salt, other, day = DailySalt(), DailySalt(), date(2026, 8, 1)
    mark = salt.hide(ADDRESS, today=day)
    assert mark == salt.hide(ADDRESS, today=day)
    assert mark != salt.hide(ADDRESS, today=day + timedelta(days=1))
    assert mark != salt.hide(ADDRESS, today=day)
    assert mark != other.hide(ADDRESS, today=day)


def test_where_no_addresses_are_told_nobody_is_taken_for_everybody(opened):
    client = opened.app.test_client()
    codes = {
        _ask(client, opened, address=address).status_code
        for address in ("127.0.0.1", "::1")
        for _ in range(250)
    }
    assert codes == {200}


@pytest.mark.slow
def test_steps_without_scripts_are_braked_late_and_in_words(opened):
    client = opened.app.test_client()
    here, empty, let_through = {"REMOTE_ADDR": ADDRESS}, {"code": ""}, 0
    reply = client.post("/mn/answer", data=empty, environ_base=here)
    while reply.status_code == 422:
        let_through += 1
        reply = client.post("/mn/answer", data=empty, environ_base=here)

    assert 3000 <= let_through < 6000  # A minute may end in between.
    assert reply.status_code == 429
    assert "код хүчинтэй" in reply.text
    assert client.post("/mn/answer", data=empty).status_code == 422


def test_a_wrong_number_of_proxies_is_a_fault_of_the_settings():
    with pytest.raises(SettingsError, match="SHUDARGA_PROXIES"):
        config.read({"SHUDARGA_PROXIES": "many"})
