"""People who live through a survey over HTTP, by slip and by invitation.

They carry markers in everything that a browser sends, and keep every reply.
"""

import base64
from dataclasses import dataclass, field
from typing import ClassVar

import rfc8785
import urllib3

from survey import sealing
from survey.tokens import asking

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
