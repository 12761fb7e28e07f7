"""The form of a measure: a row of the plan, read from and shown in the console."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _

from survey.database import reading
from survey.registry import organisations
from survey.registry.measures import QUARTERS, Measure, Source
from survey.web.console import fields
from survey.web.console.fields import Faults
from survey.web.services import services

_NO_TEXT = _("Write what is to be done")
_NO_OWNER = _("Choose who carries it out")
_NO_QUARTER = _("Choose a quarter")
_LONGEST = 1000
_YEARS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Due:
    """A quarter of a year, as a form names it."""

    year: int
    quarter: int

    @property
    def value(self) -> str:
        """Return the quarter as the value of a choice."""
        return f"{self.year}-{self.quarter}"


def dues(today: date) -> Sequence[Due]:
    """Return the quarters that a measure can be due in."""
    years = range(today.year, today.year + _YEARS_AHEAD)
    return [Due(year, quarter) for year in years for quarter in QUARTERS]


def owners() -> Sequence[str]:
    """Return the organisations that can carry a measure out."""
    with reading(services().databases.registry) as session:
        return [body.name for body in organisations.organisations(session)]


def posted(source: Source, faults: Faults) -> Measure:
    """Return the measure of a posted form, and note its faults."""
    names = ("text", "success", "level")
    text, success, level = (fields.text(name)[:_LONGEST] for name in names)
    owner, due = fields.text("owner"), fields.text("due")
    if not text:
        faults.add("text", _NO_TEXT)
    if owner not in owners():
        faults.add("owner", _NO_OWNER)
    known = {one.value: one for one in dues(services().clock())}
    chosen = known.get(due)
    if chosen is None:
        faults.add("due", _NO_QUARTER)
        chosen = Due(0, 0)
    return Measure(
        source=source,
        text=text,
        success=success,
        level=level,
        owner=owner,
        year=chosen.year,
        quarter=chosen.quarter,
    )
