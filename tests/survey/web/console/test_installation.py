"""The administrator sees how the installation is set up, and no secret of it."""

import pytest

from survey.accounts.roles import Role
from survey.registry import audit
from tests.support import console
from tests.support.post_office import open_office

PATH = "/mn/installation"


@pytest.fixture
def admin(databases, tmp_path):
    with open_office() as office:
        home = tmp_path / "home"
        site = console.opened(databases, home, mail=office.server)
        yield site.signed_in(Role.ADMINISTRATOR), office.server


def test_settings_are_shown_with_the_words_that_set_them(admin):
    person, server = admin

    page = person.get(PATH).text

    for told in ("http://localhost", "SHUDARGA_BASE_URL", server.sender):
        assert told in page
    assert "sqlite" not in page
    assert f'href="/console{PATH}"' in page


def test_what_is_wrong_is_told_and_looking_is_in_the_log(admin, tmp_path):
    person, _ = admin
    key = tmp_path / "home" / "console-secrets.json"
    (tmp_path / "home").chmod(0o700)
    key.chmod(0o644)

    page = person.post(PATH)

    assert page.status_code == 200
    assert f"chmod go= {key}" in page.text
    with person.site.databases.registry() as session:
        [line] = audit.lines(session, most=1)
    assert line.act == "installation_examined"
    assert int(line.about) >= 1
