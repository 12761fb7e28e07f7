"""The headings that grids have in common, in the reader's language."""

from analysis.report.grids import (
    COUNT,
    DECIMAL,
    REASON,
    SCORE,
    SHARE,
    TEXT,
    Heading,
)
from analysis.wording import Words

_WIDE, _MIDDLE = 48, 26


def name(words: Words) -> Heading:
    """Return the heading over names of the questionnaire."""
    return Heading("name", words.say("Name"), TEXT, _MIDDLE)


def title(words: Words, told: str, *, column: str = "title") -> Heading:
    """Return the heading over titles in words."""
    return Heading(f"{column}_{words.language}", told, TEXT, _WIDE)


def group(words: Words) -> tuple[Heading, Heading]:
    """Return the headings over a cut and its cells."""
    return (
        Heading("cut", words.say("Breakdown"), TEXT, _MIDDLE),
        Heading("group", words.say("Group"), TEXT, _WIDE),
    )


def people(words: Words) -> tuple[Heading, Heading]:
    """Return the headings over a number of people, or the band that it lies in."""
    return (
        Heading("n", words.say("People"), COUNT),
        Heading("n_to", words.say("People, up to"), COUNT),
    )


def scores(words: Words) -> tuple[Heading, ...]:
    """Return the headings over the figures of an item, indicator or index."""
    return (
        *people(words),
        Heading("mean", words.say("Mean"), SCORE),
        Heading("low", words.say("Interval from"), SCORE),
        Heading("high", words.say("Interval to"), SCORE),
        Heading("positive", words.say("Positive"), SHARE),
        Heading("positive_low", words.say("Positive from"), SHARE),
        Heading("positive_high", words.say("Positive to"), SHARE),
    )


def beside(words: Words, *, visits: bool) -> tuple[Heading, ...]:
    """Return the headings over the district's other means, weighed by people."""
    weighted = words.say("By visits") if visits else words.say("By headcount")
    return (
        Heading("weighted", weighted, SCORE),
        Heading("weighted_low", words.say("By headcount from"), SCORE),
        Heading("weighted_high", words.say("By headcount to"), SCORE),
        Heading("typical", words.say("Typical organisation"), SCORE),
    )


def rate(words: Words) -> tuple[Heading, ...]:
    """Return the headings over the figures of an experience."""
    return (
        *people(words),
        Heading("rate", words.say("Share"), SHARE),
        Heading("low", words.say("Interval from"), SHARE),
        Heading("high", words.say("Interval to"), SHARE),
    )


def reliability(words: Words) -> tuple[Heading, ...]:
    """Return the headings over how well the items of an indicator agree."""
    return (
        Heading("alpha", words.say("Cronbach's alpha"), DECIMAL),
        Heading("omega", words.say("McDonald's omega"), DECIMAL),
        Heading("icc1", "ICC(1)", DECIMAL),
        Heading("icc2", "ICC(2)", DECIMAL),
    )


def standing(words: Words) -> tuple[Heading, ...]:
    """Return the headings over where an organisation stands."""
    return (
        Heading("shrunken", words.say("Drawn to the mean"), SCORE),
        Heading("rank_low", words.say("Place from"), COUNT),
        Heading("rank_high", words.say("Place to"), COUNT),
        Heading("standing", words.say("Beside the district"), TEXT, _MIDDLE),
    )


def withheld(words: Words) -> Heading:
    """Return the heading over the reasons for which figures are not shown."""
    return Heading("withheld", words.say("Why not shown"), REASON, _MIDDLE)
