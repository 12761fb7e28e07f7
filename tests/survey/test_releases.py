import json
from datetime import date, timedelta

import pytest
import rfc8785
import urllib3

from survey import releases, serving
from survey.browser import bundles
from survey.campaign import installation
from survey.config import FACES, Settings
from survey.web.app import Services, create_app

TODAY = date(2026, 8, 1)
SCRIPTS = {"form.js": b"one", "page.js": b"two"}


@pytest.fixture
def home(tmp_path):
    _record(tmp_path, SCRIPTS)
    return tmp_path


def _record(home, scripts, *, today=TODAY, version="1"):
    return releases.record(home, scripts, version=version, today=today)


def _document(home):
    return (home / releases.NAME).read_bytes()


def test_every_script_is_listed_with_its_digest_and_its_day(home):
    listed = releases.read(_document(home))

    assert [entry.file for entry in listed.entries] == ["form.js", "page.js"]
    assert {entry.day for entry in listed.entries} == {TODAY}
    for file, content in SCRIPTS.items():
        assert listed.lists(file, content)
        assert not listed.lists(file, b"made for one person")


def test_a_second_start_with_the_same_scripts_adds_nothing(home):
    before = _document(home)

    _record(home, SCRIPTS, today=TODAY + timedelta(days=1), version="2")

    assert _document(home) == before


def test_a_new_script_is_added_at_the_end_and_the_list_only_grows(home):
    before = releases.read(_document(home))

    after = _record(home, {**SCRIPTS, "form.js": b"fixed"}, version="2")
    again = _record(home, SCRIPTS, version="3")

    assert after.entries[:-1] == before.entries
    assert after.entries[-1].previous == before.entries[-1].digest
    assert again.entries[:-1] == after.entries
    assert releases.read(_document(home)) == again


@pytest.mark.parametrize(
    "forge",
    [
        lambda entries: entries[1:],
        lambda entries: [entries[0], {**entries[1], "sha256": "ab" * 32}],
        lambda entries: [entries[1], entries[0]],
        lambda entries: [{**entries[0], "day": "2026-07-31"}, entries[1]],
        lambda entries: [entries[0], {**entries[1], "more": "than that"}],
        lambda entries: [entries[0], {**entries[1], "signature": "00" * 64}],
    ],
    ids=["dropped", "exchanged", "reordered", "predated", "extended", "unsigned"],
)
def test_a_list_that_was_changed_is_refused(home, forge):
    document = json.loads(_document(home))
    forged = {**document, "entries": forge(document["entries"])}

    with pytest.raises(releases.BrokenReleasesError):
        releases.read(rfc8785.dumps(forged))
    (home / releases.NAME).write_bytes(rfc8785.dumps(forged))
    with pytest.raises(releases.BrokenReleasesError):
        _record(home, {"form.js": b"new"})


def test_what_is_no_list_is_refused():
    for document in (b"", b"[]", b'{"format":"shudarga/1/manifest"}'):
        with pytest.raises(releases.BrokenReleasesError):
            releases.read(document)


@pytest.mark.slow
def test_a_server_lists_its_scripts_before_it_answers(tmp_path):
    with (
        installation(tmp_path, today=TODAY) as site,
        serving.background(site.environ) as address,
    ):
        reply = urllib3.request("GET", f"{address.url}/releases.json")
    listed = releases.read(reply.data)

    assert all(listed.lists(*script) for script in bundles.scripts().items())


@pytest.mark.parametrize("face", sorted(FACES - {"console"}))
def test_every_face_shows_the_list(home, face, databases):
    client = _client(home, face, databases)

    reply = client.get("/releases.json")

    assert reply.data == _document(home)
    assert reply.content_type == "application/json"


def test_before_the_first_start_there_is_no_list(tmp_path, databases):
    assert (
        _client(tmp_path, "public", databases).get("/releases.json").status_code == 404
    )


def _client(home, face, databases):
    faces = frozenset({face})
    settings = Settings(home, "", "", "http://localhost", faces, sample=False)
    return create_app(Services(databases, settings, lambda: TODAY)).test_client()
