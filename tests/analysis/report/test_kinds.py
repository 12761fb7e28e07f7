from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from analysis.report import docx, pdf
from analysis.report.kinds import implementation, organisation, quarter, service_point
from analysis.report.kinds.implementation import (
    Direction,
    Implementation,
    Measure,
    StateError,
)
from analysis.results import ORGANISATION
from questionnaires import loader
from tests.support.published import district, release

SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")
SCHOOL = "1 дүгээр сургууль"
MEASURES = (
    Measure(
        "1", "Журам батлах", "Батлагдсан", "Тухай бүр", "100%", "Тамгын газар",
        "done", 100, date(2026, 10, 1), ("А/12 тушаал",),
    ),
    Measure(
        "2", "Ачааллыг тэнцвэржүүлэх", "Зураглал", "4 дүгээр улиралд", "Бүгд", "ХНХ",
        "under way", 40, date(2026, 10, 15),
    ),
    Measure("3", "110 утас", "Байршсан", "Улирал бүр", "90%", "Бүгд", "planned"),
)  # fmt: skip
TOLD = Implementation(
    "Төлөвлөгөөний хэрэгжилт",
    date(2026, 11, 1),
    (
        Direction("05/123", date(2026, 10, 2), "Журам батлах", ("1",)),
        Direction("05/124", date(2026, 10, 2), "Ачаалал", ("2", "3")),
        Direction("05/125", date(2026, 10, 2), "Сургалт"),
    ),
    MEASURES,
)


@pytest.fixture(scope="module")
def internal():
    return district(loader.load("internal_integrity"))


@pytest.fixture(scope="module")
def citizens():
    return district(loader.load("citizen_satisfaction"), services=SERVICES)


@pytest.fixture(scope="module")
def school(internal):
    return organisation.build(organisation.basis(internal), SCHOOL, language="mn")


def texts(report):
    """Return every text of a report, also those of tables."""
    told = []
    for section in report.sections:
        told.append(section.title)
        for block in section.blocks:
            table = getattr(block, "table", block)
            told += [cell for row in getattr(table, "rows", ()) for cell in row]
            told += [getattr(block, "text", "")]
            told += [e for e in getattr(block, "entries", ()) if isinstance(e, str)]
    return told


def section(report, name):
    return next(part for part in report.sections if part.name == name)


