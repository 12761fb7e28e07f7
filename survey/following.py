"""What followed from a survey: each recommendation, and what was decided and done."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.recommendations import Recommendation
from survey import publishing
from survey.database import Session
from survey.effects import outcomes
from survey.registry import measures, surveys, withdrawals
from survey.registry.lifecycle import State
from survey.registry.measures import Measure
from survey.responses.store import UnknownSurveyError

_KEY_LETTERS = 16
_PUBLIC = (State.PUBLISHED, State.PURGED)


@dataclass(frozen=True, slots=True)
class Followed:
    """A recommendation with its evidence, and its measure or the reason for none.

    `moved` is what the next survey says of the measure; it is `early` where that
    survey ended before the measure was due.
    """

    said: str
    evidence: Sequence[str]
    measure: Measure | None
    reason: str
    moved: Sequence[str] = ()
    early: bool = False


def proposed(session: Session, survey: str) -> Mapping[str, Recommendation]:
    """Return the recommendations of a counted survey by a key that stays."""
    return {_key(one): one for one in publishing.proposals(session, survey)}


def followed(session: Session, survey: str, language: str) -> Sequence[Followed]:
    """Return what followed from a published survey, decided or not."""
    if survey not in surveys.names(session, *_PUBLIC):
        raise UnknownSurveyError
    withdrawals.require_shown(session, survey)
    decided = measures.decisions(session, survey)
    accepted = [
        measures.find(session, one.measure)
        for one in decided.values()
        if one.measure is not None
    ]
    known = {one.number: one for one in accepted}
    found = outcomes(session, accepted)
    rows = []
    for key, one in proposed(session, survey).items():
        decision = decided.get(key)
        number = decision.measure or 0 if decision else 0
        outcome = found.get(number)
        rows.append(
            Followed(
                said=one.planned.measure.to(language),
                evidence=[text.to(language) for text in one.evidence],
                measure=known.get(number),
                reason=decision.reason if decision else "",
                moved=outcome.told(language) if outcome else (),
                early=outcome is not None and outcome.early,
            )
        )
    return rows


def _key(one: Recommendation) -> str:
    subjects = "+".join(f"{subject}:{name}" for subject, name in one.subjects)
    digest = hashlib.sha256(f"{one.rule}/{subjects}".encode())
    return digest.hexdigest()[:_KEY_LETTERS]
