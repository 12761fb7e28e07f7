"""Releases results: once per survey, through `analysis.disclosure`.

A release holds the questionnaire's source and the protected results, so that a report
can be made from the registry alone, in any language, always with the same figures.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from analysis import disclosure, findings, recommendations
from analysis.disclosure import Published
from analysis.recommendations import Recommendation
from analysis.report import building, html, pdf
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.model import Report
from analysis.results import Results, to_document
from questionnaires import loader
from questionnaires.model import Text
from survey.database import Session
from survey.registry import reviews, surveys, withdrawals
from survey.registry.lifecycle import State
from survey.registry.withdrawals import Withdrawal
from survey.responses import store

_PUBLIC = (State.PUBLISHED, State.PURGED)


@dataclass(frozen=True, slots=True)
class PublishedSurvey:
    """A survey whose results are public."""

    survey: str
    title: Text
    closed: date | None


def release(
    registry: Session,
    survey: str,
    published: Published[Results],
    *,
    questionnaire: bytes,
    today: date,
) -> None:
    """Keep the protected results of a survey that was just tallied, once."""
    surveys.advance(registry, survey, State.TALLIED, today=today)
    document = {
        "questionnaire": questionnaire.decode(),
        "results": to_document(published.value),
    }
    surveys.release(
        registry,
        survey,
        json.dumps(document, ensure_ascii=False).encode(),
        today=today,
    )


def publish(registry: Session, survey: str, *, today: date) -> None:
    """Show the released results of a survey to everybody.

    Comments that still wait for a review are destroyed: nothing can be released later.
    """
    surveys.advance(registry, survey, State.PUBLISHED, today=today)
    reviews.forget(registry, survey)


def published_surveys(registry: Session) -> tuple[PublishedSurvey, ...]:
    """Return every survey whose results are public, newest first."""
    taken_back = withdrawals.every(registry)
    return tuple(
        PublishedSurvey(name, facts.title, facts.closed)
        for name in surveys.names(registry, *_PUBLIC)
        if name not in taken_back
        for facts in [_release(registry, name).value.facts]
    )


def earlier_waves(registry: Session, survey: str) -> list[str]:
    """Return the public surveys with the same questionnaire before one, newest first.

    A survey that opened on the same day is no wave before it.
    """
    facts = counted(registry, survey).value.facts
    opens = surveys.find(registry, survey).opens
    return [
        one.survey
        for one in published_surveys(registry)
        for other in [_release(registry, one.survey).value.facts]
        if (other.name, other.sample) == (facts.name, facts.sample)
        if surveys.find(registry, one.survey).opens < opens
    ]


def withdrawn_surveys(
    registry: Session,
) -> tuple[tuple[PublishedSurvey, Withdrawal], ...]:
    """Return every survey whose results were public and were taken back."""
    taken_back = withdrawals.every(registry)
    return tuple(
        (PublishedSurvey(name, facts.title, facts.closed), taken_back[name])
        for name in surveys.names(registry, *_PUBLIC)
        if name in taken_back
        for facts in [restored(surveys.released(registry, name) or b"").value.facts]
    )


def report_page(
    registry: Session,
    survey: str,
    language: str,
    *,
    stylesheet_url: str,
    bulletin: bytes = b"",
) -> str:
    """Return the public report as a page that links its styles."""
    report = _report(registry, survey, language, bulletin)
    return html.render(report, stylesheet_url=stylesheet_url)


def preview(
    registry: Session, survey: str, language: str, *, stylesheet_url: str
) -> str:
    """Return the report of a counted survey as its officer reads it before others."""
    document = surveys.released(registry, survey)
    if document is None:
        raise store.UnknownSurveyError
    report = building.build(
        restored(document), language=language, letterhead=letterhead(b"")
    )
    return html.render(report, stylesheet_url=stylesheet_url)


def counted(registry: Session, survey: str) -> Published[Results]:
    """Return the protected results of a survey that was counted, public or not."""
    document = surveys.released(registry, survey)
    if document is None:
        raise store.UnknownSurveyError
    return restored(document)


def proposals(registry: Session, survey: str) -> tuple[Recommendation, ...]:
    """Return the measures that the results of a counted survey call for."""
    document = surveys.released(registry, survey)
    if document is None:
        raise store.UnknownSurveyError
    published = restored(document)
    return recommendations.recommend(published, findings.find(published))


def report_pdf(
    registry: Session, survey: str, language: str, *, bulletin: bytes = b""
) -> bytes:
    """Return the public report as a PDF file."""
    return pdf.render(_report(registry, survey, language, bulletin))


def letterhead(bulletin: bytes) -> Letterhead:
    """Return the head of the district's reports, with the digest of the bulletin."""
    digest = hashlib.sha256(bulletin).hexdigest() if bulletin else ""
    return replace(DISTRICT, bulletin_digest=digest)


def _report(registry: Session, survey: str, language: str, bulletin: bytes) -> Report:
    return building.build(
        _release(registry, survey), language=language, letterhead=letterhead(bulletin)
    )


def _release(registry: Session, survey: str) -> Published[Results]:
    document = surveys.released(registry, survey)
    if document is None or survey not in surveys.names(registry, *_PUBLIC):
        raise store.UnknownSurveyError
    withdrawals.require_shown(registry, survey)
    return restored(document)


@lru_cache(maxsize=32)
def restored(document: bytes) -> Published[Results]:
    """Return the protected results of a release that was kept."""
    found = json.loads(document)
    questionnaire = loader.read(found["questionnaire"].encode())
    return disclosure.restored(found["results"], questionnaire)
