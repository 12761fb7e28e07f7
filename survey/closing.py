"""Closes a survey: no more answers, no order left among them, and a public board."""

from collections.abc import Iterator
from datetime import date

from survey import bulletin
from survey.bulletin import GroupCount
from survey.database import Session
from survey.manifest import POSTER, Manifest
from survey.registry import surveys
from survey.registry.lifecycle import State
from survey.responses import bulletins, store
from survey.responses.bulletins import PublicBoard


def close(registry: Session, responses: Session, survey: str, *, today: date) -> None:
    """Stop taking answers, sort what is kept by leaf, and publish the board.

    Raises AlteredAnswerError, and closes nothing, if a kept answer was changed.
    """
    surveys.advance(registry, survey, State.CLOSED, today=today)
    store.close(responses, survey)
    board = store.board(responses, survey)
    manifest = Manifest.from_json(board.manifest)
    public = bulletin.publish(
        manifest,
        _entries(responses, survey),
        _counts(responses, manifest),
        board_key=board.board_key,
    )
    kept = PublicBoard(board.manifest, board.questionnaire, public.to_json())
    bulletins.keep(responses, survey, kept)


def _entries(responses: Session, survey: str) -> Iterator[bulletin.Entry]:
    for kept in store.sealed_responses(responses, survey):
        yield bulletin.entry_of(kept.key_id, kept.nonce, kept.sealed, kept.leaf)


def _counts(responses: Session, manifest: Manifest) -> Iterator[GroupCount]:
    answered = store.answers_per_group(responses, manifest.survey)
    printed = bulletins.printed_slips(responses, manifest.survey)
    for group in manifest.groups:
        slips = printed[group.key_id]
        number = len(slips.spent) + len(slips.unspent)
        yield GroupCount(
            key_id=group.key_id,
            eligible=group.eligible,
            issued=None if group.channel == POSTER else number,
            answered=answered[group.key_id],
            spent=slips.spent,
            unspent=slips.unspent,
        )
