"""Writes each kind of block of a report in the styles of the Word template."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import TypeAlias

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Mm

from analysis.charts.model import Chart, Table
from analysis.report import docx_markup as markup
from analysis.report import pictures
from analysis.report.columns import shares
from analysis.report.model import (
    Advice,
    Block,
    Facts,
    Notice,
    Paragraph,
    Points,
    Steps,
    Subheading,
)
from analysis.report.texts import writable

_LABEL_SHARE = 0.34
_FILLED_IN = ("jobs", "directions-blank")
_RULED = ("plan", *_FILLED_IN)
_WRITING_HEIGHT = 500
_FEW_ROWS, _LAST_ROWS = 6, 3

Written: TypeAlias = Iterator[Element]


class Writer:
    """Writes blocks into a document, each as wide as the text of its page."""

    def __init__(self, document: Document, width: float) -> None:
        """Write into a document whose page has room for a width in millimetres."""
        self._document = document
        self._width = width
        self._writers: Mapping[str, Callable[..., Written]] = {
            "paragraph": self._paragraph,
            "notice": self._notice,
            "subheading": self._subheading,
            "points": self._points,
            "facts": self._facts,
            "steps": self._steps,
            "advice": self._advice,
            "table": self._table,
            "chart": self._chart,
        }

    def write(self, block: Block) -> Written:
        """Yield the paragraphs and tables of a block."""
        yield from self._writers[block.kind](block)

    def _paragraph(self, block: Paragraph) -> Written:
        yield markup.paragraph("BodyText", markup.run(block.text))

    def _notice(self, block: Notice) -> Written:
        yield markup.paragraph("ReportNotice", markup.run(block.text))

    def _subheading(self, block: Subheading) -> Written:
        yield markup.paragraph("Heading2", markup.run(block.text))

    def _points(self, block: Points) -> Written:
        for entry in block.entries:
            yield markup.paragraph("ListBullet", markup.run(entry))

    def _steps(self, block: Steps) -> Written:
        for place, step in enumerate(block.entries, start=1):
            yield markup.paragraph(
                "ReportStep",
                markup.run(f"{place}. {step.title}", markup.element("b")),
                markup.element("r", markup.element("br")),
                markup.run(step.reason),
            )
            yield markup.paragraph("ReportGap")

    def _facts(self, block: Facts | Advice) -> Written:
        entries = block.entries if isinstance(block, Facts) else block.facts
        if not entries:
            return
        widths = self._widths((_LABEL_SHARE, 1 - _LABEL_SHARE))
        rows = (
            markup.row(
                (
                    _cell(fact.label, widths[0], "ReportLabel"),
                    _cell(fact.value, widths[1], "ReportCell"),
                ),
                head=False,
            )
            for fact in entries
        )
        told = ", ".join(fact.label for fact in entries)
        yield markup.table("ReportFacts", widths, rows, told=told)
        yield markup.paragraph("ReportGap")

    def _advice(self, block: Advice) -> Written:
        yield markup.paragraph("Heading2", markup.run(block.heading))
        for line in block.evidence:
            yield markup.paragraph("ListBullet", markup.run(line))
        yield from self._facts(block)
        yield markup.paragraph("ReportRank", markup.run(block.rank))

    def _table(self, block: Table) -> Written:
        widths = self._widths(shares(block, self._width))
        height = _WRITING_HEIGHT if block.name in _FILLED_IN else 0
        styles = [
            "ReportNumber" if column.numeric else "ReportCell"
            for column in block.columns
        ]
        head = markup.row(
            (
                _cell(column.title, width, style)
                for column, width, style in zip(
                    block.columns, widths, styles, strict=True
                )
            ),
            head=True,
        )
        rows = [
            markup.row(map(_cell, texts, widths, styles), head=False, height=height)
            for texts in block.rows
        ]
        for one in (head, *_together(rows)):
            markup.keep(one)
        yield markup.paragraph("Caption", markup.run(block.caption))
        style = "ReportPlan" if block.name in _RULED else "ReportTable"
        yield markup.table(style, widths, (head, *rows), told=block.caption)
        yield markup.paragraph("ReportGap")

    def _chart(self, block: Chart) -> Written:
        yield markup.paragraph("Heading2", markup.run(block.title))
        yield self._picture(block)
        yield markup.paragraph("ReportNote", markup.run(block.caption))
        if not block.annexed:
            yield from self._table(block.table)

    def _picture(self, block: Chart) -> Element:
        held = self._document.add_paragraph(style="Report Picture")
        picture = held.add_run().add_picture(
            BytesIO(pictures.png(block)), width=Mm(self._width)
        )
        properties = picture._inline.docPr  # noqa: SLF001  python-docx has no word for alt text
        properties.set("descr", writable(block.alt))
        properties.set("title", writable(block.title))
        drawn: Element = held._element  # noqa: SLF001  moved to its place by the caller
        return drawn

    def _widths(self, shares: tuple[float, ...]) -> tuple[int, ...]:
        whole = self._width * markup.TWIPS_PER_MM / sum(shares)
        return tuple(int(share * whole) for share in shares)


def _together(rows: list[Element]) -> list[Element]:
    """Return the rows that stand with the next: all of a few, the last ones of many."""
    return rows[:-1] if len(rows) <= _FEW_ROWS else rows[-_LAST_ROWS:-1]


def _cell(text: str, width: int, style: str) -> Element:
    return markup.cell(markup.paragraph(style, markup.run(text)), width)
