"""Attack 10: what was acknowledged is on the disk, whatever happens next."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from survey import database
from survey.responses import store

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tests.privacy.writing"]


@contextmanager
def _writer(folder, number, *before):
    process = subprocess.Popen(  # noqa: S603 our own script
        [*before, *COMMAND, str(folder), str(number)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process


def _traced(folder, number):
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    log = folder / "strace.log"
    calls = "trace=openat,write,pwrite64,fsync,fdatasync,ftruncate"
    with _writer(folder, number, strace, "-f", "-y", "-e", calls, "-o", log) as process:
        lines = process.stdout.read().split("\n")
    if process.returncode:
        pytest.skip("strace may not trace processes here")
    assert sum(line.startswith("KEPT") for line in lines) == number
    return log.read_text()


def test_every_answer_is_synced_to_the_disk_before_it_is_acknowledged(tmp_path):
    log = _traced(tmp_path, 5)

    _, *written = re.split(r'write\(1<.*?"(?:OPENED|KEPT)', log)[:-1]

    assert len(written) == 5
    for piece in written:
        lines = piece.splitlines()
        last_write = _last(lines, r"pwrite64\(\d+<[^>]*responses\.db>")
        synced = _last(lines, r"f(data)?sync\(\d+<[^>]*responses\.db>")
        ended = _last(lines, r"ftruncate\(\d+<[^>]*responses\.db-journal>, 0\)")
        kept = _last(lines, r"f(data)?sync\(\d+<[^>]*responses\.db-journal>")
        assert 0 <= last_write < synced < ended < kept


def _last(lines, pattern):
    return max(
        (n for n, line in enumerate(lines) if re.search(pattern, line)), default=-1
    )


def test_an_answer_touches_no_other_file(tmp_path):
    log = _traced(tmp_path, 3)
    opened = log.partition("OPENED")[2]

    written = set(re.findall(r"pwrite64\(\d+<([^>]*)>", opened))

    names = {Path(path).name for path in written}
    assert names == {"responses.db", "responses.db-journal"}


@pytest.mark.parametrize("kept", [pytest.param(1, marks=pytest.mark.slow), 15])
def test_every_acknowledged_answer_survives_being_killed(tmp_path, kept):
    leaves = []
    with _writer(tmp_path, 400) as process:
        for line in process.stdout:
            if line.startswith("KEPT"):
                leaves.append(bytes.fromhex(line.split()[1]))
            if len(leaves) == kept:
                process.kill()
                break
        rest = process.stdout.read()
    leaves += [bytes.fromhex(leaf) for leaf in re.findall(r"KEPT (\w{64})\n", rest)]

    opened = database.connect(
        registry_url=f"sqlite:///{tmp_path}/registry.db",
        responses_url=f"sqlite:///{tmp_path}/responses.db",
    )
    with opened.responses.begin() as session:
        stored = [r.leaf for r in store.sealed_responses(session, "staff-2026")]
    opened.dispose()

    assert set(leaves) <= set(stored)
    assert len(leaves) <= len(stored) <= len(leaves) + 1
    assert len(set(stored)) == len(stored)
