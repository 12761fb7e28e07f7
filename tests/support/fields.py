"""Surveys in the field, for tests of the store: real rows, answers of random bytes."""

import secrets
from dataclasses import dataclass
from datetime import date

from survey import sealing
from survey.manifest import Group, Manifest, group_key_id
from survey.responses import store

BUCKET = 4096


@dataclass(frozen=True, slots=True)
class Field:
    """An opened survey with the hashes of its slips by group."""

    manifest: Manifest
    slips: dict[bytes, list[bytes]]

    @property
    def all_slips(self):
        return [slip for slips in self.slips.values() for slip in slips]

    def answer(self, key_id=None):
        """Return something that looks exactly like a sealed answer of a group."""
        length = sealing.sealed_length(
            self.manifest.bucket, len(self.manifest.sealing_keys)
        )
        return store.SealedResponse(
            key_id=key_id or self.manifest.groups[0].key_id,
            leaf=secrets.token_bytes(32),
            nonce=secrets.token_bytes(32),
            sealed=secrets.token_bytes(length),
        )


def manifest(survey="staff-2026", *, kind="internal", sizes=(20,), bucket=BUCKET):
    names = [f"{number}-р хэлтэс" for number in range(len(sizes))]
    groups = [
        Group(name, size, "slip", group_key_id(survey, name), None, bytes(32), ())
        for name, size in zip(names, sizes, strict=True)
    ]
    return Manifest(
        survey=survey,
        kind=kind,
        questionnaire="internal_integrity",
        version="2026.1",
        questionnaire_digest=bytes(32),
        opens=date(2026, 7, 1),
        answers_open=date(2026, 7, 1),
        closes=date(2026, 9, 30),
        groups=tuple(groups),
        sealing_keys=(secrets.token_bytes(1216),),
        suite=sealing.SUITE,
        group_floor=1,
        cell_floor=10,
        bucket=bucket,
        board_key=secrets.token_bytes(32),
        sample=True,
    )


def open_field(session, made):
    """Prepare the rows of a survey with as many slips as people, and return it."""
    slips = {
        group.key_id: [secrets.token_bytes(32) for _ in range(group.eligible)]
        for group in made.groups
    }
    store.prepare(session, store.Board(made.to_json(), b"TOML", b"board key"), slips)
    return Field(made, slips)
