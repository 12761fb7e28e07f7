"""Attack 10: the server is killed while answers arrive."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3

from survey import sealing, serving
from survey.campaign import installation
from survey.database import reading
from survey.respondent import NotAcceptedError, Visit
from survey.responses import store
from tests.support import staff

PEOPLE = 500
THREADS = 8


@pytest.fixture
def site(tmp_path):
    with installation(tmp_path, today=staff.TODAY, sample=True) as found:
        yield found


def _server(site, port):
    process = serving.start(site.environ, serving.Address(port=port))
    serving.wait_until_ready(serving.Address(port=port))
    return process


def _kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _send(base_url, codes, receipts):
    """Send one answer per code; note the receipt of each one acknowledged."""
    pool = urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=10.0)
    visit = Visit(pool, base_url, "mn")

    def answer(code):
        try:
            receipts[code] = visit.answer(code, {})
        except (NotAcceptedError, urllib3.exceptions.HTTPError):
            return

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(answer, codes))
    pool.clear()


def test_every_acknowledged_answer_is_tallied_once_whatever_is_killed(site):
    key = sealing.new_key()
    opened = site.open(staff.draft((PEOPLE,)), staff.documents(key))
    codes = staff.codes(opened)
    address = serving.Address(port=serving.free_port())
    receipts = {}
    process = _server(site, address.port)

    sender = threading.Thread(target=_send, args=(address.url, codes, receipts))
    sender.start()
    while len(receipts) < PEOPLE // 5 and sender.is_alive():
        time.sleep(0.01)
    _kill(process)
    sender.join()
    before = len(receipts)
    assert PEOPLE // 5 <= before < PEOPLE, "the kill did not come in the middle"

    process = _server(site, address.port)
    _send(address.url, [code for code in codes if code not in receipts], receipts)
    _kill(process)

    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        kept = [r.leaf.hex() for r in store.sealed_responses(session, staff.NAME)]
    assert len(set(kept)) == len(kept)
    assert set(receipts.values()) <= set(kept)
    assert len(set(receipts.values())) == len(receipts)
    assert len(kept) == PEOPLE
    assert site.tally(staff.NAME, (key,)).value.answers == PEOPLE
