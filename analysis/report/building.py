"""Builds the one Report object that every rendering shows.

Every figure in it comes from `disclosure.rounded`, the last step before showing.
"""

from analysis import findings, recommendations
from analysis.disclosure import Published, rounded
from analysis.report import (
    advice,
    annex,
    changes,
    method,
    people,
    scores,
    summary,
    voices,
)
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import Head, Report
from analysis.results import Results
from analysis.wording import Words, words

_BLANK = "……………"
_SHORT_BLANK = "………"


def build(
    published: Published[Results],
    *,
    language: str,
    letterhead: Letterhead = DISTRICT,
) -> Report:
    """Return the report on a survey in one language."""
    shown = rounded(published)
    told = words(language)
    found = findings.find(published)
    proposed = recommendations.recommend(published, found)
    facts = shown.value.facts
    sections = (
        summary.section(shown, found, proposed, told),
        method.section(shown, letterhead, told),
        people.coverage(shown, told),
        *changes.sections(shown, told),
        *scores.sections(shown, found, told),
        *voices.sections(shown, told),
        advice.recommended(proposed, told),
        advice.plan(proposed, told),
        *annex.sections(shown, told),
    )
    return Report(
        language=language,
        title=facts.title.to(language),
        subtitle=_subtitle(shown.value, told),
        head=_head(letterhead, told),
        sample=told.say("SAMPLE DATA: an invented district") if facts.sample else "",
        statement=told.say(
            "The district's own survey; not the IAAC's official assessment. "
            "Report corruption: hotline 110."
        ),
        sections=sections,
    )


def _subtitle(results: Results, words: Words) -> str:
    facts = results.facts
    if facts.opened is None or facts.closed is None:
        return words.say("Survey report")
    return words.say(
        "Survey report, {opened} – {closed}",
        opened=words.day(facts.opened),
        closed=words.day(facts.closed),
    )


def _head(letterhead: Letterhead, words: Words) -> Head:
    return Head(
        organisation=letterhead.organisation.to(words.language),
        number=words.say("No. {blank}", blank=_SHORT_BLANK),
        day=words.say("Date {blank}", blank=_SHORT_BLANK),
        place=letterhead.place.to(words.language),
        contents=words.say("Contents"),
        data=words.say("Table"),
        signature=(
            words.say("Approved by: {blank} / {blank} /", blank=_BLANK),
            words.say("Agreed with the IAAC: {blank} / {blank} /", blank=_BLANK),
            words.say("Prepared by: {blank} / {blank} /", blank=_BLANK),
        ),
    )
