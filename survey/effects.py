"""What the next survey says of a measure: whether the figures it aims at moved.

Only surveys whose results are public and were not withdrawn are compared, so that
this tells of nothing that disclosure control did not release.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

from analysis import effects
from analysis.effects import Compared, Outcome
from analysis.evidence import closed, every, evidence, titled
from analysis.results import Results
from analysis.rules.model import Subject
from survey import publishing
from survey.database import Session
from survey.quarters import quarter_of
from survey.registry import surveys
from survey.registry.measures import Measure

_AIMED: tuple[Subject, ...] = ("index", "indicator", "experience", "coverage")


def outcomes(session: Session, measures: Iterable[Measure]) -> Mapping[int, Outcome]:
    """Return what the next survey says of each measure, by the measure's number.

    A measure that aims at no figure, or is followed by no survey yet, has none.
    """
    aiming = [one for one in measures if one.subjects and one.survey]
    waves = _waves(session) if aiming else []
    found = ((one.number, _outcome(session, one, waves)) for one in aiming)
    return {number: outcome for number, outcome in found if outcome is not None}


def outcome(session: Session, measure: Measure) -> Outcome | None:
    """Return what the next survey says of one measure."""
    return outcomes(session, [measure]).get(measure.number)


def said(
    session: Session, measures: Sequence[Measure], language: str
) -> Mapping[int, tuple[str, ...]]:
    """Return what people said of the figures that each measure aims at.

    Only surveys whose results are public are quoted, by the measure's number.
    """
    public = {one.survey for one in publishing.published_surveys(session)}
    quoted = {one.survey for one in measures if one.subjects and one.survey in public}
    results = {name: publishing.counted(session, name).value for name in quoted if name}
    return {
        one.number: tuple(
            _quoted(results[one.survey], cast("Subject", subject), name, language)
            for subject, name in one.subjects
        )
        for one in measures
        if one.survey in results
    }


def _quoted(results: Results, subject: Subject, name: str, language: str) -> str:
    found = evidence(results, subject, name)
    if found is None:
        return titled(results, subject, name).to(language)
    return f"{closed(found.title).to(language)} {found.figure.to(language)}"


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure of a survey with public results, which a measure can aim at."""

    survey: str
    subject: str
    name: str
    title: str

    @property
    def value(self) -> str:
        """Return how a form names it."""
        return f"{self.survey}/{self.subject}:{self.name}"


def aims(session: Session, language: str) -> list[Aim]:
    """Return all figures that a measure can aim at, the newest survey first."""
    return [
        Aim(one.survey, subject, name, titled(results, subject, name).to(language))
        for one in publishing.published_surveys(session)
        for results in [publishing.counted(session, one.survey).value]
        for subject in _AIMED
        for name in every(results, subject)
    ]


@dataclass(frozen=True, slots=True)
class _Wave:
    """A survey whose results are public; waves of one series share its key."""

    opens: date
    survey: str
    series: tuple[str, bool]
    closed: date | None


def _waves(session: Session) -> Sequence[_Wave]:
    """Return all surveys with public results, from first to last."""
    shown = publishing.published_surveys(session)
    return sorted((_wave(session, one.survey) for one in shown), key=_first)


def _wave(session: Session, survey: str) -> _Wave:
    facts = publishing.counted(session, survey).value.facts
    opens = surveys.find(session, survey).opens
    return _Wave(opens, survey, (facts.name, facts.sample), facts.closed)


def _first(wave: _Wave) -> tuple[date, str]:
    return wave.opens, wave.survey


def _outcome(
    session: Session, measure: Measure, waves: Sequence[_Wave]
) -> Outcome | None:
    start = next((one for one in waves if one.survey == measure.survey), None)
    if start is None:
        return None
    after = next(
        (w for w in waves if w.opens > start.opens and w.series == start.series), None
    )
    if after is None:
        return None
    documents = (surveys.released(session, one.survey) or b"" for one in (start, after))
    compared = _compared(*documents)
    return Outcome(
        before=start.closed,
        after=after.closed,
        survey=after.survey,
        effects=tuple(
            effects.effect(compared, cast("Subject", subject), name)
            for subject, name in measure.subjects
        ),
        early=after.closed is not None and quarter_of(after.closed) <= measure.due,
    )


@lru_cache(maxsize=16)
def _compared(before: bytes, after: bytes) -> Compared:
    return effects.compare(publishing.restored(before), publishing.restored(after))
