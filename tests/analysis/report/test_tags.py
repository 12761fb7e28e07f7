"""What a screen reader is told of each kind of report on paper (PDF/UA-1)."""

from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from analysis.report import building, pdf
from analysis.report.kinds import implementation, organisation, service_point
from analysis.report.kinds.implementation import Implementation, Measure
from questionnaires import loader
from tests.support import tags
from tests.support.published import district

SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")
KINDS = (
    pytest.param("survey", marks=pytest.mark.slow),
    "organisation",
    "service",
    "implementation",
)


@pytest.fixture(scope="module")
def shown():
    return district(loader.load("citizen_satisfaction"), services=SERVICES)


@pytest.fixture(scope="module", params=KINDS)
def report(request, shown):
    if request.param == "survey":
        return building.build(shown, language="mn")
    if request.param == "organisation":
        known = organisation.basis(shown)
        return organisation.build(known, known.organisations[0], language="en")
    if request.param == "service":
        return service_point.build(shown, SERVICES[0], language="mn")
    measure = Measure("1", "a", "b", "c", "d", "e", "done", 100)
    told = Implementation("Хэрэгжилт", date(2026, 11, 1), (), (measure,))
    return implementation.build(told, language="mn")


@pytest.fixture(scope="module")
def paper(report):
    return PdfReader(BytesIO(pdf.render(report)))


@pytest.fixture(scope="module")
def tree(paper):
    return tags.tree(paper)


def shown_tables(report):
    blocks = [block for part in report.sections for block in part.blocks]
    tables = [block for block in blocks if block.kind == "table"]
    return tables + [b.table for b in blocks if b.kind == "chart" and not b.annexed]


def test_the_file_says_that_it_is_pdf_ua_with_its_title_and_language(report, paper):
    root = paper.trailer["/Root"]
    metadata = root["/Metadata"].get_data()

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == report.language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert paper.metadata.title == report.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_everything_drawn_has_a_tag_or_is_an_artifact(paper):
    assert [tags.untagged(paper, page) for page in paper.pages] == [0] * len(
        paper.pages
    )


def test_headings_come_in_order_and_skip_no_level(report, tree):
    levels = [int(tag.kind[1]) for tag in tree.every("H1", "H2", "H3", "H4")]

    assert levels.count(1) >= len(report.sections)
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_is_told_in_the_words_of_its_chart(report, tree):
    charts = [
        block
        for part in report.sections
        for block in part.blocks
        if block.kind == "chart"
    ]

    told = [tag.alt for tag in tree.every("Figure")]

    assert [alt for alt in told if alt] == [chart.alt for chart in charts]


def test_every_table_has_heads_and_as_many_cells_as_it_shows(report, tree):
    tables = list(tree.every("Table"))
    shapes = sorted(
        (len(list(t.every("TH"))), len(list(t.every("TD"))))
        for t in tables
        if list(t.every("TH"))
    )

    expected = sorted(
        (len(t.columns), len(t.columns) * len(t.rows)) for t in shown_tables(report)
    )
    assert shapes == expected
    heads = [head for table in tables for head in table.every("TH")]
    assert {head.scope for head in heads} == {"Column"}


def test_fonts_are_embedded_and_every_letter_can_be_read_out(paper):
    fonts = [
        font.get_object()
        for page in paper.pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]

    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font
