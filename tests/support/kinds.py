"""Every kind of report, of a sample district, in one language."""

from datetime import date
from functools import cache

from analysis.report import building
from analysis.report.kinds import (
    implementation,
    organisation,
    plan,
    quarter,
    service_point,
)
from analysis.report.kinds.implementation import Direction, Implementation, Measure
from analysis.report.kinds.quarter import Quarter
from analysis.results import ORGANISATION
from questionnaires import loader
from tests.support.published import district

SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")
_DAY = date(2026, 9, 30)
_MEASURES = tuple(
    Measure(
        str(number),
        "Ажлын ачааллыг дахин тооцож, орон тоог тэнцвэржүүлэх",
        "Зураглал батлагдсан",
        "4 дүгээр улиралд",
        "60-аас доошгүй оноо",
        "Тамгын газар",
        state,
        done,
        _DAY,
        ("А/12 тушаал.pdf",),
    )
    for number, (state, done) in enumerate(
        [("done", 100), ("under way", 40), ("planned", 0), ("dropped", 0)] * 3, start=1
    )
)
DONE = Implementation(
    "Төлөвлөгөөний хэрэгжилт",
    date(2026, 11, 1),
    (Direction("05/123", _DAY, "Журам батлах", ("1", "2")),),
    _MEASURES,
)


@cache
def staff():
    """Return the release of a survey of civil servants."""
    return district(loader.load("internal_integrity"))


@cache
def citizens():
    """Return the release of a survey of citizens."""
    return district(loader.load("citizen_satisfaction"), services=SERVICES)


def build(kind, language):
    """Return the report of a kind."""
    return _BUILT[kind](language)


def _of_body(language):
    known = organisation.basis(staff())
    return organisation.build(known, known.organisations[0], language=language)


def _at_point(language):
    known = organisation.basis(citizens())
    name = known.organisations[0]
    return service_point.build(known, name, language=language, cut=ORGANISATION)


def _of_service(language):
    known = organisation.basis(citizens())
    return service_point.build(known, SERVICES[0], language=language)


def _of_quarter(language):
    told = Quarter(2026, 3, (staff(), citizens()), DONE)
    return quarter.build(told, language=language)


_BUILT = {
    "staff": lambda language: building.build(staff(), language=language, done=DONE),
    "citizens": lambda language: building.build(citizens(), language=language),
    "organisation": _of_body,
    "service point": _at_point,
    "service": _of_service,
    "quarter": _of_quarter,
    "implementation": lambda language: implementation.build(DONE, language=language),
    "plan": lambda language: plan.build(DONE, language=language),
}
KINDS = tuple(_BUILT)
