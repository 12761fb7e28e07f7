"""From the shell: what is wrong is said, and what was backed up comes back."""

from datetime import timedelta

import pytest

from survey import cli, condition, database, opening, sealing
from survey.database import connect
from survey.registry import organisations, surveys
from survey.registry.organisations import Organisation
from tests.support import staff

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
