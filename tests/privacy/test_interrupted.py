"""Acts on a whole survey are killed in their middle, and done again to their end."""

import json
import signal
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from survey import halfway, publishing, sealing, submission
from survey.campaign import installation
from survey.database import reading
from survey.registry import surveys
from survey.responses import bulletins, store
from survey.tokens import age_files, key_files
from survey.verification import verify
from tests.support import staff, versions

pytestmark = pytest.mark.slow

ANSWERS = 12
DAY = timedelta(days=1)
PASSPHRASE = "a passphrase long enough"


class Life:
    """A survey whose days are over, with answers, and the commands that end it."""

    def __init__(self, folder):
        self.home, self.key = folder / "home", folder / "holder.key"
        began = staff.TODAY - 9 * DAY
        key = sealing.new_key()
        self.public = sealing.public_bytes(key).hex()
        self.key.write_bytes(key_files.protect(key, PASSPHRASE))
        with installation(self.home, today=began, sample=True) as site:
            draft = staff.draft((20,), opens=began, closes=began + DAY)
            over = replace(draft, keep_until=began + 2 * DAY)
            opened = site.open(over, staff.documents(key))
            for code in staff.codes(opened)[:ANSWERS]:
                with site.databases.responses.begin() as session:
                    submission.submit(session, code, {}, today=began)
        self.program = versions.this(
            self.home, SHUDARGA_PASSPHRASE=PASSPHRASE, SHUDARGA_SAMPLE="1"
        )

    def site(self):
        return installation(self.home, today=staff.TODAY, sample=True)

    def state(self):
        with self.site() as site, reading(site.databases.registry) as session:
            return surveys.find(session, staff.NAME).state.value

    def kept(self):
        with self.site() as site, reading(site.databases.responses) as session:
            return [r.leaf for r in store.sealed_responses(session, staff.NAME)]

    def writing(self, side):
        """Return the condition that a transaction of one side is being written."""
        return lambda: _size(self.home / f"{side}.db-journal") > 0

    def killed(self, moment, *words):
        """Start a command, kill it at a moment; say whether it was caught."""
        process = self.program.start(*words)
        deadline = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < deadline:
            if moment():
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.0005)
        return process.wait() == -signal.SIGKILL

    def ended(self, *words):
        """Do a command to its end."""
        done = self.program.run(*words)
        assert done.returncode == 0, done.stderr


def _size(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@pytest.fixture
def life(tmp_path):
    return Life(tmp_path)


@pytest.mark.parametrize("side", ["responses", "registry"])
def test_a_closing_that_was_killed_is_done_again_and_publishes_one_board(life, side):
    before = life.kept()
    caught = life.killed(life.writing(side), "survey", "close", staff.NAME)
    if life.state() == "open":
        life.ended("survey", "close", staff.NAME)

    assert caught
    assert life.state() == "closed"
    assert life.kept() == before
    with life.site() as site, reading(site.databases.responses) as session:
        public = bulletins.find(session, staff.NAME)
    assert not verify(public.bulletin, public.manifest).kinds


@pytest.mark.parametrize("side", ["responses", "registry"])
def test_an_opening_that_was_killed_is_done_again_and_takes_answers(tmp_path, side):
    life, out = Life(tmp_path), tmp_path / "again"
    public = tmp_path / "holder.public"
    public.write_text(life.public, "ascii")
    with life.site() as site, site.databases.registry.begin() as session:
        surveys.draft(session, replace(staff.draft((20,)), name="second"))
    words = ("survey", "open", "--questionnaire", "internal_integrity")
    words += "--key", public

    caught = life.killed(life.writing(side), *words, "--out", tmp_path, "second")
    life.ended(*words, "--out", out, "second")

    assert caught
    with life.site() as site:
        assert list(halfway.faults(site.databases)) == []
        with reading(site.databases.responses) as session:
            taking = submission.open_surveys(session, today=staff.TODAY)
    assert [manifest.survey for manifest in taking] == ["second"]


@pytest.mark.parametrize(
    "moment", ["reading", "writing reports", "keeping the release"]
)
def test_a_tally_that_was_killed_is_done_again_with_the_same_figures(
    life, tmp_path, moment
):
    life.ended("survey", "close", staff.NAME)
    out = tmp_path / "out"
    begun = time.monotonic()
    moments = {
        "reading": lambda: time.monotonic() - begun > 1.5,
        "writing reports": lambda: out.is_dir() and any(out.iterdir()),
        "keeping the release": life.writing("registry"),
    }
    words = ("survey", "tally", "--key", life.key, "--out", out, staff.NAME)

    caught = life.killed(moments[moment], *words)
    if life.state() == "closed":
        life.ended(*words)

    assert caught
    assert life.state() == "tallied"
    with life.site() as site, reading(site.databases.registry) as session:
        assert publishing.counted(session, staff.NAME).value.answers == ANSWERS


@pytest.mark.parametrize("moment", ["certificate", "answers", "between"])
def test_a_destruction_that_was_killed_is_ended_with_its_certificate(
    life, tmp_path, moment
):
    out, certificate = tmp_path / "out", tmp_path / "destroyed.json"
    life.ended("survey", "close", staff.NAME)
    life.ended("survey", "tally", "--key", life.key, "--out", out, staff.NAME)
    life.ended("survey", "publish", staff.NAME)
    words = ("survey", "purge", "--certificate", certificate, staff.NAME)
    draft = tmp_path / "destroyed.json.part"
    gone = [life.writing("responses"), False]

    def between():
        gone[1] = gone[1] or (draft.is_file() and gone[0]())
        return gone[1] and not gone[0]()

    moments = {"certificate": draft.is_file, "answers": life.writing("responses")}
    life.killed(moments.get(moment, between), *words)
    assert not certificate.exists()

    life.ended(*words)

    told = json.loads(certificate.read_bytes())
    assert told["answers"] == ANSWERS
    assert life.state() == "purged"
    assert [path.name for path in tmp_path.glob("destroyed*")] == ["destroyed.json"]


def test_a_backup_and_a_restore_that_were_killed_are_done_again(life, tmp_path):
    identity, recipient = age_files.new_identity()
    key, folder = tmp_path / "backup.key", tmp_path / "kept"
    key.write_text(identity, "ascii")
    make = ("backup", "make", folder, "--to", recipient)
    life.ended(*make)
    (kept,) = folder.iterdir()
    first = kept.read_bytes()
    caught = life.killed(lambda: _size(Path(f"{kept}.unfinished")) > 0, *make)
    assert caught
    assert kept.read_bytes() == first
    life.ended(*make)
    before = life.kept()

    elsewhere = tmp_path / "elsewhere"
    life.program.environ["SHUDARGA_HOME"] = str(elsewhere)
    back = ("restore", kept, "--key", key)
    filled = [
        life.killed(lambda n=name: _size(elsewhere / f"{n}.db-journal") > 0, *back)
        for name in ("registry", "responses")
    ]
    life.ended(*back)

    assert all(filled)
    life.home = elsewhere
    assert life.kept() == before
