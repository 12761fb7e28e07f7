"""People who answer: each tries until the server says that the answer is counted."""

import json
import random
import secrets
import time

import rfc8785
import urllib3

from survey import sealing
from survey.respondent import NotAcceptedError, Visit
from survey.spelling import packed, unpacked
from survey.tokens import asking, proof_of_work

RANDOM = random.SystemRandom()
PAUSE = (0.0, 0.04)
_JSON = {"Content-Type": "application/json"}
PAGES = ("/", "/mn/", "/en/", "/mn/answer", "/mn/surveys", "/releases.json", "/readyz")


class Phone:
    """A phone of somebody, whose connection may break at any moment."""

    def __init__(self, url, story):
        self.url, self.story = url, story
        self.client = urllib3.PoolManager(retries=False, timeout=20.0)

    def ask(self, method, path, body=None):
        """Ask once; a reply that was lost has the status 0."""
        try:
            reply = self.client.request(
                method,
                f"{self.url}{path}",
                body=body if body is None else json.dumps(body),
                headers=_JSON if body is not None else None,
            )
        except urllib3.exceptions.HTTPError:
            self.story.note(0)
            time.sleep(0.05)
            return 0, {}
        self.story.note(reply.status)
        is_json = reply.headers.get("Content-Type") == _JSON["Content-Type"]
        return reply.status, reply.json() if is_json else {}

    def until(self, path, body, *good):
        """Ask again and again until the status is one of the good ones."""
        while True:
            status, told = self.ask("POST", path, body)
            if status in good:
                return status, told
            time.sleep(0.2)


def by_card(phone, opened):
    """Send a sealed answer with the code of a card."""
    key_id, code = opened.cards.pop()
    nonce, sealed = secrets.token_bytes(32), _sealed(opened.manifest, key_id)
    leaf = sealing.leaf(key_id, nonce, sealed).hex()
    body = {
        "code": code,
        "key_id": key_id.hex(),
        "nonce": nonce.hex(),
        "sealed": packed(sealed),
    }
    status, told = phone.until("/answers", body, 200, 409)
    if status == 409:
        phone.story.tell_counted(opened.name, leaf)
    else:
        _acknowledged(phone, opened, told, leaf)


def by_form(phone, opened):
    """Fill the form without scripts; what is sent is sealed by the server."""
    _, code = opened.cards.pop()
    visit = Visit(phone.client, phone.url, "mn")
    while True:
        try:
            leaf = visit.answer(code, {})
        except NotAcceptedError as error:
            phone.story.note(int(str(error).rstrip(".").rpartition(" ")[2]))
            if "409" in str(error):
                phone.story.tell_counted(opened.name)
                return
        except urllib3.exceptions.HTTPError:
            phone.story.note(0)
        else:
            phone.story.note(200)
            phone.story.acknowledge(opened.name, leaf)
            return
        time.sleep(0.2)


def by_invitation(phone, opened):
    """Collect a token and spend it; every lost reply must heal, for the same answer."""
    key_id, code = opened.invitations.pop()
    manifest = opened.manifest
    asked = asking.ask(manifest.digest, key_id, manifest.group(key_id).token_key)
    request = {"code": code, "blinded": packed(asked.blinded.message)}
    status, told = phone.until("/join/exchange", request, 200, 409)
    if status == 409:
        phone.story.faults.append("a token was not given again for the same message")
        return
    collected = asking.collect(asked, unpacked(told["signature"]))
    sealed = _sealed(manifest, key_id)
    body = {
        "key_id": key_id.hex(),
        "prepared": packed(collected.token.prepared),
        "signature": packed(collected.token.signature),
        "answer_signature": packed(collected.sign(sealed)),
        "sealed": packed(sealed),
    }
    status, told = phone.until("/answers", body, 200, 409)
    if status == 409:
        phone.story.faults.append("the same answer with a token got no receipt")
    else:
        _acknowledged(phone, opened, told, told["leaf"])


def by_poster(phone, opened):
    """Do the work for an answer by poster, and again where it came too late."""
    poster = RANDOM.choice([g for g in opened.manifest.groups if g.channel == "poster"])
    nonce, sealed = secrets.token_bytes(32), _sealed(opened.manifest, poster.key_id)
    leaf = sealing.leaf(poster.key_id, nonce, sealed).hex()
    body = {
        "key_id": poster.key_id.hex(),
        "nonce": nonce.hex(),
        "sealed": packed(sealed),
    }
    asked = {"key_id": poster.key_id.hex()}
    while True:
        _, challenge = phone.until("/answers/challenge", asked, 200)
        work = proof_of_work.solve(challenge)
        # Now and then somebody comes back with new work though nothing was refused.
        status, told = phone.until("/answers", {**body, "work": work}, 200, 403)
        if status == 200 and RANDOM.random() < 0.8:
            _acknowledged(phone, opened, told, leaf)
            return


def reading(phone, opened):
    """Look at a page that everybody may see."""
    path = RANDOM.choice([*PAGES, f"/surveys/{opened.name}/manifest.json"])
    phone.ask("GET", path)


def keep_coming(kind, phone, opened):
    """Let one person after another come until the time or the codes are over."""
    story = phone.story
    while not story.ended.is_set():
        try:
            kind(phone, opened)
        except IndexError:
            return
        with story.guard:
            story.people[kind.__name__] += 1
        time.sleep(RANDOM.uniform(*PAUSE))


def _acknowledged(phone, opened, told, leaf):
    if told["leaf"] != leaf:
        phone.story.faults.append("somebody got the receipt of another answer")
    phone.story.acknowledge(opened.name, leaf, unpacked(told["promise"]).hex())


def _sealed(manifest, key_id):
    return sealing.seal(
        rfc8785.dumps({}),
        manifest.sealing_keys,
        info=sealing.answer_info(manifest.digest, key_id),
        bucket=manifest.bucket,
    )
