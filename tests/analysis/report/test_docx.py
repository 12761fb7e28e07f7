from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from analysis.report import building, docx, docx_template
from analysis.report.kinds import plan
from analysis.report.kinds.implementation import Implementation
from questionnaires import loader
from tests.support.published import district

SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")


@pytest.fixture(scope="module")
def report():
    shown = district(loader.load("citizen_satisfaction"), services=SERVICES)
    return building.build(shown, language="mn")


@pytest.fixture(scope="module")
def written(report):
    return docx.render(report)


@pytest.fixture(scope="module")
def document(written):
    return Document(BytesIO(written))


def tables(report):
    """Yield the tables that stand on paper, with what they show."""
    for section in report.sections:
        for block in section.blocks:
            if block.kind == "table":
                yield block
            elif block.kind == "chart" and not block.annexed:
                yield block.table


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def saved(document):
    held = BytesIO()
    document.save(held)
    return held.getvalue()


_UNTITLED = {"Report Facts", "Normal Table"}


def test_every_table_of_the_report_is_a_real_table(report, document):
    found = [
        rows(table) for table in document.tables if table.style.name not in _UNTITLED
    ]

    assert found == [
        [[column.title for column in table.columns], *map(list, table.rows)]
        for table in tables(report)
    ]


def test_the_head_of_a_table_is_repeated_and_no_row_is_split(document):
    for table in document.element.body.iter(qn("w:tbl")):
        first, *rest = table.iter(qn("w:trPr"))
        style = next(table.iter(qn("w:tblStyle"))).get(qn("w:val"))
        head = first.find(qn("w:tblHeader"))
        assert (head is None) == (style in {"ReportFacts", "TableNormal"})
        assert all(row.find(qn("w:cantSplit")) is not None for row in rest)


def test_no_row_of_a_table_stands_alone_at_the_edge_of_a_page(document):
    kept = [
        [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
        for table in document.tables
        if table.style.name in {"Report Table", "Report Plan"}
        for rows in [list(table.rows)]
    ]

    assert {len(rows) > 7 for rows in kept} == {True, False}
    for head, *rows in kept:
        assert head
        assert all(rows[-3:-1])
        assert len(rows) > 6 or all(rows[:-1])
        assert len(rows) <= 6 or not any(rows[:-3])


def test_headings_are_headings_and_the_contents_lead_to_them(report, document):
    titles = [section.title for section in report.sections]

    headings = [p for p in document.paragraphs if p.style.name == "Heading 1"]
    contents = [p for p in document.paragraphs if p.style.name == "toc 1"]

    assert [heading.text for heading in headings] == titles
    assert [e.text.split(". ", 1)[1] for e in contents] == titles
    body = document.element.body
    marks = [e.get(qn("w:name")) for e in body.iter(qn("w:bookmarkStart"))]
    led = [e.get(qn("w:anchor")) for e in body.iter(qn("w:hyperlink"))]
    assert led == marks
    (command,) = [found.text for found in body.iter(qn("w:instrText"))]
    assert command.strip().startswith("TOC")


def test_a_chart_is_a_picture_that_is_told_in_words(report, document):
    charts = [
        block
        for section in report.sections
        for block in section.blocks
        if block.kind == "chart"
    ]

    told = [found.get("descr") for found in document.element.body.iter(qn("wp:docPr"))]

    assert told == [chart.alt for chart in charts]
    assert len(document.inline_shapes) == len(charts)


def test_the_plan_lies_on_its_side_and_is_signed_below(report, document):
    upright, *rest = document.sections

    assert upright.orientation == WD_ORIENT.PORTRAIT
    assert [page.orientation for page in rest] == [WD_ORIENT.LANDSCAPE]
    names = [table.style.name for table in document.tables]
    place = names.index("Normal Table")
    plan, signed = document.tables[place - 1 : place + 1]
    assert plan.style.name == "Report Plan"
    assert len(plan.columns) == 6
    whole = rest[0].page_width - rest[0].left_margin - rest[0].right_margin
    width = sum(column.width for column in plan.columns)
    assert 0.98 * whole < width <= whole
    assert [cell.text for cell in signed.rows[0].cells] == list(report.head.signature)
    last = plan.rows[-1].cells[0].paragraphs[0]
    assert last.paragraph_format.keep_with_next


def test_every_text_of_the_head_and_the_statement_is_there(report, document):
    texts = [paragraph.text for paragraph in document.paragraphs]
    (footer, _pages) = document.sections[0].footer.paragraphs

    assert report.head.organisation.upper() in texts
    assert report.title in texts
    assert footer.text == report.statement
    assert document.sections[0].header.paragraphs[0].text == report.sample


@pytest.mark.parametrize(("language", "tag"), [("mn", "mn-MN"), ("en", "en-GB")])
def test_the_file_says_its_title_and_its_language(report, language, tag):
    shown = replace(report, language=language)

    document = Document(BytesIO(docx.render(shown)))

    assert document.core_properties.title == report.title
    assert document.core_properties.language == tag
    found = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert found == {tag}


def test_an_officer_may_change_the_look_of_the_template(report):
    template = Document(BytesIO(docx.packaged()))
    template.add_paragraph("Хуулбар үнэн: {{ organisation }}")
    template.styles["Heading 1"].font.name = "Times New Roman"

    document = Document(BytesIO(docx.render(report, template=saved(template))))

    assert document.paragraphs[-1].text.startswith("Хуулбар үнэн: ")
    assert document.styles["Heading 1"].font.name == "Times New Roman"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"no file of Word",
        saved,
        lambda made: made.add_paragraph("{{ nobody }} {{ body }}") and saved(made),
        lambda made: made.add_paragraph("{{ body") and saved(made),
        lambda made: made.add_paragraph("{{ body.__class__.__mro__ }}") and saved(made),
    ],
    ids=["no Word", "no place", "unknown place", "broken place", "curious place"],
)
def test_a_template_that_cannot_be_filled_is_named(report, spoil):
    with pytest.raises(docx.WordTemplateError) as raised:
        docx.render(report, template=spoil(Document()))

    assert "{{ body }}" in raised.value.to("en")


def test_the_packaged_template_is_the_one_that_is_made():
    with ZipFile(BytesIO(docx.packaged())) as packaged:
        with ZipFile(BytesIO(saved(docx_template.make()))) as made:
            for part in ("word/document.xml", "word/styles.xml", "word/numbering.xml"):
                assert packaged.read(part) == made.read(part)


def test_a_plan_alone_lies_on_its_side_from_its_head_on():
    told = Implementation("План", date(2026, 9, 30), (), ())
    held = docx.render(plan.build(told, language="mn"))

    (page,) = Document(BytesIO(held)).sections

    assert page.orientation == WD_ORIENT.LANDSCAPE
    assert page.page_width > page.page_height
