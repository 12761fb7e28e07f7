"""From the shell: what is wrong is said, and what was backed up comes back."""

import shutil
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import text

from survey import cli, condition, database, opening, releases, sealing
from survey.database import connect
from survey.registry import audit, organisations, surveys
from survey.registry.organisations import Organisation
from tests.support import hall, postgres, staff

TODAY = staff.TODAY


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return the folder of a new installation that the commands work on."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    settled(monkeypatch, folder)
    database.migrate(databases(folder))
    return folder


def settled(monkeypatch, folder):
    monkeypatch.setenv("SHUDARGA_HOME", str(folder))
    monkeypatch.setenv("SHUDARGA_BASE_URL", "https://survey.example.mn")
    for name in ("REGISTRY_URL", "RESPONSES_URL", "SHUDARGA_FACES"):
        monkeypatch.delenv(name, raising=False)


def alone(monkeypatch, folder, face):
    """Run one face, which shares its token keys with a console elsewhere."""
    monkeypatch.setenv("SHUDARGA_FACES", face)
    if face == "issuer":
        (folder / "tokens").mkdir(mode=0o750)
        monkeypatch.setenv("SHUDARGA_TOKEN_KEYS", str(folder / "tokens"))


def databases(folder):
    return connect(
        registry_url=f"sqlite:///{folder}/registry.db",
        responses_url=f"sqlite:///{folder}/responses.db",
    )


def run(*arguments, today=TODAY):
    return cli.main([str(one) for one in arguments], clock=lambda: today)


def opened(folder):
    both = databases(folder)
    with both.registry.begin() as one, both.responses.begin() as two:
        surveys.draft(one, staff.draft())
        made = staff.documents(sealing.new_key())
        opening.open_survey(one, two, staff.NAME, made, today=TODAY)


@pytest.mark.usefixtures("home")
def test_a_sound_installation_is_called_sound(capsys):
    assert run("doctor") == 0
    assert "Everything is as it should be" in capsys.readouterr().out


def test_files_that_others_can_read_are_named_with_what_to_do(home, capsys):
    (home / "registry.db").chmod(0o644)
    assert run("doctor") == 1
    said = capsys.readouterr().out.replace("\n", "")
    assert "registry.db" in said
    assert "chmod go=" in said


@pytest.mark.usefixtures("home")
def test_an_address_without_encryption_is_named(capsys, monkeypatch):
    monkeypatch.setenv("SHUDARGA_BASE_URL", "http://survey.example.mn")
    assert run("doctor") == 1
    assert "SHUDARGA_BASE_URL" in capsys.readouterr().out


def test_a_survey_that_should_be_closed_is_named(home, capsys):
    opened(home)
    assert run("doctor") == 0
    assert run("doctor", today=TODAY + timedelta(days=1)) == 1
    assert "Close the survey" in capsys.readouterr().out


def test_token_keys_that_outlived_their_survey_are_named(home, capsys):
    (home / "token-keys").mkdir(mode=0o700)
    assert run("doctor") == 0
    (home / "token-keys" / "key").touch(mode=0o600)
    assert run("doctor") == 1
    assert "token-keys" in capsys.readouterr().out.replace("\n", "")


def test_a_database_that_writes_its_changes_down_in_order_is_named(home):
    with databases(home).responses() as session:
        connection = session.connection().connection.dbapi_connection
        connection.execute("ROLLBACK")
        connection.execute("PRAGMA journal_mode=WAL")
        assert [w.en for w in condition.faults(session, "responses")] == [
            "journal_mode is wal and should be delete. See SECURITY.md."
        ]


def test_tables_of_an_older_version_are_named(home):
    with databases(home).registry.begin() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num=1")
    assert run("doctor") == 1


def test_databases_that_have_no_tables_yet_are_named(monkeypatch, tmp_path, capsys):
    settled(monkeypatch, tmp_path)
    tmp_path.chmod(0o700)
    assert run("doctor") == 1
    told = capsys.readouterr().out
    assert told.count("The database has no tables. Start the service once") == 2


