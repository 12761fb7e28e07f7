"""A folder of backups, and who may write and delete in it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from survey import backup_folder, backups, sealing
from survey.backups import BackupError, Place
from survey.campaign import installation
from survey.registry import audit
from survey.registry.audit import Act
from survey.tokens import age_files
from tests.support import staff

RECIPIENT = age_files.new_identity()[1]


def _back_up(site, folder):
    place = Place(site.databases, site.settings.home)
    return backup_folder.back_up(place, RECIPIENT, folder, today=staff.TODAY)


def test_a_new_installation_leaves_the_backup_of_an_open_survey(tmp_path):
    """Its nightly backup may come before anybody has restored."""
    folder = tmp_path / "kept"
    with installation(tmp_path / "first", today=staff.TODAY) as site:
        site.open(staff.draft(), staff.documents(sealing.new_key()))
        kept = _back_up(site, folder)
    assert kept.name == backups.WHILE_OPEN

    with (
        installation(tmp_path / "again", today=staff.TODAY) as empty,
        pytest.raises(BackupError, match="Restore that backup"),
    ):
        _back_up(empty, folder)

    assert [path.name for path in folder.glob("*.age*")] == [kept.name]


def test_a_new_installation_is_backed_up_night_after_night(tmp_path):
    with installation(tmp_path / "home", today=staff.TODAY) as empty:
        made = [_back_up(empty, tmp_path / "kept") for _ in range(2)]

    assert made[1].exists()


def test_a_deletion_counts_though_the_clock_was_ahead_at_the_one_before(tmp_path):
    with installation(tmp_path / "home", today=staff.TODAY) as site:
        said = []
        for moment in (datetime(2030, 1, 1), datetime(2026, 8, 1)):  # noqa: DTZ001
            with site.databases.registry.begin() as session:
                deed = audit.Deed("officer", moment)
                audit.record(session, deed, Act.PEOPLE_FORGOTTEN)
            said.append(backup_folder.destroyed(site.databases))

    assert said[0] != said[1]


def test_two_backups_into_one_folder_take_turns(tmp_path, monkeypatch):
    writing, together = [], []

    def back_up(*_arguments, today):
        writing.append(today)
        together.append(len(writing))
        time.sleep(0.2)
        writing.pop()
        return tmp_path / "kept" / "shudarga-2026-01-01.age"

    monkeypatch.setattr(backups, "back_up", back_up)
    with (
        installation(tmp_path / "home", today=staff.TODAY) as site,
        ThreadPoolExecutor(3) as nights,
    ):
        list(nights.map(lambda _: _back_up(site, tmp_path / "kept"), range(3)))

    assert together == [1, 1, 1]
