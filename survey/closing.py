"""Closes a survey: no more answers, no order left among them, and a public board."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from survey import bulletin
from survey.bulletin import GroupCount
from survey.database import Session
from survey.manifest import BLIND, SLIP, Manifest
from survey.registry import claims, letters, surveys
from survey.registry.audit import Act
from survey.registry.lifecycle import State
from survey.responses import bulletins, store, taken
from survey.responses.bulletins import PublicBoard
from survey.tokens.key_folder import KeyFolder


@dataclass(frozen=True, slots=True)
class Destroyed:
    """How many token keys were removed, and how many were not there to be removed."""

    removed: int
    missing: int

    @property
    def acts(self) -> Iterator[tuple[Act, int]]:
        """Yield what the log of acts is to say, and of how many keys."""
        if self.removed:
            yield Act.TOKEN_KEYS_DESTROYED, self.removed
        if self.missing:
            yield Act.TOKEN_KEYS_MISSING, self.missing


def close(
    registry: Session, responses: Session, survey: str, *, today: date
) -> Manifest:
    """Stop taking answers, sort what is kept by leaf, and publish the board.

    Raises AlteredAnswerError, and closes nothing, if a kept answer was changed. When
    both transactions are done, the caller destroys the token keys of the manifest and
    the files of letters, whose addresses are deleted here: no reminder follows. A
    board that was published before the other transaction failed stays as it is: its
    key signs one list only.
    """
    surveys.hold(registry, survey)
    exchanged = claims.exchanged_per_group(registry, survey)
    surveys.advance(registry, survey, State.CLOSED, today=today)
    letters.forget(registry, survey)
    board = store.board(responses, survey)
    manifest = Manifest.from_json(board.manifest)
    if not bulletins.is_kept(responses, survey):
        store.close(responses, survey)
        public = bulletin.publish(
            manifest,
            _entries(responses, survey),
            _counts(responses, manifest, exchanged),
            board_key=board.board_key,
        )
        kept = PublicBoard(board.manifest, board.questionnaire, public.to_json())
        bulletins.keep(responses, survey, kept)
    return manifest


def destroy_token_keys(keys: KeyFolder, manifest: Manifest) -> Destroyed:
    """Overwrite and remove the token keys of a closed survey that are here."""
    invited = [group.key_id for group in manifest.groups if group.channel == BLIND]
    removed = sum([keys.destroy(key_id) for key_id in invited])
    return Destroyed(removed, len(invited) - removed)


def _entries(
    responses: Session, survey: str
) -> Iterator[bulletin.Entry | bulletin.BlindEntry]:
    for kept in taken.responses(responses, taken.by_leaf(responses, survey)):
        parts = (kept.key_id, kept.nonce, kept.sealed, kept.leaf)
        yield bulletin.entry_of(*parts, proof=kept.proof)


def _counts(
    responses: Session, manifest: Manifest, exchanged: Mapping[str, int]
) -> Iterator[GroupCount]:
    answered = store.answers_per_group(responses, manifest.survey)
    printed = bulletins.printed_slips(responses, manifest.survey)
    for group in manifest.groups:
        slips = printed[group.key_id]
        issued = {
            SLIP: len(slips.spent) + len(slips.unspent),
            BLIND: exchanged[group.name],
        }
        yield GroupCount(
            key_id=group.key_id,
            eligible=group.eligible,
            issued=issued.get(group.channel),
            answered=answered[group.key_id],
            spent=slips.spent,
            unspent=slips.unspent,
            void=slips.void,
            reissued=slips.reissued,
        )
