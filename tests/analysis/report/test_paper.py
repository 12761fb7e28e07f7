"""How reports lie on paper: what has to stand together does."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from analysis.charts.model import Column, Table
from analysis.report import building, pdf
from analysis.report.kinds import implementation, plan
from analysis.report.kinds.implementation import Implementation, Measure
from analysis.report.model import Points, Section
from tests.support.published import facts, publish

LINE = "Энэ бол дүгнэлтийн хуудсыг дүүргэх зорилготой нэг мөр өгүүлбэр юм."
MEASURE = Measure("1", LINE, LINE, "жилдээ", LINE, LINE, "planned")


def pages(report):
    return [
        page.extract_text() for page in PdfReader(BytesIO(pdf.render(report))).pages
    ]


def crowded(lines):
    """Return a report whose summary has so many more lines."""
    report = building.build(publish(), language="mn")
    summary, *rest = report.sections
    more = Points((LINE,) * lines)
    filled = replace(summary, blocks=(*summary.blocks, more))
    return replace(report, sections=(filled, *rest, *rest))


@pytest.mark.parametrize("lines", [0, 22, 30])
def test_the_summary_stands_on_the_first_page_alone(lines):
    report = crowded(lines)

    first, second, *_ = pages(report)

    assert first.count(LINE) == lines
    assert LINE not in second
    assert report.head.contents in second


@pytest.mark.parametrize("rows", range(8, 32, 3))
def test_signatures_stand_on_the_page_where_their_table_ends(rows):
    day = facts().closed
    told = Implementation("Төлөвлөгөө", day, (), (MEASURE,) * rows)
    report = plan.build(told, language="mn")

    last = " ".join(pages(report)[-1].split())

    assert "Баталсан" in last
    assert LINE in last


@pytest.mark.parametrize("before", range(24, 40, 2))
def test_no_row_of_a_long_table_stands_alone_on_a_page(before):
    columns = (Column("Нэр", width=3), Column("Тоо", numeric=True), Column("Хувь"))
    rows = tuple((f"Мөр {n}", str(n), "1%") for n in range(1, 16))
    table = Table("long", "Урт хүснэгт", columns, rows)
    blocks = (Points((LINE,) * before), table)
    told = Implementation("Тайлан", facts().closed, (), ())
    plain = implementation.build(told, language="mn")
    report = replace(plain, sections=(Section("one", "Нэг", blocks),))

    counts = [page.count("Мөр ") for page in pages(report)]

    assert sum(counts) == 15
    assert all(count == 0 or count >= 3 for count in counts[1:])
