"""What a screen reader is told of each kind of report on paper (PDF/UA-1)."""

from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from analysis.report import pdf
from tests.support import kinds, spoken, tags

SLOW = {"staff", "citizens", "quarter"}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(one, marks=[pytest.mark.slow] if one in SLOW else [])
        for one in kinds.KINDS
    ],
)
def report(request):
    """Return a report of each kind; every second one is in English."""
    languages = ("mn", "en")
    return kinds.build(request.param, languages[kinds.KINDS.index(request.param) % 2])


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


def test_it_is_read_out_in_the_order_of_the_report(report, paper):
    told, place = spoken.words(paper), 0

    expected = ["".join(text.split()) for text in in_order(report)]

    assert len(expected) > 20
    for text in expected:
        found = told.find(text, place)
        assert found >= 0, f"{text} does not follow {told[place - 60 : place]}"
        place = found + len(text)


def in_order(report):
    """Yield every text of a report in the order in which it is to be read."""
    head = report.head
    yield from (head.organisation.upper(), head.day, head.number, head.place)
    yield from (report.title, report.subtitle)
    for section in report.sections:
        yield section.title
        for block in section.blocks:
            yield from filter(None, of_block(block))


def of_block(block):
    fields = {
        "points": lambda: block.entries,
        "facts": lambda: [t for e in block.entries for t in (e.label, e.value)],
        "steps": lambda: [t for e in block.entries for t in (e.title, e.reason)],
        "advice": lambda: [
            block.heading,
            *block.evidence,
            *(text for fact in block.facts for text in (fact.label, fact.value)),
            block.rank,
        ],
        "table": lambda: [
            block.caption,
            *(column.title for column in block.columns),
            *(cell for row in block.rows for cell in row),
        ],
        "chart": lambda: [
            block.title,
            block.caption,
            *([] if block.annexed else of_block(block.table)),
        ],
    }
    return fields.get(block.kind, lambda: [block.text])()


def test_what_stands_on_every_page_is_not_read_out(report, paper):
    told = spoken.words(paper)

    assert "".join(report.statement.split()) not in told
    assert not report.sample or "".join(report.sample.split()) not in told


def test_lists_are_lists_with_their_marks_and_bodies(report, tree):
    wanted = sum(
        len(entries)
        for part in report.sections
        for block in part.blocks
        for entries in [getattr(block, "evidence", None) or entries_of(block)]
    )

    found = list(tree.every("L"))

    entries = [part for one in found for part in one.parts]
    assert {entry.kind for entry in entries} <= {"LI"}
    assert len(entries) == wanted
    for entry in entries:
        assert [part.kind for part in entry.parts] == ["Lbl", "LBody"]


def entries_of(block):
    return block.entries if block.kind == "points" else ()


def test_rows_and_cells_stand_where_they_belong(tree):
    above = {
        "TR": {"Table", "THead", "TBody", "TFoot"},
        "TH": {"TR"},
        "TD": {"TR"},
        "LI": {"L"},
        "LBody": {"LI"},
        "THead": {"Table"},
        "TBody": {"Table"},
        "TFoot": {"Table"},
    }

    pairs = list(pairs_of(tree))

    assert pairs
    for upper, lower in pairs:
        assert lower not in above or upper in above[lower], f"{lower} in {upper}"
    for table in tree.every("Table"):
        widths = {len(row.parts) for row in table.every("TR")}
        assert len(widths) == 1


def pairs_of(tag):
    for part in tag.parts:
        yield tag.kind, part.kind
        yield from pairs_of(part)


def test_every_kind_of_tag_is_one_of_the_standard_s(paper, tree):
    known = {
        "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC",
        "TOCI", "P", "H", "H1", "H2", "H3", "H4", "L", "LI", "Lbl", "LBody", "Table",
        "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Link", "Reference",
        "Figure", "Formula", "Note", "NonStruct", "Quote", "Code", "Annot",
    }  # fmt: skip
    roles = paper.trailer["/Root"]["/StructTreeRoot"].get("/RoleMap", {})

    kinds = {tag.kind for tag in tree.every(*(known | set(strip(roles))))}
    every = {kind for pair in pairs_of(tree) for kind in pair} - {"Root"}

    assert every == kinds
    for name in every - known:
        assert strip([roles[f"/{name}"]])[0] in known


def strip(names):
    return [str(name).removeprefix("/") for name in names]


def test_bookmarks_lead_to_the_sections(report, paper):
    told = [one.title for one in paper.outline if not isinstance(one, list)]

    numbered = [one.split(". ", 1)[-1] for one in told]
    wanted = [section.title for section in report.sections]
    assert [one for one in numbered if one in wanted] == wanted


def test_the_tabulator_follows_the_tags(paper):
    linked = [page for page in paper.pages if page.get("/Annots")]

    assert all(page["/Tabs"] == "/S" for page in linked)
    assert all("/StructParents" in page for page in paper.pages)


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
