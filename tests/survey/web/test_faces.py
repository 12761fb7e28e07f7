"""Each face alone shows whole pages, opens one database, does no other work."""

from dataclasses import replace

import pytest

from survey import sealing
from survey.campaign import installation
from survey.database import Databases
from survey.web.app import Services, create_app
from tests.support import invited, staff

KEY = sealing.new_key()
SIDES = {"issuer": ("registry",), "collector": ("responses",)}
PAGES = {
    "issuer": [
        "/mn/join",
        "/mn/join/check",
        "/mn/privacy",
        "/en/accessibility",
        "/en/surveys/staff/trust",
    ],
    "collector": [
        "/mn/answer",
        "/mn/token",
        "/mn/privacy",
        "/en/accessibility",
        "/en/form/staff/{group}",
        "/en/surveys/staff/trust",
        "/en/surveys/staff/board",
        "/surveys/staff/bulletin.json",
    ],
}
CLOSED = ("/en/surveys/staff/board", "/surveys/staff/bulletin.json")


@pytest.fixture
def site(tmp_path):
    with installation(tmp_path, today=staff.TODAY) as made:
        yield made


def _alone(site, face):
    """Return the application of one face, which can open no other database."""
    opened = {side: getattr(site.databases, side) for side in SIDES[face]}
    settings = replace(site.settings, faces=frozenset({face}))
    services = Services(Databases(opened), settings, lambda: staff.TODAY)
    return create_app(services).test_client()


@pytest.mark.parametrize("face", ["issuer", "collector"])
def test_a_face_alone_shows_all_its_pages(site, face):
    opened = site.open(invited.draft(), staff.documents(KEY))
    client = _alone(site, face)
    group = opened.manifest.groups[0].key_id.hex()

    while_open = {
        path: client.get(path.format(group=group)).status_code
        for path in PAGES[face]
        if path not in CLOSED
    }
    site.close(staff.NAME)
    closed = {path: client.get(path).status_code for path in CLOSED}

    assert while_open == dict.fromkeys(while_open, 200)
    expected = 200 if face == "collector" else 404
    assert closed == dict.fromkeys(CLOSED, expected)


@pytest.mark.parametrize(
    ("face", "path"), [("issuer", "/mn/join"), ("collector", "/mn/answer")]
)
def test_help_is_one_step_away_at_each_face(site, face, path):
    site.open(invited.draft(), staff.documents(KEY))
    client = _alone(site, face)
    page = client.get(path).text

    assert 'href="/mn/privacy"' in page
    assert 'href="/mn/accessibility"' in page
    assert 'href="/mn/surveys"' not in page
    listed = 'href="/mn/surveys/staff/trust"' in client.get("/mn/privacy").text
    assert listed == (face == "collector")


@pytest.mark.parametrize("face", ["issuer", "collector"])
@pytest.mark.parametrize(
    "path", ["/mn/nothing", "/mn/surveys/nobody/trust", "/nowhere"]
)
def test_what_is_not_there_is_told_by_each_face(site, face, path):
    assert _alone(site, face).get(path).status_code == 404
