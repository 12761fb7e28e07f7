"""What was done, for the reports on implementation and on a quarter.

Directions, measures and evidence come from the registry; figures come from published
results alone.
"""

from collections.abc import Sequence
from datetime import date

from analysis.disclosure import Published
from analysis.report.kinds.implementation import Direction as ToldDirection
from analysis.report.kinds.implementation import Implementation
from analysis.report.kinds.implementation import Measure as ToldMeasure
from analysis.report.kinds.quarter import Quarter
from analysis.report.letterhead import DISTRICT
from analysis.results import Results
from analysis.wording import words
from survey import publishing
from survey.database import Session
from survey.registry import directions, measures
from survey.registry.measures import DONE, Measure

_MONTHS = 3
_LAST_MONTH = 12


def quarter_of(day: date) -> int:
    """Return the quarter that a day is in."""
    return (day.month - 1) // _MONTHS + 1


def last_day(year: int, quarter: int) -> date:
    """Return the last day of a quarter."""
    month = quarter * _MONTHS
    after = date(year + month // _LAST_MONTH, month % _LAST_MONTH + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def implementation(session: Session, language: str, *, today: date) -> Implementation:
    """Return what the report on implementation tells."""
    every = measures.every(session)
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
        measures=tuple(_told(session, one, language) for one in every),
        letterhead=DISTRICT,
    )


def quarter(
    session: Session, year: int, number: int, language: str, *, today: date
) -> Quarter:
    """Return what the report on a quarter tells.

    It tells of all measures: a direction is carried out when all that follows from it
    is done, in whichever quarter that was due.
    """
    as_of = min(today, last_day(year, number))
    done = implementation(session, language, today=as_of)
    return Quarter(year, number, tuple(_released(session, year, number)), done)


def _released(session: Session, year: int, number: int) -> Sequence[Published[Results]]:
    return [
        publishing.counted(session, one.survey)
        for one in publishing.published_surveys(session)
        if one.closed and (one.closed.year, quarter_of(one.closed)) == (year, number)
    ]


def _told(session: Session, one: Measure, language: str) -> ToldMeasure:
    state = "done" if one.percent == DONE else "under way" if one.percent else "planned"
    return ToldMeasure(
        number=str(one.number),
        measure=one.text,
        success=one.success,
        timing=words(language).say(
            "Quarter {number} of {year}", number=one.quarter, year=one.year
        ),
        level=one.level,
        body=one.owner,
        state=state,
        done=one.percent,
        due=last_day(one.year, one.quarter),
        evidence=tuple(e.name for e in directions.evidence(session, one.number)),
    )
