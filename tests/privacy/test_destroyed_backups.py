"""After answers are destroyed and the next backup is made, none of it opens to them."""

import base64
import io
import tarfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from survey import backup_folder, backups, retention, sealing, submission
from survey.backups import Place
from survey.campaign import installation
from survey.database import Databases, reading
from survey.responses import store
from survey.tokens import age_files
from survey.tokens.age_files import WrongBackupKeyError
from tests.support import staff

KEY = sealing.new_key()
LATER = staff.TODAY + timedelta(days=31)
NIGHTS = [staff.TODAY + timedelta(days=n) for n in range(1, 4)]
NOTHING = {(0, 0, 0, "", "")}
IDENTITY, RECIPIENT = age_files.new_identity()


class Attic:
    """A published survey, the folder of its backups, and somebody with all keys."""

    def __init__(self, site, folder, sides):
        self.site, self.folder = site, folder
        opened = {side: site.databases.opened[side] for side in sides}
        self.place = Place(Databases(opened), site.settings.home)
        with reading(site.databases.responses) as session:
            kept = store.sealed_responses(session, staff.NAME)
        # What is sealed is written as base64, three bytes as four letters.
        self.answers = [base64.b64encode(one.sealed[:48]) for one in kept]
        assert len(self.answers) == 12

    def back_up(self, today):
        return backup_folder.back_up(self.place, RECIPIENT, self.folder, today=today)

    def destroy(self):
        retention.destroy(
            self.site.databases,
            staff.NAME,
            self.folder.parent / "certificate.json",
            today=LATER,
            note=lambda *_: None,
        )

    def telling(self):
        """Return the names of all files that open to an answer, even in part."""
        files = [path for path in self.folder.iterdir() if path.is_file()]
        return {path.name for path in files if self._tells(path)}

    def _tells(self, path):
        plain = io.BytesIO()
        with path.open("rb") as file, suppress(WrongBackupKeyError):
            age_files.decrypt(file, plain, IDENTITY)
        return any(answer in plain.getvalue() for answer in self.answers)


@pytest.fixture(
    params=[
        ("registry", "responses"),
        pytest.param(("responses",), marks=pytest.mark.slow),
    ]
)
def attic(tmp_path, request):
    with installation(tmp_path / "home", today=staff.TODAY) as site:
        opened = site.open(staff.draft((20,)), staff.documents(KEY))
        for code in staff.codes(opened)[:12]:
            with site.databases.responses.begin() as session:
                submission.submit(session, code, {}, today=staff.TODAY)
        site.close(staff.NAME)
        site.tally(staff.NAME, (KEY,))
        site.publish(staff.NAME)
        yield Attic(site, tmp_path / "attic", request.param)


def _fill(attic):
    """Make a backup each night, of which one was killed before its end."""
    made = [attic.back_up(night) for night in NIGHTS]
    cut = attic.folder / "shudarga-2026-01-01.age.unfinished"
    cut.write_bytes(made[0].read_bytes()[:-100])
    names = {path.name for path in (*made, cut)}
    assert attic.telling() == names
    return names


def test_the_first_backup_after_a_destruction_takes_the_place_of_all(attic):
    names = _fill(attic)

    attic.destroy()
    gone = backup_folder.destroyed(attic.place.databases)
    outlived = backup_folder.outlived(attic.folder, gone)
    assert {path.name for path in outlived} == names
    new = attic.back_up(LATER)

    assert attic.telling() == set()
    assert {path.name for path in attic.folder.iterdir()} == {
        new.name,
        backup_folder.NOTE,
    }
    assert backup_folder.outlived(attic.folder, gone) == []


def test_a_destruction_while_another_survey_is_open_leaves_no_older_backup(attic):
    _fill(attic)
    attic.destroy()
    attic.site.open(replace(staff.draft(), name="another"), staff.documents(KEY))

    new = attic.back_up(LATER)

    assert new.name == backups.WHILE_OPEN
    assert attic.telling() == set()
    assert [path.name for path in attic.folder.glob("*.age*")] == [new.name]


def test_a_destruction_that_a_restored_backup_undid_counts_again(attic):
    """The note of the folder says what holds now, not what was so once."""
    attic.folder.mkdir()
    note = attic.folder / backup_folder.NOTE
    note.write_text(f'{{"destroyed": ["{staff.NAME}"], "since": 1}}', "utf-8")
    _fill(attic)

    attic.destroy()
    attic.back_up(LATER)

    assert attic.telling() == set()


def test_some_nights_are_kept_for_mishaps_and_no_more(attic):
    nights = [staff.TODAY + timedelta(days=n) for n in range(1, backup_folder.MOST + 4)]
    made = [attic.back_up(night).name for night in nights]

    kept = sorted(path.name for path in attic.folder.iterdir())
    assert kept == made[-backup_folder.MOST :]


def test_a_backup_tells_no_time_of_a_file(attic):
    """Only what it is called: when a file was written last says when somebody came."""
    witness = attic.place.home / "audit-witness.txt"
    witness.write_text("", "utf-8")
    plain = io.BytesIO()
    with attic.back_up(NIGHTS[0]).open("rb") as file:
        age_files.decrypt(file, plain, IDENTITY)
    plain.seek(0)
    with tarfile.open(fileobj=plain) as archive:
        entries = archive.getmembers()

    assert f"home/{witness.name}" in {entry.name for entry in entries}
    assert {(e.mtime, e.uid, e.gid, e.uname, e.gname) for e in entries} == NOTHING