def read(report):
    pages = PdfReader(BytesIO(pdf.render(report))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_an_organisation_reads_its_own_figures_beside_those_of_all(internal, school):
    table = next(b for b in section(school, "summary").blocks if b.kind == "table")

    cell = internal.value.indices["culture"].by[ORGANISATION][SCHOOL]
    overall = internal.value.indices["culture"].overall
    row = table.rows[0]
    assert row[1] == str(cell.n)
    assert row[2] == f"{cell.mean:.1f} ({cell.low:.1f}–{cell.high:.1f})"
    assert row[4] == f"{overall.mean:.1f}"


def test_no_other_organisation_is_named_in_its_report(internal, school):
    others = set(internal.value.organisations) - {SCHOOL}

    told = " ".join(texts(school))

    assert not [name for name in others if name in told]


def test_an_organisation_hears_where_it_differs_by_more_than_chance(internal, school):
    ranking = internal.value.ranking
    below = [
        name
        for name, found in ranking.items()
        if found.organisations[SCHOOL].standing == "below"
        and name in internal.value.indices | internal.value.indicators
    ]

    points = [b for b in section(school, "summary").blocks if b.kind == "points"]

    assert sum(len(block.entries) for block in points) == len(below) > 0


def test_an_organisation_is_not_compared_where_means_may_not_be(internal):
    ranking = {
        name: replace(found, comparable=False)
        for name, found in internal.value.ranking.items()
    }
    known = organisation.basis(release(replace(internal.value, ranking=ranking)))
    told = organisation.build(known, SCHOOL, language="mn")

    points = [b for b in section(told, "summary").blocks if b.kind == "points"]

    assert points == []


def test_an_organisation_may_map_its_jobs_beside_the_measured_workload(school):
    jobs = section(school, "jobs")

    (_start, measured, table) = jobs.blocks
    assert jobs.wide
    assert len(table.columns) == 7
    assert all(set(row[1:]) == {""} for row in table.rows)
    assert "Хэмжсэн ачаалал" in measured.text


def test_an_unknown_organisation_has_no_report(internal):
    with pytest.raises(organisation.UnknownOrganisationError):
        organisation.build(organisation.basis(internal), "Nowhere", language="mn")


def test_a_service_point_tells_citizens_what_they_said(citizens):
    assert service_point.services(citizens.value) == sorted(SERVICES)
    report = service_point.build(
        organisation.basis(citizens), SERVICES[0], language="mn"
    )

    first = read(report)[0]
    assert SERVICES[0] in first
    assert "110" in first
    assert "Санал болгож буй арга хэмжээ" in first
    cell = citizens.value.indicators["timeliness"].by["service"][SERVICES[0]]
    assert f"{cell.mean:.1f} ({cell.low:.1f}–{cell.high:.1f})" in first


def test_a_service_without_figures_has_no_report(citizens, internal):
    with pytest.raises(service_point.UnknownServiceError):
        service_point.build(organisation.basis(citizens), "Nowhere", language="mn")
    assert service_point.services(internal.value) == []
    assert service_point.points(internal.value) == []


def test_a_service_point_where_nobody_answered_says_so(citizens):
    known = organisation.basis(citizens)
    silent = replace(
        known.shown.value,
        indicators={
            name: replace(one, by={ORGANISATION: {}})
            for name, one in known.shown.value.indicators.items()
        },
    )
    known = replace(known, shown=release(silent))

    told = service_point.build(known, SCHOOL, language="mn", cut=ORGANISATION)

    assert "Энд хариулсан хүн алга." in texts(told)


def test_the_headline_is_the_share_of_directions_that_are_implemented():
    assert TOLD.implemented == (1, 3)
    report = implementation.build(TOLD, language="en")

    facts = section(report, "summary").blocks[0].entries
    assert facts[0].value == "1 of 3: 33%"
    assert [fact.value for fact in facts[1:]] == ["1", "1", "1", "0"]


def test_measures_stand_in_the_six_columns_with_state_and_evidence():
    report = implementation.build(TOLD, language="mn")

    part = section(report, "measures")
    (table,) = part.blocks
    assert part.signed
    assert [column.title for column in table.columns][:6] == [
        "№",
        "Хэрэгжүүлэх ажил, арга хэмжээ",
        "Шалгуур үзүүлэлт",
        "Хэрэгжүүлэх хугацаа",
        "Хүрэх түвшин",
        "Хэрэгжүүлэгч байгууллага",
    ]
    assert table.rows[0][6:] == ("хэрэгжүүлсэн, 100%", "А/12 тушаал")
    assert table.rows[1][6:] == ("хэрэгжиж буй, 40%", "–")


def test_a_direction_is_as_far_as_its_measures():
    (table,) = section(implementation.build(TOLD, language="en"), "directions").blocks

    assert [row[4:] for row in table.rows] == [
        ("100%", "implemented"),
        ("20%", "being implemented"),
        ("–", "not yet begun"),
    ]


def test_measures_past_their_day_are_named_as_late():
    assert [one.number for one in TOLD.late] == ["2"]

    punctual = replace(TOLD, as_of=date(2026, 10, 15))
    assert punctual.late == ()


@pytest.mark.parametrize("wrong", [{"state": "soon"}, {"done": 101}, {"done": -1}])
def test_a_measure_has_a_known_state_and_a_share_done(wrong):
    with pytest.raises(StateError):
        replace(MEASURES[0], **wrong)


@pytest.mark.parametrize("language", ["mn", "en"])
def test_a_quarter_tells_of_its_surveys_and_of_what_was_done(
    internal, citizens, language
):
    told = quarter.Quarter(2026, 4, (internal, citizens), TOLD)

    report = quarter.build(told, language=language)

    assert "2026" in report.title
    assert report.subtitle == TOLD.title
    (table, _points) = section(report, "surveys").blocks
    assert [row[0] for row in table.rows] == [
        one.value.facts.title.to(language) for one in (internal, citizens)
    ]
    assert [part.name for part in report.sections][-2:] == ["directions", "measures"]
    assert read(report)
    assert Document(BytesIO(docx.render(report))).tables
    assert report.sample


def test_a_quarter_without_surveys_says_so():
    report = quarter.build(quarter.Quarter(2026, 4, (), TOLD), language="en")

    assert "No survey was released in this quarter." in texts(report)
