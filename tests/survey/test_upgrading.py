"""An upgrade brings both sides up to date, or leaves everything as it was."""

import pytest

from survey import copying, database, opening, sealing, submission
from survey.database import connect
from survey.registry import surveys
from survey.tokens import age_files
from tests.support import staff, versions
from tests.support.versions import HALFWAY

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path):
    """Return an installation of this version in which somebody has answered."""
    folder = tmp_path / "home"
    databases = _opened(folder)
    database.migrate(databases)
    with databases.registry.begin() as one, databases.responses.begin() as two:
        surveys.draft(one, staff.draft())
        made = staff.documents(sealing.new_key())
        drawn = opening.open_survey(one, two, staff.NAME, made, today=staff.TODAY)
    with databases.responses.begin() as session:
        submission.submit(session, staff.codes(drawn)[0], {}, today=staff.TODAY)
    databases.dispose()
    folder.chmod(0o700)
    return folder


@pytest.fixture
def key(tmp_path):
    identity, recipient = age_files.new_identity()
    file = tmp_path / "backup.key"
    file.write_text(identity, "ascii")
    return file, recipient


def _opened(folder):
    return connect(
        registry_url=f"sqlite:///{folder}/registry.db",
        responses_url=f"sqlite:///{folder}/responses.db",
    )


def _content(folder):
    """Return everything in both databases, with the tables that there are."""
    found, databases = {}, _opened(folder)
    for name, factory in databases.opened.items():
        with factory() as session:
            metadata = copying.tables(session)
            found[name] = (
                copying.revision(session),
                sorted(metadata.tables),
                list(copying.batches(session, metadata)),
            )
    databases.dispose()
    return found


def test_an_upgrade_that_fails_on_one_side_leaves_both_as_they_were(
    home, key, tmp_path
):
    before = _content(home)
    newer = versions.later(tmp_path / "newer", home, responses=HALFWAY)

    done = newer.run("upgrade", tmp_path / "kept", "--to", key[1])

    assert done.returncode == 2
    assert "Хүснэгтийг шинэчилж чадсангүй" in done.stderr
    assert "The databases are as they were" in done.stderr
    assert "missing" in done.stderr
    assert _content(home) == before
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [
        "shudarga-open.age"
    ]
    assert versions.this(home).run("survey", "status", staff.NAME).returncode == 0


def test_an_upgrade_keeps_everything_and_each_version_knows_its_own_tables(
    home, key, tmp_path
):
    before = _content(home)
    older = versions.this(home)
    newer = versions.later(tmp_path / "newer", home)

    early = newer.run("survey", "status", staff.NAME)
    done = newer.run("upgrade", tmp_path / "kept", "--to", key[1])
    late = older.run("survey", "status", staff.NAME)

    assert early.returncode == 2
    assert "shudarga upgrade" in early.stderr
    assert done.returncode == 0, done.stderr
    assert late.returncode == 2
    assert newer.run("survey", "status", staff.NAME).returncode == 0
    for side, (revision, tables, rows) in _content(home).items():
        assert revision == "9999"
        assert set(tables) == {*before[side][1], "later"}
        assert rows == before[side][2]


def test_a_backup_of_an_older_version_comes_back_in_a_newer_one(home, key, tmp_path):
    before = _content(home)
    kept = tmp_path / "kept"
    versions.this(home).run("backup", "make", kept, "--to", key[1])
    newer = versions.later(tmp_path / "newer", tmp_path / "elsewhere")

    done = newer.run("restore", kept / "shudarga-open.age", "--key", key[0])

    assert done.returncode == 0, done.stderr
    for side, (revision, _, rows) in _content(tmp_path / "elsewhere").items():
        assert revision == "9999"
        assert rows == before[side][2]


def test_a_backup_of_a_newer_version_is_refused_by_an_older_one(home, key, tmp_path):
    kept = tmp_path / "kept"
    newer = versions.later(tmp_path / "newer", home)
    newer.run("upgrade", kept, "--to", key[1])
    newer.run("backup", "make", kept, "--to", key[1])

    done = versions.this(tmp_path / "elsewhere").run(
        "restore", kept / "shudarga-open.age", "--key", key[0]
    )

    assert done.returncode == 2
    assert "install the newer program" in done.stderr
