"""The form of a measure: a row of the plan, read from and shown in the console."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from survey import effects
from survey.database import reading
from survey.effects import Aim
from survey.quarters import Quarter
from survey.registry import organisations
from survey.registry.measures import QUARTERS, TIMINGS, Measure, Source
from survey.web import languages
from survey.web.console import fields
from survey.web.console.fields import Faults
from survey.web.services import services

TIMING_WORDS = {
    "as_needed": _("Whenever it arises"),
    "quarterly": _("Every quarter"),
    "yearly": _("During the year"),
}
_NO_TEXT = _("Write what is to be done")
_NO_OWNER = _("Choose who carries it out")
_NO_QUARTER = _("Choose a quarter")
_NO_TIMING = _("Choose one of these")
_LONGEST = 1000
_YEARS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of a measure offers to choose from."""

    owners: Sequence[str]
    dues: Sequence[Quarter]
    timings: Mapping[str, LazyString]
    aims: Sequence[Aim]


def choices(measure: Measure) -> Choices:
    """Return what the form of a measure offers; a figure only where it is a choice."""
    dated = measure.due.number in QUARTERS
    known = {*dues(services().clock()), *([measure.due] if dated else ())}
    chosen = measure.source is not Source.RECOMMENDATION
    return Choices(owners(), sorted(known), TIMING_WORDS, aims() if chosen else ())


def dues(today: date) -> Sequence[Quarter]:
    """Return the quarters that a measure can be due in."""
    years = range(today.year, today.year + _YEARS_AHEAD)
    return [Quarter(year, number) for year in years for number in QUARTERS]


def owners() -> Sequence[str]:
    """Return the organisations that can carry a measure out."""
    with reading(services().databases.registry) as session:
        return [body.name for body in organisations.organisations(session)]


def aims() -> Sequence[Aim]:
    """Return the figures that a measure can aim at."""
    with reading(services().databases.registry) as session:
        return effects.aims(session, languages.current())


def posted(before: Measure, faults: Faults) -> Measure:
    """Return a measure with what was posted of it, and note its faults."""
    names = ("text", "success", "level")
    text, success, level = (fields.text(name)[:_LONGEST] for name in names)
    owner, timing = fields.text("owner"), fields.text("timing")
    if not text:
        faults.add("text", _NO_TEXT)
    if owner not in owners():
        faults.add("owner", _NO_OWNER)
    due = _due(before, faults)
    if timing and timing not in TIMINGS:
        faults.add("timing", _NO_TIMING)
        timing = ""
    return replace(
        _aimed(before),
        text=text,
        success=success,
        level=level,
        owner=owner,
        year=due.year,
        quarter=due.number,
        timing=timing,
    )


def _due(before: Measure, faults: Faults) -> Quarter:
    """Return the chosen quarter; one that is over can stay as it was."""
    known = {one.value: one for one in (*dues(services().clock()), before.due)}
    chosen = known.get(fields.text("due"))
    if chosen is None or chosen.number not in QUARTERS:
        faults.add("due", _NO_QUARTER)
        return Quarter(0, 0)
    return chosen


def _aimed(before: Measure) -> Measure:
    """Take the figure that was chosen; that of a recommendation is no choice."""
    if before.source is Source.RECOMMENDATION:
        return before
    known = {one.value: one for one in aims()}
    aim = known.get(fields.text("aim"))
    if aim is None:
        return replace(before, survey=None, subjects=())
    return replace(before, survey=aim.survey, subjects=((aim.subject, aim.name),))
