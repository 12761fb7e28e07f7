"""A backup brings back both databases as they were, and tells nobody else anything."""

import io
import tarfile
from datetime import UTC, date, datetime

import pyrage
import pytest

from survey import (
    backups,
    copying,
    database,
    evidence_files,
    opening,
    private_files,
    releases,
    retention,
    sealing,
    submission,
    witness,
)
from survey.accounts import keys
from survey.backups import BackupError, Place
from survey.copying import NotEmptyError
from survey.registry import organisations, surveys
from survey.registry.audit import Head
from survey.registry.organisations import Organisation
from survey.tokens import age_files
from survey.tokens.age_files import BackupKeyError, WrongBackupKeyError
from tests.support import staff
from tests.support.databases import both_kinds

TODAY = date(2026, 8, 1)
# What the parts of an installation write by themselves, and cannot make anew.
KEPT = (
    "audit-witness.txt",
    "console-secrets.json",
    "release.key",
    "release.key.next",
    "releases.json",
)
FOLDERS = ("certificates", "evidence")
# What commands write where somebody stands, and people copy beside it.
BY_HAND = (
    "iaac.key",
    "people.csv",
    "evidence.zip",
    "slips/invitations-001.xlsx",
    "slips/batches.csv",
    "report/report.pdf",
)
BODIES = (
    Organisation("Ерөнхий газар", "school", 30, parent="Дүүрэг"),
    Organisation("Дүүрэг", "governor", 50),
)


@pytest.fixture
def key():
    return age_files.new_identity()


@pytest.fixture
def place(databases, tmp_path):
    """Return an installation with an open survey, two bodies and some files."""
    home = tmp_path / "home"
    for name in (*BY_HAND, "token-keys/file", "outgoing/file"):
        private_files.write(home / name, name.encode())
    write_own_files(home)
    with databases.registry.begin() as session:
        organisations.enter(session, BODIES)
        surveys.draft(session, staff.draft())
    with databases.registry.begin() as one, databases.responses.begin() as two:
        made = staff.documents(sealing.new_key())
        drawn = opening.open_survey(one, two, staff.NAME, made, today=staff.TODAY)
    with databases.responses.begin() as session:
        code = staff.codes(drawn)[0]
        submission.submit(session, code, {}, today=staff.TODAY)
    return Place(databases, home)


@pytest.fixture
def elsewhere(tmp_path):
    """Return an installation without anything in it."""
    home = tmp_path / "elsewhere"
    made = database.connect(
        registry_url=f"sqlite:///{home}/registry.db",
        responses_url=f"sqlite:///{home}/responses.db",
    )
    database.migrate(made)
    yield Place(made, home)
    made.dispose()


def write_own_files(home):
    """Let the parts of an installation write every file that they keep."""
    keys.read(home)
    releases.record(home, {"app.js": b"x"}, version="1", today=TODAY)
    (home / releases.NEXT).write_bytes((home / releases.KEY).read_bytes())
    witness.note(home / witness.FILE, Head(1, bytes(32)), datetime.now(UTC))
    private_files.write(home / retention.FOLDER / "destroyed-staff.json", b"{}")
    evidence_files.keep(home, "act.pdf", b"%PDF-act")


def own_files(home):
    """Return the names and contents of what an installation keeps by itself."""
    inside = [path for name in FOLDERS for path in (home / name).iterdir()]
    found = [*(home / name for name in KEPT), *inside]
    return {str(path.relative_to(home)): path.read_bytes() for path in found}


def content(place):
    """Return everything that both databases hold."""
    found = {}
    for name in ("registry", "responses"):
        with getattr(place.databases, name)() as session:
            metadata = copying.tables(session)
            found[name] = list(copying.batches(session, metadata))
    return found


@both_kinds
def test_a_backup_restores_both_databases_to_the_last_byte(
    place, elsewhere, key, tmp_path
):
    identity, recipient = key
    file = backups.back_up(place, recipient, tmp_path / "kept", today=TODAY)
    backups.restore(file, identity, elsewhere)
    assert content(elsewhere) == content(place)
    assert {name for name, _ in content(place)["responses"]} >= {"board", "slip"}
    assert own_files(elsewhere.home) == own_files(place.home)
    assert len(own_files(place.home)) == len(KEPT) + 2


