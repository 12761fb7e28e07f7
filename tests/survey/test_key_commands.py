"""Keys that live longer than a survey can be given up, and everything goes on."""

import json

import pytest

from survey import cli, releases, sealing
from survey.accounts import keys
from survey.database import connect
from survey.registry import audit
from survey.releases import BrokenReleasesError
from survey.tokens import key_files, release_key
from survey.tokens.key_files import WrongPassphraseError
from tests.support import staff

TODAY = staff.TODAY


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    for name in ("REGISTRY_URL", "RESPONSES_URL", "SHUDARGA_FACES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHUDARGA_HOME", str(folder))
    folder.mkdir(mode=0o700)
    record(folder, b"one")
    return folder


def run(*arguments):
    return cli.main([str(one) for one in arguments], clock=lambda: TODAY)


def record(home, content):
    return releases.record(home, {"page.js": content}, version="1", today=TODAY)


def test_the_list_of_scripts_goes_on_under_a_new_key_that_the_old_one_named(home):
    old = record(home, b"two")
    assert run("key", "renew", "release") == 0
    new = record(home, b"three")
    assert run("key", "renew", "release") == 0
    newest = record(home, b"four")

    assert newest.entries[:3] == new.entries
    assert new.entries[:2] == old.entries
    assert len({old.key, new.key, newest.key}) == 3
    assert [one.key for one in newest.earlier] == [old.key, new.key]
    assert releases.read((home / releases.NAME).read_bytes()) == newest
    assert sorted(path.name for path in home.glob("release.key*")) == ["release.key"]


@pytest.mark.parametrize("harm", ["swap", "drop", "stretch", "forge"])
def test_a_list_whose_keys_do_not_follow_one_another_is_refused(home, harm):
    assert run("key", "renew", "release") == 0
    record(home, b"two")
    told = json.loads((home / releases.NAME).read_bytes())
    other = release_key.public(release_key.load_or_make(home / "other.key")).hex()
    if harm == "swap":
        told["key"] = other
    elif harm == "drop":
        del told["earlier"]
    elif harm == "stretch":
        told["earlier"][0]["entries"] = 2
    else:
        told["earlier"][0]["key"] = other

    with pytest.raises(BrokenReleasesError):
        releases.read(releases.rfc8785.dumps(told))


@pytest.mark.parametrize("reached", ["key made", "list written"])
def test_a_change_of_keys_that_was_cut_short_is_ended_or_undone(home, reached):
    before = (home / "release.key").read_bytes()
    listed = (home / releases.NAME).read_bytes()
    renewed = releases.renew_key(home)
    after = (home / "release.key").read_bytes()
    (home / "release.key").write_bytes(before)
    (home / "release.key.next").write_bytes(after)
    if reached == "key made":
        (home / releases.NAME).write_bytes(listed)

    following = record(home, b"two")

    assert following.key == (
        renewed.key if reached == "list written" else release_key.public(before)
    )
    assert releases.read((home / releases.NAME).read_bytes()) == following
    assert not (home / "release.key.next").exists()


@pytest.mark.parametrize(("which", "kept"), [("cookies", 2), ("accounts", 0)])
def test_secrets_of_the_console_are_renewed_and_the_log_says_so(home, which, kept):
    before = keys.read(home)
    assert run("key", "renew", which) == 0
    after = keys.read(home)

    same = [
        name
        for name in before.__slots__
        if getattr(before, name) == getattr(after, name)
    ]
    assert len(same) == kept
    assert "cookies" not in same
    assert (home / "console-secrets.json").stat().st_mode & 0o077 == 0
    databases = connect(registry_url=f"sqlite:///{home}/registry.db")
    with databases.registry() as session:
        line = audit.lines(session, most=1)[0]
    databases.dispose()
    assert (line.actor, line.act, line.about) == ("shell", "key_renewed", which)


def test_a_key_holders_key_gets_another_passphrase_and_stays_the_same_key(
    tmp_path, monkeypatch
):
    key, old, new = sealing.new_key(), tmp_path / "old.key", tmp_path / "new.key"
    old.write_bytes(key_files.protect(key, "a passphrase long enough"))
    answers = iter(
        ["a passphrase long enough", "another one, as long", "another one, as long"]
    )
    monkeypatch.delenv("SHUDARGA_PASSPHRASE", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))

    assert run("key", "passphrase", old, new) == 0

    opened = key_files.unlock(new.read_bytes(), "another one, as long")
    assert sealing.public_bytes(opened) == sealing.public_bytes(key)
    with pytest.raises(WrongPassphraseError):
        key_files.unlock(new.read_bytes(), "a passphrase long enough")
    assert new.stat().st_mode & 0o077 == 0
