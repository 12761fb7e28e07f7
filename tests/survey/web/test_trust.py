import hashlib

import pytest

from survey.config import read
from survey.web.app import Services, create_app
from tests.support import promises
from tests.support.promises import (
    AT_ONCE,
    BY_INVITATION,
    BY_SLIP,
    CITIZENS,
    MIXED,
    published,
)
from tests.support.staff import TODAY

ADDRESS = f"surveys/{promises.NAME}/trust"
KINDS = {
    "mixed": MIXED,
    "slips": BY_SLIP,
    "invitations": BY_INVITATION,
    "at once": AT_ONCE,
    "citizens": CITIZENS,
}
LONE_KEY = "This survey has one key-holder"
TWO_LOCKS = "each answer has two locks"
CARD = "You draw a card from a box"
ENVELOPE = "closed envelope"
DIFFERENCE = "What is the difference?"
QUIET_DAY = "even yours alone"
SAME_DAY = "If you answer on the same day"
EARLIER = "Collect it before that day"


@pytest.fixture
def show(databases, tmp_path):
    """Return a function that publishes a manifest and shows its page."""

    def run(manifest, language="en", faces=""):
        published(databases, manifest)
        settings = read({"SHUDARGA_HOME": str(tmp_path), "SHUDARGA_FACES": faces})
        app = create_app(Services(databases, settings, lambda: TODAY))
        return app.test_client().get(f"/{language}/{ADDRESS}")

    return run


@pytest.mark.parametrize("language", ["mn", "en"])
@pytest.mark.parametrize("held", KINDS)
def test_the_page_is_made_for_every_kind_of_survey(show, held, language):
    page = show(KINDS[held], language)

    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert 'href="tel:110"' in page.text
    assert page.text.count("<details") == 9
    assert 'role="img" aria-labelledby' in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize(
    ("held", "said", "unsaid"),
    [
        ("mixed", [CARD, ENVELOPE, DIFFERENCE, TWO_LOCKS, EARLIER], [LONE_KEY]),
        ("slips", [CARD, QUIET_DAY, LONE_KEY], [ENVELOPE, DIFFERENCE, TWO_LOCKS]),
        ("invitations", [ENVELOPE, TWO_LOCKS, EARLIER], [CARD, QUIET_DAY, SAME_DAY]),
        ("at once", [ENVELOPE, SAME_DAY], [EARLIER, CARD]),
        ("citizens", ["poster", "citizens answered"], [CARD, ENVELOPE, TWO_LOCKS]),
    ],
)
def test_the_page_promises_what_the_manifest_fixes_and_no_more(
    show, held, said, unsaid
):
    page = show(KINDS[held])

    assert [words for words in said if words not in page.text] == []
    assert [words for words in unsaid if words in page.text] == []


def test_the_page_shows_the_numbers_and_the_digest_of_its_manifest(show):
    page = show(MIXED)
    digest = MIXED.digest.hex()
    groups = " ".join(digest[i : i + 4] for i in range(0, 64, 4))

    for shown in ("60 people", "24 people", "July 8, 2026", "8 kilobytes", groups):
        assert shown in page.text
    assert f'href="/surveys/{promises.NAME}/manifest.json"' in page.text
    assert "shudarga verify" in page.text


@pytest.mark.parametrize("faces", ["issuer", "collector", "public", ""])
def test_every_face_that_a_respondent_meets_shows_page_and_manifest(
    databases, tmp_path, faces
):
    published(databases, MIXED)
    settings = read({"SHUDARGA_HOME": str(tmp_path), "SHUDARGA_FACES": faces})
    client = create_app(Services(databases, settings, lambda: TODAY)).test_client()
    known = 404 if faces == "issuer" else 200

    assert client.get(f"/mn/{ADDRESS}").status_code == known
    reply = client.get(f"/surveys/{promises.NAME}/manifest.json")
    assert reply.status_code == known
    if known == 200:
        assert hashlib.sha256(reply.data).digest() == MIXED.digest


def test_a_survey_that_nobody_opened_has_no_page(databases, tmp_path):
    for faces in ("issuer", "collector"):
        settings = read({"SHUDARGA_HOME": str(tmp_path), "SHUDARGA_FACES": faces})
        client = create_app(Services(databases, settings, lambda: TODAY)).test_client()
        assert client.get(f"/en/{ADDRESS}").status_code == 404


@pytest.mark.parametrize("contact", ["", "7012-0000, 305 тоот"])
def test_the_help_page_says_whom_to_ask(databases, tmp_path, contact):
    environ = {"SHUDARGA_HOME": str(tmp_path), "SHUDARGA_CONTACT": contact}
    app = create_app(Services(databases, read(environ), lambda: TODAY))
    page = app.test_client().get("/mn/privacy").text

    assert ("Холбоо барих:" in page) == bool(contact)
    assert contact in page
    assert page.count('href="tel:110"') == 3
