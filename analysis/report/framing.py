"""The frame around every kind of report: its head, its statement, its signatures."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import Head, Report, Section
from analysis.wording import Words, words

_BLANK = "……………"
_SHORT_BLANK = "………"


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the first page above the summary."""

    title: str
    subtitle: str
    letterhead: Letterhead = DISTRICT
    sample: bool = False


def framed(language: str, cover: Cover, sections: Iterable[Section]) -> Report:
    """Return a report with its sections in the district's frame."""
    told = words(language)
    return Report(
        language=language,
        title=cover.title,
        subtitle=cover.subtitle,
        head=_head(cover.letterhead, told),
        sample=told.say("SAMPLE DATA: an invented district") if cover.sample else "",
        statement=told.say(
            "The district's own survey; not the IAAC's official assessment. "
            "Report corruption: hotline 110."
        ),
        sections=tuple(sections),
    )


def _head(letterhead: Letterhead, words: Words) -> Head:
    return Head(
        organisation=letterhead.organisation.to(words.language),
        number=words.say("No. {blank}", blank=_SHORT_BLANK),
        day=words.say("Date {blank}", blank=_SHORT_BLANK),
        place=letterhead.place.to(words.language),
        contents=words.say("Contents"),
        data=words.say("Table"),
        signed=words.say("Signatures"),
        signature=(
            words.say("Approved by: {blank} / {blank} /", blank=_BLANK),
            words.say("Agreed with the IAAC: {blank} / {blank} /", blank=_BLANK),
            words.say("Prepared by: {blank} / {blank} /", blank=_BLANK),
        ),
    )
