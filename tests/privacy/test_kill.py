"""Attack 10: the server is killed while answers arrive, in every way that they come."""

import os
import secrets
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3

from survey import sealing, serving
from survey.campaign import installation
from survey.database import reading
from survey.invited import InvitedVisit
from survey.manifest import BLIND
from survey.respondent import NotAcceptedError, Visit
from survey.responses import store
from survey.spelling import packed
from tests.support import invited, staff

THREADS = 8
KILLED_AT = (0.2, 0.6)


class ByForm:
    """A card without scripts: the server locks the answer."""

    def __init__(self, pool, url, _opened):
        self.visit = Visit(pool, url, "mn")

    def send(self, code):
        return self.visit.answer(code, {})


class BySealedCard:
    """A card whose answer the browser sealed, and sends again as it is."""

    def __init__(self, pool, url, opened):
        self.pool, self.address = pool, f"{url}/answers"
        [group] = opened.manifest.groups
        self.leaves, self.bodies = {}, {}
        for code in staff.codes(opened):
            sealed = _sealed(opened.manifest, group.key_id)
            nonce = secrets.token_bytes(32)
            self.leaves[code] = sealing.leaf(group.key_id, nonce, sealed).hex()
            self.bodies[code] = {
                "code": code,
                "key_id": group.key_id.hex(),
                "nonce": nonce.hex(),
                "sealed": packed(sealed),
            }

    def send(self, code):
        reply = self.pool.request("POST", self.address, json=self.bodies[code])
        # A card is told only once that its answer is kept; then that it is counted.
        if reply.status not in {200, 409}:
            raise NotAcceptedError(str(reply.status))
        assert reply.status == 409 or reply.json()["leaf"] == self.leaves[code]
        return self.leaves[code]


class ByToken:
    """A blind token and the one answer that it is spent on."""

    def __init__(self, pool, url, opened):
        self.visit = InvitedVisit(pool, url)
        self.collected = {}
        self.sealed = {
            code: _sealed(opened.manifest, invited.group(opened).key_id)
            for code in invited.codes(opened)
        }
        self.pool, self.address = pool, f"{url}/answers"

    def collect(self, codes):
        self.collected = {code: self.visit.collect(code).collected for code in codes}

    def send(self, code):
        held, sealed = self.collected[code], self.sealed[code]
        body = {
            "key_id": held.key_id.hex(),
            "prepared": packed(held.token.prepared),
            "signature": packed(held.token.signature),
            "answer_signature": packed(held.sign(sealed)),
            "sealed": packed(sealed),
        }
        reply = self.pool.request("POST", self.address, json=body)
        if reply.status != 200:
            raise NotAcceptedError(str(reply.status))
        return reply.json()["leaf"]


def _sealed(manifest, key_id):
    info = sealing.answer_info(manifest.digest, key_id)
    keys, bucket = manifest.sealing_keys, manifest.bucket
    return sealing.seal(b"{}", keys, info=info, bucket=bucket)


@pytest.fixture
def site(tmp_path, installed_in):
    urls = installed_in(tmp_path)
    with installation(tmp_path, today=staff.TODAY, sample=True, urls=urls) as found:
        yield found


def _server(site, port):
    process = serving.start(site.environ, serving.Address(port=port))
    serving.wait_until_ready(serving.Address(port=port))
    return process


def _kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _send(sender, codes, receipts):
    """Send one answer per code; note the receipt of each one acknowledged."""

    def answer(code):
        try:
            receipts[code] = sender.send(code)
        except (NotAcceptedError, urllib3.exceptions.HTTPError):
            return

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(answer, codes))


def _send_while_killed(site, sender, codes, port):
    """Send all answers to servers of which two are killed in the middle."""
    receipts = {}
    for share in KILLED_AT:
        process = _server(site, port)
        left = [code for code in codes if code not in receipts]
        sending = threading.Thread(target=_send, args=(sender, left, receipts))
        sending.start()
        while len(receipts) < len(codes) * share and sending.is_alive():
            time.sleep(0.01)
        _kill(process)
        sending.join()
        assert len(receipts) < len(codes), "the kill did not come in the middle"
    process = _server(site, port)
    _send(sender, [code for code in codes if code not in receipts], receipts)
    _kill(process)
    return receipts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "people"),
    [(ByForm, 400), (BySealedCard, 400), (ByToken, 150)],
    ids=["form", "sealed", "token"],
)
def test_every_acknowledged_answer_is_tallied_once_whatever_is_killed(
    site, way, people
):
    key = sealing.new_key()
    draft = invited.draft((people,)) if way is ByToken else staff.draft((people,))
    opened = site.open(draft, staff.documents(key))
    blind = opened.manifest.groups[0].channel == BLIND
    codes = invited.codes(opened) if blind else staff.codes(opened)
    address = serving.Address(port=serving.free_port())

    with urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=10.0) as pool:
        sender = way(pool, address.url, opened)
        if blind:
            with serving.background(site.environ) as issuer:
                sender.visit = InvitedVisit(pool, issuer.url)
                sender.collect(codes)
        receipts = _send_while_killed(site, sender, codes, address.port)

    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        kept = [r.leaf.hex() for r in store.sealed_responses(session, staff.NAME)]
    assert len(set(kept)) == len(kept) == people
    assert set(receipts.values()) <= set(kept)
    assert len(set(receipts.values())) == len(receipts)
    assert way is ByForm or len(receipts) == people
    assert site.tally(staff.NAME, (key,)).value.answers == people
