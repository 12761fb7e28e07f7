"""The server is stopped and its workers die: whoever was being answered is answered."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import urllib3

from survey import sealing, serving
from survey.campaign import installation
from survey.database import reading
from survey.respondent import Visit
from survey.responses import store
from tests.support import staff

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path):
    with installation(tmp_path / "home", today=staff.TODAY, sample=True) as found:
        yield found


@pytest.fixture
def codes(site):
    opened = site.open(staff.draft((20,)), staff.documents(sealing.new_key()))
    return staff.codes(opened)


def started(site, workers):
    address = serving.Address(port=serving.free_port())
    process = serving.start(site.environ, address, workers=workers)
    serving.wait_until_ready(address)
    return process, address


def answer(address, code):
    with urllib3.PoolManager(retries=False, timeout=20.0) as pool:
        return Visit(pool, address.url, "mn").answer(code, {})


def kept(site):
    with reading(site.databases.responses) as session:
        return [r.leaf.hex() for r in store.sealed_responses(session, staff.NAME)]


def children(process):
    task = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return {int(pid) for pid in task.read_text().split()}


def test_a_request_that_is_being_answered_when_we_are_told_to_stop_is_answered(
    site, codes
):
    process, address = started(site, 2)
    other = sqlite3.connect(
        site.settings.home / "responses.db", isolation_level=None, timeout=10
    )
    with ThreadPoolExecutor(1) as pool:
        other.execute("BEGIN IMMEDIATE")
        sent = pool.submit(answer, address, codes[0])
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        time.sleep(1.5)
        assert not sent.done()
        assert process.poll() is None
        other.execute("ROLLBACK")
        receipt = sent.result(timeout=20)
    other.close()

    assert process.wait(timeout=25) == 0
    assert kept(site) == [receipt]


def test_a_site_that_is_told_to_stop_while_it_starts_stops(site):
    address = serving.Address(port=serving.free_port())
    for _ in range(3):
        process = serving.start(site.environ, address, workers=2)
        while len(children(process)) < 2:
            time.sleep(0.005)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        # A worker that missed the signal would be killed after twenty seconds.
        assert process.wait(timeout=15) == 0


def test_a_worker_that_is_killed_is_replaced_and_the_others_go_on(site, codes):
    process, address = started(site, 2)
    receipts = [answer(address, code) for code in codes[:5]]
    before = children(process)
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while len(children(process) - {victim}) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    receipts += [answer(address, code) for code in codes[5:10]]
    after = children(process)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=25)

    assert victim not in after
    assert len(after) == 2
    assert sorted(receipts) == kept(site)


def test_a_site_writes_nothing_about_those_who_come(site, codes, tmp_path):
    address, told = serving.Address(port=serving.free_port()), tmp_path / "told"
    options = ["--host", address.host, "--port", str(address.port), "--workers", "1"]
    with told.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603 our own command with our own words
            [sys.executable, "-m", "survey.cli", "serve", *options],
            env={**os.environ, **site.environ, "SHUDARGA_BASE_URL": address.url},
            stdout=file,
            stderr=file,
        )
        serving.wait_until_ready(address)
        answer(address, codes[0])
        with urllib3.PoolManager(retries=False) as pool:
            for path in ("/mn/", f"/mn/answer?code={codes[1]}", "/nothing", "/readyz"):
                pool.request("GET", address.url + path)
        with socket.create_connection((address.host, address.port)) as line:
            line.sendall(b"nonsense\r\n\r\n")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=25)

    assert len(kept(site)) == 1
    words = told.read_text("utf-8")
    assert not [
        said
        for said in (codes[0], codes[1], "GET", "/mn/", "nonsense")
        if said in words
    ]
    assert address.host not in words
