import json
from dataclasses import replace
from datetime import timedelta

import pytest

from questionnaires import loader
from survey import sealing
from survey.campaign import installation
from survey.registry import drafts
from survey.tokens import asking
from survey.web.app import Services, create_app
from survey.web.strict_json import packed, unpacked
from tests.support import definitions, invited, staff


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with installation(tmp_path_factory.mktemp("home"), today=staff.TODAY) as found:
        yield found


@pytest.fixture(scope="module")
def opened(site):
    return site.open(invited.draft((60, 24)), staff.documents(sealing.new_key()))


@pytest.fixture(scope="module")
def client(site):
    services = Services(site.databases, site.settings, lambda: staff.TODAY)
    return create_app(services).test_client()


@pytest.fixture(scope="module")
def unused(opened):
    return iter(invited.codes(opened))


@pytest.fixture
def code(unused):
    return next(unused)


def _exchange(client, code, message):
    sent = {"code": code, "blinded": packed(message)}
    return client.post("/join/exchange", json=sent)


def test_a_standing_says_what_a_browser_must_compare(client, opened, code):
    reply = client.post("/join/standing", json={"code": code})

    group = invited.group(opened)
    assert reply.json == {
        "survey": staff.NAME,
        "key_id": group.key_id.hex(),
        "digest": opened.manifest.digest.hex(),
        "collected": False,
        "answers_open": opened.manifest.answers_open.isoformat(),
    }
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in reply.headers


def test_a_token_is_collected_and_a_lost_reply_comes_again(client, opened, code):
    asked = invited.ask(opened)

    first = _exchange(client, code, asked.blinded.message)
    again = _exchange(client, code, asked.blinded.message)

    assert first.json == again.json
    asking.collect(asked, unpacked(first.json["signature"]))
    assert client.post("/join/standing", json={"code": code}).json["collected"]
    other = _exchange(client, code, invited.ask(opened).blinded.message)
    assert (other.status_code, other.json) == (409, {"error": "collected"})
    assert other.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["standing", "exchange"])
def test_a_code_of_nobody_is_unknown(client, opened, path):
    sent = {"code": "nonsense"}
    if path == "exchange":
        sent["blinded"] = packed(invited.ask(opened).blinded.message)

    reply = client.post(f"/join/{path}", json=sent)

    assert (reply.status_code, reply.json) == (404, {"error": "unknown"})


BROKEN = {
    "no json": b"code=1",
    "no object": b'["code", "blinded"]',
    "a key missing": b'{"code": "CODE"}',
    "a key too many": b'{"code": "CODE", "blinded": "AAAA", "name": "Bat"}',
    "a key twice": b'{"code": "CODE", "code": "CODE", "blinded": "AAAA"}',
    "a number": b'{"code": "CODE", "blinded": 1}',
    "padding": b'{"code": "CODE", "blinded": "AAA="}',
    "the other alphabet": b'{"code": "CODE", "blinded": "AA+/"}',
    "loose bits": b'{"code": "CODE", "blinded": "AB"}',
    "one symbol": b'{"code": "CODE", "blinded": "A"}',
    "too short": b'{"code": "CODE", "blinded": "AAAA"}',
    "deep": b"[" * 100_000,
    "not utf-8": b'{"code": "\xff", "blinded": "AAAA"}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_no_script_of_ours_sends_is_refused_and_claims_nothing(
    client, site, code, name
):
    body = BROKEN[name].replace(b"CODE", code.encode())

    reply = client.post("/join/exchange", data=body, content_type="application/json")

    assert (reply.status_code, reply.json) == (400, {"error": "unreadable"})
    assert not invited.state(site, code).collected


def test_more_than_any_script_sends_is_not_read(client, site, code):
    body = b'{"code": "CODE", "blinded": "' + b"A" * 300_000 + b'"}'

    reply = client.post("/join/exchange", data=body, content_type="application/json")

    assert (reply.status_code, reply.json) == (413, {"error": "too_large"})
    assert not invited.state(site, code).collected


def test_a_form_is_not_json(client, code):
    body = json.dumps({"code": code})
    reply = client.post("/join/standing", data=body, content_type="text/plain")

    assert reply.status_code == 400


@pytest.mark.parametrize(
    ("day", "refused"), [(-1, (425, "early")), (1, (410, "closed"))]
)
def test_tokens_are_given_between_the_dates_only(site, opened, code, day, refused):
    today = staff.TODAY + timedelta(days=day)
    client = create_app(
        Services(site.databases, site.settings, lambda: today)
    ).test_client()

    reply = _exchange(client, code, invited.ask(opened).blinded.message)

    assert (reply.status_code, reply.json["error"]) == refused
    assert not invited.state(site, code).collected


def test_the_page_of_collecting_and_the_question_are_there(client):
    for path in ("join", "join/check"):
        for language in ("mn", "en"):
            assert client.get(f"/{language}/{path}").status_code == 200


def test_the_survey_of_an_invitation_is_called_by_its_own_title(site, code):
    settings = replace(site.settings, faces=frozenset({"issuer"}))
    services = Services(site.databases, settings, lambda: staff.TODAY)
    client = create_app(services).test_client()
    ask = {"code": code}

    assert "Survey: Secret survey" in client.post("/en/join/check", data=ask).text
    with site.databases.registry.begin() as session:
        drafts.keep_source(session, staff.NAME, definitions.SOURCE.encode())
    assert "Survey: Example" in client.post("/en/join/check", data=ask).text
    assert "Жишээ" in client.post("/mn/join/check", data=ask).text
    with site.databases.registry.begin() as session:
        drafts.keep_source(session, staff.NAME, loader.source("internal_integrity"))


@pytest.mark.parametrize("typed", ["", "123", "0000-0000-0000-0001"])
def test_a_code_that_is_none_is_asked_for_again(client, typed):
    reply = client.post("/en/join/check", data={"code": typed})

    assert reply.status_code == 422
    assert "<title>Error:" in reply.text
    assert 'href="#code"' in reply.text
