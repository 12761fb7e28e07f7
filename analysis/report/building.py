"""Builds the one Report object that every rendering shows.

Every figure in it comes from `disclosure.rounded`, the last step before showing.
"""

from analysis import findings, margins, recommendations
from analysis.disclosure import Published, rounded
from analysis.report import (
    advice,
    annex,
    changes,
    followed,
    job_map,
    method,
    people,
    scores,
    summary,
    voices,
)
from analysis.report.framing import Cover, framed
from analysis.report.kinds.implementation import Implementation
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import Report
from analysis.results import Results
from analysis.wording import Words, words


def build(
    published: Published[Results],
    *,
    language: str,
    letterhead: Letterhead = DISTRICT,
    done: Implementation | None = None,
) -> Report:
    """Return the report on a survey in one language.

    `done` is what followed from surveys before, and what the IAAC directed.
    """
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
        *followed.done(done, told),
        *scores.sections(shown, found, told),
        *voices.sections(shown, told),
        followed.directed(done, told),
        advice.recommended(proposed, told, margin=margins.of_all(shown.value)),
        advice.plan(proposed, told),
        *job_map.sections(shown, told),
        *annex.sections(shown, told),
    )
    cover = Cover(
        facts.title.to(language),
        _subtitle(shown.value, told),
        letterhead,
        sample=facts.sample,
    )
    return framed(language, cover, sections)


def _subtitle(results: Results, words: Words) -> str:
    facts = results.facts
    if facts.opened is None or facts.closed is None:
        return words.say("Survey report")
    return words.say(
        "Survey report, {opened} – {closed}",
        opened=words.day(facts.opened),
        closed=words.day(facts.closed),
    )
