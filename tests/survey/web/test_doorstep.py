"""What is answered at the door is what would have been answered inside."""

import secrets
import time

import pytest

from survey.responses import store
from survey.tokens import codes
from survey.web.doorstep import GOOD_FOR_SECONDS
from tests.support import blind, site
from tests.support.blind import blind_field


@pytest.fixture
def field(databases):
    return site.opened(databases)


def _form(field):
    return f"/mn/form/every/{field.manifest.groups[0].key_id.hex()}"


def test_a_page_from_the_door_is_the_page_from_inside(field):
    client = field.client()
    packed = {"Accept-Encoding": "gzip"}

    first, again = (client.get(_form(field), headers=packed) for _ in range(2))

    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    assert list(first.headers) == list(again.headers)
    assert client.get(_form(field)).data != first.data


def test_a_browser_that_has_the_page_is_told_so(field):
    client = field.client()
    mark = client.get(_form(field)).headers["ETag"]

    told = client.get(_form(field), headers={"If-None-Match": mark})

    assert (told.status_code, told.data) == (304, b"")
    assert told.headers["ETag"] == mark
    other = client.get(_form(field), headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200


def test_a_form_is_not_shown_a_second_after_closing(field):
    client = field.client()
    assert client.get(_form(field)).status_code == 200
    with field.databases.responses.begin() as session:
        store.close(session, "every")

    time.sleep(GOOD_FOR_SECONDS + 0.05)

    assert client.get(_form(field)).status_code == 410


@pytest.mark.parametrize("path", ["/mn/answer", "/healthz", "/mn/nowhere"])
def test_what_is_not_public_is_made_for_each_who_asks(field, path):
    client = field.client()
    client.get(path)
    assert field.app.wsgi_app._pages == {}  # noqa: SLF001 what is kept is the question


def test_a_page_with_another_question_is_another_page(field):
    client = field.client()
    address = f"{_form(field)}?x"
    client.get(_form(field))
    client.get(address)
    assert len(field.app.wsgi_app._pages) == 2  # noqa: SLF001 as above


@pytest.mark.parametrize("told", ["application/json", "application/json; charset=x"])
def test_an_answer_is_kept_or_refused_in_the_same_words_wherever_it_goes(
    databases, told
):
    field = blind_field()
    client = field.site(databases, today=field.manifest.answers_open).test_client()

    def send(**changed):
        body = blind.sealed_by_slip(field, field.slips[0]) | changed
        return client.post("/answers", json=body, content_type=told)

    assert send(code=codes.new_code()).json == {"error": "unknown"}
    assert send(nonce="short").json == {"error": "unreadable"}
    kept = send(nonce=secrets.token_hex(32))
    assert (kept.status_code, set(kept.json)) == (200, {"leaf", "promise"})
    again = send()
    assert (again.status_code, again.json) == (409, {"error": "counted"})
    assert kept.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in kept.headers
    assert len(field.kept(databases)) == 1
