"""Destroys the sealed answers of a survey in time, and writes a certificate."""

import hashlib
from dataclasses import dataclass
from datetime import date

import rfc8785

from survey.database import Session
from survey.manifest import Manifest
from survey.registry import claims, surveys
from survey.registry.lifecycle import State
from survey.responses import store, taken


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was destroyed and when; `digest` stands for the sorted list of leaves.

    It names no answer: whoever kept a bulletin can see that it speaks of the same.
    """

    survey: str
    manifest: str
    answers: int
    digest: str
    destroyed: date

    def to_json(self) -> bytes:
        """Return the certificate as canonical JSON."""
        return rfc8785.dumps(
            {
                "format": "shudarga/1/destroyed",
                "survey": self.survey,
                "manifest": self.manifest,
                "answers": self.answers,
                "leaves": self.digest,
                "destroyed": self.destroyed.isoformat(),
            }
        )


def purge(
    registry: Session, responses: Session, survey: str, *, today: date
) -> Certificate:
    """Delete answers, slips, invitations and the board key of a published survey.

    The caller rewrites the files afterwards (`database.compact`), so that nothing
    deleted stays in them. The released results are kept.
    """
    surveys.advance(registry, survey, State.PURGED, today=today)
    manifest = Manifest.from_json(store.board(responses, survey).manifest)
    leaves = [answer.leaf for answer in taken.by_leaf(responses, survey)]
    store.purge(responses, survey)
    claims.purge(registry, survey)
    return Certificate(
        survey=survey,
        manifest=manifest.digest.hex(),
        answers=len(leaves),
        digest=hashlib.sha256(b"".join(leaves)).hexdigest(),
        destroyed=today,
    )
