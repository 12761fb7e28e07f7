"""Recommendations with their reasons, and the plan that can be signed as it is."""

from collections.abc import Sequence

from analysis.charts.model import Column, Table
from analysis.recommendations import Recommendation
from analysis.report.model import Advice, Block, Fact, Paragraph, Section
from analysis.wording import Words

PLAN_WIDTHS = (0.35, 3.8, 2.4, 1.1, 1.6, 1.8)


def recommended(
    proposed: Sequence[Recommendation], words: Words, *, margin: bool
) -> Section:
    """Return every recommendation with its evidence and its place.

    Where figures have no `margin` of error, nothing is said of intervals.
    """
    if proposed and not margin:
        start = words.say(
            "Each measure follows from a result that lies clearly beyond a threshold. "
            "Its place is importance × clear distance to the threshold × share of "
            "people concerned, more for an indicator that goes together with people's "
            "overall judgement. The officer accepts, changes or rejects each one and "
            "gives the reason."
        )
    elif proposed:
        start = words.say(
            "Each measure follows from a result whose whole interval lies beyond a "
            "threshold. Its place is importance × certain distance to the threshold × "
            "share of people concerned, more for an indicator that goes together with "
            "people's overall judgement; uncertainty lowers it. The officer accepts, "
            "changes or rejects each one and gives the reason."
        )
    else:
        start = words.say(
            "No result lies beyond a threshold by more than chance. No measure is "
            "proposed."
        )
    blocks: tuple[Block, ...] = (
        Paragraph(start),
        *(_advice(place, one, words) for place, one in enumerate(proposed, start=1)),
    )
    return Section("recommendations", words.say("Recommendations"), blocks)


def _advice(place: int, one: Recommendation, words: Words) -> Advice:
    language = words.language
    return Advice(
        heading=f"{place}. {one.planned.measure.to(language)}",
        evidence=tuple(entry.to(language) for entry in one.evidence),
        facts=(Fact(words.say("Serves plan item"), one.plan_item),),
        rank=one.rank.to(language),
    )


def plan(proposed: Sequence[Recommendation], words: Words) -> Section:
    """Return the proposed plan in the six columns of the district's plans."""
    language = words.language
    rows = tuple(
        (
            str(place),
            one.planned.measure.to(language),
            one.planned.success.to(language),
            one.planned.timing.to(language),
            one.planned.level.to(language),
            one.planned.body.to(language),
        )
        for place, one in enumerate(proposed, start=1)
    )
    table = six_columns(words.say("Proposed plan of measures"), rows, words)
    return Section("plan", words.say("Proposed plan"), (table,), wide=True, signed=True)


def six_columns(caption: str, rows: tuple[tuple[str, ...], ...], words: Words) -> Table:
    """Return a table in the six columns of the district's plans."""
    say = words.say
    titles = (
        say("No."),
        say("Measure"),
        say("Success indicator"),
        say("Timing"),
        say("Level to reach"),
        say("Implementing body"),
    )
    empty = (("1", "", "", "", "", ""), ("2", "", "", "", "", ""))
    return Table(
        name="plan",
        caption=caption,
        columns=tuple(
            Column(title, width=width)
            for title, width in zip(titles, PLAN_WIDTHS, strict=True)
        ),
        rows=rows or empty,
    )
