"""A site with a blind survey in the field, and people who collected tokens for it."""

import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from questionnaires import answers, loader
from survey import sealing
from survey.config import Settings
from survey.manifest import Group, Manifest, group_key_id, slip_root
from survey.responses import store
from survey.submission import BlindAnswer
from survey.tokens import blind_answer, blind_rsa, board, codes
from survey.tokens.blind_token import Token
from survey.web.app import Services, create_app
from survey.web.strict_json import packed
from tests.support import boards
from tests.support.site import SOURCE, TODAY

BLIND_GROUPS = 2


@dataclass(frozen=True, slots=True)
class Holder:
    """A person's browser after collecting: a token and the key that owns it."""

    owner: object
    token: Token


@dataclass(frozen=True, slots=True)
class BlindField:
    """A manifest, its questionnaire, and everything that its parties keep to
    themselves; the last group answers with slips."""

    manifest: Manifest
    board_key: bytes
    sealing_key: object
    slips: tuple[str, ...]

    def holder(self, number=0):
        """Collect a token for one of the blind groups."""
        owner = blind_answer.new_owner_key()
        return Holder(
            owner, boards.token(self.manifest, boards.token_key(number), owner)
        )

    def seal(self, plaintext=b"{}", *, key_id=None):
        """Seal an answer as a browser does."""
        group = key_id or self.manifest.groups[0].key_id
        info = sealing.answer_info(self.manifest.digest, group)
        keys, bucket = self.manifest.sealing_keys, self.manifest.bucket
        return sealing.seal(plaintext, keys, info=info, bucket=bucket)

    def answer(self, holder=None, plaintext=b"{}", *, number=0, sealed=None):
        """Return a sealed answer with a token and the signature of its owner."""
        who = holder or self.holder(number)
        key_id = self.manifest.groups[number].key_id
        sealed = sealed or self.seal(plaintext, key_id=key_id)
        d = blind_answer.leaf(key_id, who.token.prepared, sealed)
        return BlindAnswer(
            key_id=key_id,
            prepared=who.token.prepared,
            signature=who.token.signature,
            answer_signature=blind_answer.sign(who.owner, d),
            sealed=sealed,
        )

    def prepare(self, session):
        """Make the rows of the survey."""
        documents = store.Board(self.manifest.to_json(), SOURCE, self.board_key)
        hashes = [codes.slip_hash(code) for code in self.slips]
        store.prepare(session, documents, {self.manifest.groups[-1].key_id: hashes})

    def kept(self, databases):
        """Return everything that was stored."""
        with databases.responses() as session:
            return store.sealed_responses(session, self.manifest.survey)

    def site(self, databases, *, today=TODAY, clock=None):
        """Open the survey and return the collector's application."""
        with databases.responses.begin() as session:
            self.prepare(session)
        faces = frozenset({"collector"})
        settings = Settings(Path(), "", "", "http://localhost", faces, sample=False)
        return create_app(Services(databases, settings, clock or (lambda: today)))


def blind_field(*, survey="blind-2026", eligible=20, slips=3, opens=None):
    """Return a survey of two groups with blind tokens and one with slips."""
    sealing_key, board_key = sealing.new_key(), board.new_board_key()
    drawn = tuple(codes.new_code() for _ in range(slips))
    groups = [_group(number, eligible) for number in range(BLIND_GROUPS)]
    questionnaire = loader.read(SOURCE)
    manifest = Manifest(
        survey=survey,
        kind="internal",
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        questionnaire_digest=bytes(32),
        opens=date(2026, 7, 1),
        answers_open=opens or date(2026, 7, 8),
        closes=date(2026, 9, 30),
        groups=(*groups, _slip_group(survey, drawn)),
        sealing_keys=(sealing.public_bytes(sealing_key),),
        suite=sealing.SUITE,
        group_floor=3,
        cell_floor=10,
        bucket=sealing.bucket_for(answers.longest(questionnaire)),
        board_key=board.board_public(board_key),
        sample=True,
    )
    return BlindField(manifest, board_key, sealing_key, drawn)


def as_json(answer):
    """Return a blind answer as its JSON object."""
    return {
        "key_id": answer.key_id.hex(),
        "prepared": packed(answer.prepared),
        "signature": packed(answer.signature),
        "answer_signature": packed(answer.answer_signature),
        "sealed": packed(answer.sealed),
    }


def sealed_by_slip(field, code, *, nonce=None, sealed=None):
    """Return an answer with a slip as its JSON object."""
    key_id = field.manifest.groups[-1].key_id
    return {
        "code": code,
        "key_id": key_id.hex(),
        "nonce": (nonce or secrets.token_bytes(32)).hex(),
        "sealed": packed(sealed or field.seal(key_id=key_id)),
    }


def _group(number, eligible):
    spki = boards.public_part(boards.token_key(number))
    return Group(
        f"{number + 1}-р хэлтэс", eligible, "blind", blind_rsa.key_id(spki), spki
    )


def _slip_group(survey, drawn):
    name, hashes = "Хороо", [codes.slip_hash(code) for code in drawn]
    key_id = group_key_id(survey, name)
    return Group(name, len(drawn), "slip", key_id, None, slip_root(hashes))
