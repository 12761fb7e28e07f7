"""People who live through a survey over HTTP: by slip, by invitation, by poster.

They carry markers in everything that a browser sends, and keep every reply.
"""

import base64
import secrets
from dataclasses import dataclass, field
from typing import ClassVar

import rfc8785
import urllib3

from survey import sealing
from survey.posters import point_word
from survey.tokens import asking, proof_of_work

AGENT = "marker-agent/9137"
FORWARDED = "203.0.113.77"


def _packed(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _unpacked(text):
    return base64.urlsafe_b64decode(text + "==")


class Watched(urllib3.PoolManager):
    """Sends markers in headers, and keeps the headers and pages that come back."""

    replies: ClassVar = []

    def request(self, method, url, **options):
        options["headers"] = (options.get("headers") or {}) | {
            "User-Agent": AGENT,
            "X-Forwarded-For": FORWARDED,
            "Cookie": "marker=91370",
        }
        reply = super().request(method, url, **options)
        headers = {name.lower(): value for name, value in reply.headers.items()}
        self.replies.append((headers, reply.data))
        return reply


@dataclass
class Invited:
    """An invited person: what their browser draws, gets and sends."""

    client: object
    base_url: str
    manifest: object
    group: object
    comment: str
    code: str
    kept: dict = field(default_factory=dict)

    def collect(self):
        """Exchange the invitation for a token."""
        asked = asking.ask(
            self.manifest.digest, self.group.key_id, self.group.token_key
        )
        blinded = asked.blinded.message
        sent = {"code": self.code, "blinded": _packed(blinded)}
        signature = _unpacked(self._post("/join/exchange", sent)["signature"])
        self.kept |= {"blinded": blinded, "blind signature": signature}
        return asking.collect(asked, signature)

    def answer(self, answers):
        """Collect a token, seal the answers, send both, and return the receipt."""
        held = self.collect()
        sealed = sealing.seal(
            rfc8785.dumps(answers),
            self.manifest.sealing_keys,
            info=sealing.answer_info(self.manifest.digest, self.group.key_id),
            bucket=self.manifest.bucket,
        )
        sent = {
            "key_id": self.group.key_id.hex(),
            "prepared": _packed(held.token.prepared),
            "signature": _packed(held.token.signature),
            "answer_signature": _packed(held.sign(sealed)),
            "sealed": _packed(sealed),
        }
        self.kept |= {
            "prepared": held.token.prepared,
            "token signature": held.token.signature,
            "secret key": held.owner.private_numbers().private_value.to_bytes(32),
        }
        return bytes.fromhex(self._post("/answers", sent)["leaf"])

    def _post(self, path, sent):
        reply = self.client.request("POST", f"{self.base_url}{path}", json=sent)
        assert reply.status == 200, reply.data
        return reply.json()


@dataclass
class ByPoster:
    """Somebody at a poster: what their phone works out and sends."""

    client: object
    base_url: str
    manifest: object
    group: object
    comment: str
    kept: dict = field(default_factory=dict)

    def answer(self, answers):
        """Open the poster's page, do the work, send the sealed answers with it."""
        word = point_word(self.group.name)
        for path in (f"/mn/at/{word}", f"/mn/at/{word}/kiosk"):
            assert self.client.request("GET", f"{self.base_url}{path}").status == 200
        key_id = self.group.key_id.hex()
        asked = self._post("/answers/challenge", {"key_id": key_id})
        work, nonce = proof_of_work.solve(asked), secrets.token_bytes(32)
        sealed = sealing.seal(
            rfc8785.dumps(answers),
            self.manifest.sealing_keys,
            info=sealing.answer_info(self.manifest.digest, self.group.key_id),
            bucket=self.manifest.bucket,
        )
        sent = {"key_id": key_id, "nonce": nonce.hex(), "work": work}
        self.kept |= {
            "work": work,
            "signature": asked["signature"],
            "challenge": asked["parameters"]["nonce"],
            "nonce": nonce,
        }
        reply = self._post("/answers", {**sent, "sealed": _packed(sealed)})
        return bytes.fromhex(reply["leaf"])

    def _post(self, path, sent):
        reply = self.client.request("POST", f"{self.base_url}{path}", json=sent)
        assert reply.status == 200, reply.data
        return reply.json()