def test_databases_of_postgresql_that_have_no_tables_yet_are_named(
    monkeypatch, tmp_path, capsys
):
    settled(monkeypatch, tmp_path)
    tmp_path.chmod(0o700)
    with postgres.running() as server:
        for name, url in zip(
            ("REGISTRY_URL", "RESPONSES_URL"), server.new_databases(), strict=True
        ):
            monkeypatch.setenv(name, url)
        assert run("doctor") == 1
    told = capsys.readouterr().out
    assert told.count("The database has no tables. Start the service once") == 2


def test_a_backup_from_the_shell_comes_back_in_a_new_installation(
    home, tmp_path, capsys, monkeypatch
):
    with databases(home).registry.begin() as session:
        organisations.enter(session, [Organisation("Сургууль", "school", 30)])
    key = tmp_path / "backup.key"
    assert run("backup", "key", key) == 0
    recipient = key.read_text().split()[3]
    assert recipient.startswith("age1")
    assert run("upgrade", tmp_path / "kept", "--to", recipient) == 0
    kept = next((tmp_path / "kept").iterdir())
    assert run("backup", "make", tmp_path / "kept", "--to", recipient) == 0
    elsewhere = tmp_path / "elsewhere"
    settled(monkeypatch, elsewhere)
    assert run("restore", kept, "--key", key) == 0
    with databases(elsewhere).registry() as session:
        assert [body.name for body in organisations.organisations(session)] == [
            "Сургууль"
        ]
    capsys.readouterr()
    assert run("restore", kept, "--key", key) == 2
    assert "holds something already" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_keys_are_never_overwritten_and_others_open_nothing(tmp_path, capsys):
    key = tmp_path / "backup.key"
    assert run("backup", "key", key) == 0
    assert run("backup", "key", key) == 2
    assert run("backup", "make", tmp_path, "--to", "nonsense") == 2
    assert "age1" in capsys.readouterr().err


@pytest.mark.parametrize("side", ["registry", "responses"])
def test_each_of_two_institutions_looks_after_its_own_side(
    home, tmp_path, capsys, monkeypatch, side
):
    opened(home)
    other = {"registry": "responses", "responses": "registry"}[side]
    (home / f"{other}.db").unlink()
    faces = {"registry": "issuer", "responses": "collector"}[side]
    alone(monkeypatch, tmp_path, faces)
    key = tmp_path / "backup.key"
    assert run("backup", "key", key) == 0
    recipient = key.read_text().split()[3]
    kept = tmp_path / "kept"

    assert run("upgrade", kept, "--to", recipient) == 0
    late = run("doctor", today=TODAY + timedelta(days=1))
    assert late == 1
    assert "Close the survey" in capsys.readouterr().out
    assert [path.name for path in kept.iterdir()] == ["shudarga-open.age"]
    elsewhere = tmp_path / "elsewhere"
    settled(monkeypatch, elsewhere)
    assert run("restore", kept / "shudarga-open.age", "--key", key) == 2
    assert f"holds the {side}" in capsys.readouterr().err
    monkeypatch.setenv("SHUDARGA_FACES", faces)
    settled_home = tmp_path / "alone"
    monkeypatch.setenv("SHUDARGA_HOME", str(settled_home))
    assert run("restore", kept / "shudarga-open.age", "--key", key) == 0
    assert (settled_home / f"{side}.db").stat().st_size > 0
    assert not (settled_home / f"{other}.db").exists()


def test_a_clock_that_jumped_back_and_a_changed_log_are_named(home, capsys):
    both = databases(home)
    with both.registry.begin() as session:
        deed = audit.Deed("shell", datetime.combine(TODAY, time()) + timedelta(days=9))
        audit.record(session, deed, audit.Act.ACCOUNT_CREATED, "somebody")
    assert run("doctor") == 1
    assert "The clock says" in capsys.readouterr().out
    assert run("doctor", today=TODAY + timedelta(days=9)) == 0
    with both.registry.begin() as session:
        session.execute(text("UPDATE audit_head SET acts = 7"))
    assert run("doctor", today=TODAY + timedelta(days=9)) == 1
    assert "The log of acts was changed" in capsys.readouterr().out


