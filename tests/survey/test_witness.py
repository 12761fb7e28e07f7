"""Digests of the audit log that are noted outside its database."""

import stat
from datetime import datetime

import pytest

from survey import tasks, witness
from survey.cli import main
from survey.config import Settings
from survey.registry import audit
from survey.registry.audit import START, Act, Deed, Head
from survey.tasks import Shop
from survey.witness import WitnessError
from tests.support.tampering import cut

NOON = datetime(2026, 8, 1, 4)  # noqa: DTZ001 the log keeps universal time


def _record(databases, number):
    for _ in range(number):
        with databases.registry.begin() as session:
            audit.record(session, Deed("officer@example.mn", NOON), Act.SIGNED_IN)


@pytest.fixture
def installed(databases, tmp_path, monkeypatch):
    """Let the command work on the databases of the test."""
    for side in ("registry", "responses"):
        url = getattr(databases, side).kw["bind"].url
        address = url.render_as_string(hide_password=False)
        monkeypatch.setenv(f"{side.upper()}_URL", address)
    monkeypatch.setenv("SHUDARGA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / witness.FILE


def test_heads_are_noted_once_each_in_a_file_of_their_owner(tmp_path):
    file = tmp_path / "home" / witness.FILE
    first, second = Head(3, b"x" * 32), Head(5, b"y" * 32)
    assert witness.heads(file) == []

    for head in (first, first, second):
        witness.note(file, head, NOON)

    assert witness.heads(file) == [first, second]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("line", ["x", "2026-08-01 three 00", "2026-08-01 3 zz"])
def test_a_damaged_file_is_named_and_not_believed(tmp_path, line):
    file = tmp_path / witness.FILE
    file.write_text(line, encoding="utf-8")

    with pytest.raises(WitnessError):
        witness.heads(file)


def test_the_command_carries_two_witnesses_on_and_finds_a_cut(
    databases, installed, tmp_path, capsys
):
    elsewhere = tmp_path / "usb" / "digests.txt"
    _record(databases, 3)
    assert main(["audit", "verify", "--witness", str(elsewhere)]) == 0
    assert witness.heads(installed) == witness.heads(elsewhere)
    cut(databases, 1)

    assert main(["audit", "verify"]) != 0
    assert "from line 2 on" in capsys.readouterr().err
    installed.unlink()
    assert main(["audit", "verify"]) == 0, "who removes the witness is not found by it"
    assert main(["audit", "verify", "--witness", str(elsewhere)]) != 0


def test_the_worker_bears_witness(databases, tmp_path):
    faces = frozenset({"console"})
    settings = Settings(tmp_path, "", "", "http://localhost", faces, sample=False)
    shop = Shop(databases, settings, lambda: NOON)
    tasks.bear_witness(shop)
    _record(databases, 2)

    tasks.bear_witness(shop)

    empty, full = witness.heads(tmp_path / witness.FILE)
    assert empty == Head(0, START)
    with databases.registry() as session:
        assert full == audit.verify(session, seen=[empty])
