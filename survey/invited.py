"""An invited person over HTTP: collects a token, seals an answer, sends it.

It does what the browser's scripts do, for the sample district and for tests.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import urllib3

from survey import sealing
from survey.manifest import Manifest
from survey.respondent import NotAcceptedError
from survey.spelling import packed, unpacked
from survey.tokens import asking, board
from survey.tokens.asking import Collected


@dataclass(frozen=True, slots=True)
class Ticket:
    """A collected token, the survey that it is for, and where it is spent."""

    collected: Collected
    manifest: Manifest
    collector: str


@dataclass(frozen=True, slots=True)
class InvitedVisit:
    """The issuer's site, over one pool of connections."""

    client: urllib3.PoolManager
    issuer: str

    def collect(self, code: str) -> Ticket:
        """Exchange an invitation for a token of the survey that it names."""
        standing = self._post(f"{self.issuer}/join/standing", {"code": code})
        manifest = self._manifest(standing["survey"])
        if manifest.digest.hex() != standing["digest"]:
            raise NotAcceptedError("The site showed two different manifests.")
        group = manifest.group(bytes.fromhex(standing["key_id"]))
        asked = asking.ask(manifest.digest, group.key_id, group.token_key or b"")
        reply = self._post(
            f"{self.issuer}/join/exchange",
            {"code": code, "blinded": packed(asked.blinded.message)},
        )
        collected = asking.collect(asked, unpacked(reply["signature"]))
        return Ticket(collected, manifest, manifest.collector or self.issuer)

    def answer(self, ticket: Ticket, answers: Mapping[str, object]) -> str:
        """Seal answers, spend a token on them and return the receipt."""
        collected, manifest = ticket.collected, ticket.manifest
        sealed = sealing.seal(
            _canonical(answers),
            manifest.sealing_keys,
            info=sealing.answer_info(manifest.digest, collected.key_id),
            bucket=manifest.bucket,
        )
        sent = {
            "key_id": collected.key_id.hex(),
            "prepared": packed(collected.token.prepared),
            "signature": packed(collected.token.signature),
            "answer_signature": packed(collected.sign(sealed)),
            "sealed": packed(sealed),
        }
        reply = self._post(f"{ticket.collector}/answers", sent)
        leaf = bytes.fromhex(reply["leaf"])
        board.check_promise(manifest.board_key, leaf, unpacked(reply["promise"]))
        return reply["leaf"]

    def _manifest(self, survey: str) -> Manifest:
        address = f"{self.issuer}/surveys/{survey}/manifest.json"
        return Manifest.from_json(self._ask("GET", address, None))

    def _post(self, address: str, sent: Mapping[str, str]) -> dict[str, str]:
        reply: dict[str, str] = json.loads(self._ask("POST", address, sent))
        return reply

    def _ask(self, method: str, address: str, sent: object) -> bytes:
        reply = self.client.request(method, address, json=sent)
        if reply.status != HTTPStatus.OK:
            raise NotAcceptedError(f"The site answered with status {reply.status}.")
        return reply.data


def _canonical(answers: Mapping[str, object]) -> bytes:
    """Write answers as RFC 8785 has it; their names are plain, their numbers whole."""
    text = json.dumps(
        answers, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    return text.encode()
