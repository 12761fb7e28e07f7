"""What was done, for the reports on implementation and on a quarter.

Directions, measures and evidence come from the registry; figures come from published
results alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from analysis.disclosure import Published
from analysis.effects import Outcome
from analysis.report.kinds.implementation import Direction as ToldDirection
from analysis.report.kinds.implementation import Implementation
from analysis.report.kinds.implementation import Measure as ToldMeasure
from analysis.report.kinds.quarter import Quarter as ToldQuarter
from analysis.report.letterhead import DISTRICT
from analysis.results import Results
from analysis.rules.timing import TIMINGS
from analysis.wording import words
from survey import publishing
from survey.database import Session
from survey.effects import outcomes, said
from survey.quarters import Quarter, quarter_of
from survey.registry import directions, measures
from survey.registry.measures import DONE, Measure


def implementation(session: Session, language: str, *, today: date) -> Implementation:
    """Return what the report on implementation tells."""
    every = measures.every(session)
    found, quoted = outcomes(session, every), said(session, every, language)
    return Implementation(
        title=words(language).say("Implementation of the plan"),
        as_of=today,
        directions=tuple(
            ToldDirection(
                one.reference,
                one.issued,
                one.text,
                tuple(str(m.number) for m in every if m.direction == one.number),
            )
            for one in directions.every(session)
        ),
        measures=tuple(
            replace(
                _told(session, one, found.get(one.number), language),
                said=quoted.get(one.number, ()),
            )
            for one in every
        ),
        letterhead=DISTRICT,
    )


def quarter(
    session: Session, year: int, number: int, language: str, *, today: date
) -> ToldQuarter:
    """Return what the report on a quarter tells.

    It tells of all measures: a direction is carried out when all that follows from it
    is done, in whichever quarter that was due.
    """
    as_of = min(today, Quarter(year, number).last_day)
    done = implementation(session, language, today=as_of)
    return ToldQuarter(year, number, tuple(_released(session, year, number)), done)


def _released(session: Session, year: int, number: int) -> Sequence[Published[Results]]:
    return [
        publishing.counted(session, one.survey)
        for one in publishing.published_surveys(session)
        if one.closed and quarter_of(one.closed) == Quarter(year, number)
    ]


def _told(
    session: Session, one: Measure, outcome: Outcome | None, language: str
) -> ToldMeasure:
    return ToldMeasure(
        number=str(one.number),
        measure=one.text,
        success=one.success,
        timing=timing(one, language),
        level=one.level,
        body=one.owner,
        state=_state(one),
        done=one.percent,
        due=one.due.last_day,
        evidence=tuple(e.name for e in directions.evidence(session, one.number)),
        note=one.dropped,
        outcome=outcome,
    )


def timing(one: Measure, language: str) -> str:
    """Return when a measure is carried out, in the words of the plan."""
    speech = words(language)
    quarter = speech.quarter(one.year, one.quarter)
    if not one.timing:
        return quarter
    often = TIMINGS[one.timing].to(language)
    return speech.say("{often}, until {quarter}", often=often, quarter=quarter)


def _state(one: Measure) -> str:
    if one.dropped:
        return "dropped"
    if one.percent == DONE:
        return "done"
    return "under way" if one.percent else "planned"
