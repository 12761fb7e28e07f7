"""The reports on what was done: quarter by quarter, and their files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from analysis.report import formats
from analysis.report.kinds import implementation, quarter
from analysis.report.kinds import plan as six_columns
from analysis.report.kinds.implementation import Implementation
from analysis.report.model import Report
from analysis.wording import LANGUAGES
from survey import papers, publishing, reckoning
from survey.database import reading
from survey.quarters import Quarter, quarter_of
from survey.registry import audit, directions, measures
from survey.registry.audit import Act
from survey.registry.measures import DONE, QUARTERS, Measure
from survey.web.console import files
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("accountings", __name__)

_ENDINGS = ("pdf", "docx")
_FIRST_YEAR, _LAST_YEAR = 2025, 2100


@dataclass(frozen=True, slots=True)
class Row:
    """A quarter with what its report will tell."""

    quarter: Quarter
    surveys: int
    due: int
    done: int


@blueprint.get("/reports")
def page() -> str:
    """List the reports that can be written, quarter by quarter, and the comparisons."""
    with reading(services().databases.registry) as session:
        shown = publishing.published_surveys(session)
        every = measures.every(session)
        share = directions.implementation(session)
        waves = [
            (one.survey, publishing.earlier_waves(session, one.survey)) for one in shown
        ]
    return render_template(
        "console/reports.html",
        rows=_rows([one.closed for one in shown], every),
        share=share,
        waves=[(after, before[0]) for after, before in waves if before],
    )


def _rows(closed: Sequence[date | None], every: Sequence[Measure]) -> list[Row]:
    """Return the quarters up to this one in which anything happened, newest first."""
    now = quarter_of(services().clock())
    ended = [quarter_of(day) for day in closed if day is not None]
    quarters = {now, *ended, *(one.due for one in every if one.due <= now)}
    return [
        Row(
            quarter,
            surveys=ended.count(quarter),
            due=sum(one.due == quarter for one in every),
            done=sum(one.due == quarter and one.percent == DONE for one in every),
        )
        for quarter in sorted(quarters, reverse=True)
    ]


@blueprint.get("/measures/report/<language_of>.<ending>")
def whole(language_of: str, ending: str) -> Response:
    """Return the report on implementation of all measures."""
    _require_known(language_of, ending)
    report = implementation.build(_told(language_of), language=language_of)
    return _sent(report, f"implementation-{language_of}", ending)


@blueprint.get("/plan/<language_of>.<ending>")
def plan(language_of: str, ending: str) -> Response:
    """Return the plan of measures in six columns, to be signed."""
    _require_known(language_of, ending)
    report = six_columns.build(_told(language_of), language=language_of)
    return _sent(report, f"plan-{language_of}", ending)


@blueprint.get("/quarters/<int:year>/<int:number>/<language_of>.<ending>")
def one_quarter(year: int, number: int, language_of: str, ending: str) -> Response:
    """Return the report on a quarter."""
    _require_known(language_of, ending)
    if number not in QUARTERS or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotFound
    today = services().clock()
    with reading(services().databases.registry) as session:
        told = reckoning.quarter(session, year, number, language_of, today=today)
    done = replace(told.implementation, sample=services().settings.sample)
    report = quarter.build(replace(told, implementation=done), language=language_of)
    return _sent(report, f"quarter-{year}-{number}-{language_of}", ending)


def _told(language: str) -> Implementation:
    used = services()
    with reading(used.databases.registry) as session:
        told = reckoning.implementation(session, language, today=used.clock())
    return replace(told, sample=used.settings.sample)


def _require_known(language: str, ending: str) -> None:
    if language not in LANGUAGES or ending not in _ENDINGS:
        raise NotFound


def _sent(report: Report, name: str, ending: str) -> Response:
    content = formats.rendered(ending, report)
    with services().databases.registry.begin() as session:
        audit.record(session, deed(), Act.REPORT_FETCHED, f"{name}.{ending}")
    return files.download(content, f"{name}.{ending}", papers.TYPES[ending])
