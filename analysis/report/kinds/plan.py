"""The plan of measures in the district's six columns, ready to be signed."""

from analysis.report import advice
from analysis.report.framing import Cover, framed
from analysis.report.kinds.implementation import Implementation
from analysis.report.model import Report, Section
from analysis.wording import words


def build(told: Implementation, *, language: str) -> Report:
    """Return the plan in one language; a measure that was dropped is no part of it."""
    said = words(language)
    kept = [one for one in told.measures if one.state != "dropped"]
    rows = tuple(
        (str(place), one.measure, one.success, one.timing, one.level, one.body)
        for place, one in enumerate(kept, start=1)
    )
    table = advice.six_columns(said.say("Plan of measures"), rows, said)
    title = said.say("Plan of measures")
    cover = Cover(
        title,
        said.as_of(told.as_of),
        told.letterhead,
        sample=told.sample,
    )
    section = Section("plan", title, (table,), wide=True, signed=True)
    return framed(language, cover, (section,))