def test_a_changed_list_of_scripts_is_named(home, capsys):
    path = home / "releases.json"
    releases.record(home, {"page.js": b"1"}, version="1", today=TODAY)
    path.chmod(0o600)
    for other in home.iterdir():
        other.chmod(0o600)
    assert run("doctor") == 0
    path.write_bytes(path.read_bytes().replace(b"page.js", b"evil.js"))
    assert run("doctor") == 1
    assert "The list of scripts was changed" in capsys.readouterr().out


def test_a_database_that_cannot_be_reached_is_told_with_what_to_look_at(
    home, capsys, monkeypatch
):
    monkeypatch.setenv("RESPONSES_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert home.is_dir()
    assert run("doctor") == 1
    told = capsys.readouterr().out
    assert "responses: The database cannot be used" in told
    assert "Өгөгдлийн санд холбогдож чадсангүй" in told


def test_backups_that_stopped_coming_are_named(home, tmp_path, capsys):
    kept = tmp_path / "kept"
    kept.mkdir()
    assert run("doctor", "--backups", kept) == 1
    key = tmp_path / "backup.key"
    run("backup", "key", key)
    run("backup", "make", kept, "--to", key.read_text().split()[3])
    assert run("doctor", "--backups", kept) == 0
    assert run("doctor", "--backups", kept, today=TODAY + timedelta(days=4)) == 1
    assert "No backup was made" in capsys.readouterr().out
    assert home.is_dir()


def test_backups_that_hold_what_was_destroyed_since_are_named(home, tmp_path, capsys):
    kept, key = tmp_path / "kept", tmp_path / "backup.key"
    run("backup", "key", key)
    make = ("backup", "make", kept, "--to", key.read_text().split()[3])
    run(*make, today=TODAY - timedelta(days=1))
    run(*make)
    copied = kept / "before-the-holidays.age"
    shutil.copy(kept / f"shudarga-{TODAY}.age", copied)
    assert run("doctor", "--backups", kept) == 0
    assert run("invitations", "forget") == 0
    capsys.readouterr()

    assert run("doctor", "--backups", kept) == 1
    assert capsys.readouterr().out.count("older than the last destruction") == 3
    run(*make)
    assert run("doctor", "--backups", kept) == 1
    assert str(copied) in capsys.readouterr().out
    copied.unlink()
    assert run("doctor", "--backups", kept) == 0
    assert [one.name for one in kept.glob("*.age")] == [f"shudarga-{TODAY}.age"]
    assert home.is_dir()


def test_a_survey_by_poster_behind_a_proxy_that_nobody_counted_is_named(
    home, capsys, monkeypatch
):
    with hall.hall(home):
        pass
    for path in home.iterdir():
        path.chmod(0o600)
    assert run("doctor") == 1
    assert "SHUDARGA_PROXIES" in capsys.readouterr().out
    monkeypatch.setenv("SHUDARGA_PROXIES", "1")
    assert run("doctor") == 0


def test_tables_of_another_version_are_not_used_and_not_touched(home, capsys):
    with databases(home).responses.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert run("survey", "status", "nothing") == 2
    told = capsys.readouterr().err
    assert "shudarga upgrade" in told
    assert "Хүснэгтийн хувилбар 0001" in told
    with databases(home).responses() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "0001"


def test_a_backup_that_fails_leaves_the_one_before_it_and_nothing_else(home, tmp_path):
    key, kept = tmp_path / "backup.key", tmp_path / "kept"
    run("backup", "key", key)
    recipient = key.read_text().split()[3]
    opened(home)
    run("backup", "make", kept, "--to", recipient)
    before = (kept / "shudarga-open.age").read_bytes()
    (home / "responses.db").write_bytes(b"damaged" * 9999)

    assert run("backup", "make", kept, "--to", recipient) == 2
    assert {p.name: p.read_bytes() for p in kept.iterdir()} == {
        "shudarga-open.age": before
    }