@both_kinds
def test_a_restored_registry_goes_on_numbering(place, elsewhere, key, tmp_path):
    identity, recipient = key
    file = backups.back_up(place, recipient, tmp_path / "kept", today=TODAY)
    backups.restore(file, identity, elsewhere)
    with elsewhere.databases.registry.begin() as session:
        organisations.enter(session, [Organisation("Шинэ", "school", 25)])
        assert len(organisations.organisations(session)) == 3


def test_a_backup_holds_no_token_key_no_letter_and_nothing_that_can_be_read(
    place, key, tmp_path
):
    identity, recipient = key
    file = backups.back_up(place, recipient, tmp_path / "kept", today=TODAY)
    written = file.read_bytes()
    assert "Дүүрэг".encode() not in written
    plain = io.BytesIO(
        pyrage.decrypt(written, [pyrage.x25519.Identity.from_str(identity)])
    )
    with tarfile.open(fileobj=plain) as archive:
        names = archive.getnames()
    in_home = {name.removeprefix("home/") for name in names if name[:5] == "home/"}
    assert in_home == own_files(place.home).keys()
    assert file.stat().st_mode & 0o077 == 0


def test_while_a_survey_is_open_there_is_one_backup(place, key, tmp_path):
    _, recipient = key
    kept = tmp_path / "kept"
    first = backups.back_up(place, recipient, kept, today=TODAY).read_bytes()
    second = backups.back_up(place, recipient, kept, today=date(2026, 8, 2))
    assert [path.name for path in kept.iterdir()] == [backups.WHILE_OPEN]
    assert second.read_bytes() != first


def test_another_key_a_cut_or_a_changed_file_restores_nothing(
    place, elsewhere, key, tmp_path
):
    identity, recipient = key
    file = backups.back_up(place, recipient, tmp_path / "kept", today=TODAY)
    whole = file.read_bytes()
    with pytest.raises(WrongBackupKeyError):
        backups.restore(file, age_files.new_identity()[0], elsewhere)
    for damaged in (whole[:-1], whole[: len(whole) // 2], whole[:-9] + b"x" * 9, b""):
        file.write_bytes(damaged)
        with pytest.raises((WrongBackupKeyError, BackupError)):
            backups.restore(file, identity, elsewhere)
    assert content(elsewhere)["responses"] == []


def test_nothing_is_restored_over_what_is_there(place, key, tmp_path):
    identity, recipient = key
    file = backups.back_up(place, recipient, tmp_path / "kept", today=TODAY)
    before = content(place)
    with pytest.raises(NotEmptyError):
        backups.restore(file, identity, place)
    assert content(place) == before


def test_a_file_outside_the_folder_is_not_written(elsewhere, key, tmp_path):
    identity, recipient = key
    with elsewhere.databases.registry() as one, elsewhere.databases.responses() as two:
        heads = {"registry": copying.revision(one), "responses": copying.revision(two)}
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        backups.add(
            archive, "backup.json", {"format": backups.FORMAT, "revisions": heads}
        )
        backups.add(archive, "home/../../outside", [])
    plain.seek(0)
    file = tmp_path / "evil.age"
    with file.open("wb") as target:
        age_files.encrypt(plain, target, recipient)
    with pytest.raises(BackupError):
        backups.restore(file, identity, elsewhere)
    assert not (tmp_path / "outside").exists()


def test_with_a_wrong_public_key_nothing_is_written(place, tmp_path):
    with pytest.raises(BackupKeyError):
        backups.back_up(place, "age1wrong", tmp_path / "kept", today=TODAY)
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1", "hello\n"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BackupKeyError):
        age_files.check_recipient(text)
    with pytest.raises(BackupKeyError):
        age_files.decrypt(io.BytesIO(), io.BytesIO(), text)
