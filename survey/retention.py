"""Destroys the sealed answers of a survey in time, and writes a certificate."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import rfc8785

from survey import private_files
from survey.database import Databases, Session, compact
from survey.manifest import Manifest
from survey.registry import claims, letters, surveys
from survey.registry.lifecycle import State
from survey.responses import store, taken

FOLDER = "certificates"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was destroyed and when; `digest` stands for the sorted list of leaves.

    It names no answer: whoever kept a bulletin can see that it speaks of the same. It
    says what it cannot speak of: copies.
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
                "copies": _COPIES,
            }
        )


Note = Callable[[Session, str], object]
_COPIES = {
    "mn": "Энэ гэрчилгээ үйлчилгээний өгөгдлийн санд хамаарна. Үүнээс өмнө хийсэн "
    "нөөц хуулбарт хариултууд битүүмжилсэн хэвээр байгаа. Дараагийн нөөц хуулбар "
    "өөрийн хавтас дахь хуучин хуулбаруудыг устгана. Өөр газар байгаа хуулбарыг мөн "
    "устгах ёстой.",
    "en": "This speaks of the databases of the service. Backups that were made before "
    "still hold the sealed answers: the next backup deletes those in its folder, and "
    "copies elsewhere must be destroyed too.",
}


def destroy(
    databases: Databases, survey: str, certificate: Path, *, today: date, note: Note
) -> bytes:
    """Destroy the answers of a survey and return their certificate, which is a file.

    It is on the disk before the answers are gone. What was cut short is ended when it
    is asked for again. `note` writes the act and the digest of the leaves into the log.
    """
    draft = certificate.with_name(f"{certificate.name}.part")
    with databases.registry.begin() as registry, databases.responses.begin() as session:
        if not (draft.is_file() and _is_gone(session, survey)):
            made = purge(registry, session, survey, today=today)
            draft.unlink(missing_ok=True)
            private_files.write(draft, made.to_json())
            note(registry, made.digest)
        elif surveys.find(registry, survey).state is not State.PURGED:
            surveys.advance(registry, survey, State.PURGED, today=today)
            _purge_invited(registry, survey)
            note(registry, str(json.loads(draft.read_bytes())["leaves"]))
    for database in (databases.responses, databases.registry):
        compact(database)
    draft.rename(certificate)
    return certificate.read_bytes()


def _is_gone(responses: Session, survey: str) -> bool:
    try:
        store.board(responses, survey)
    except store.UnknownSurveyError:
        return True
    return False


def purge(
    registry: Session, responses: Session, survey: str, *, today: date
) -> Certificate:
    """Delete answers, slips, invitations, letters and board key of a published survey.

    The files are rewritten afterwards (`database.compact`), so that nothing deleted
    stays in them. The released results are kept.
    """
    surveys.advance(registry, survey, State.PURGED, today=today)
    manifest = Manifest.from_json(store.board(responses, survey).manifest)
    leaves = [answer.leaf for answer in taken.by_leaf(responses, survey)]
    store.purge(responses, survey)
    _purge_invited(registry, survey)
    return Certificate(
        survey=survey,
        manifest=manifest.digest.hex(),
        answers=len(leaves),
        digest=hashlib.sha256(b"".join(leaves)).hexdigest(),
        destroyed=today,
    )


def _purge_invited(registry: Session, survey: str) -> None:
    """Delete the invitations, and letters that closing has not deleted already."""
    claims.purge(registry, survey)
    letters.forget(registry, survey)
