"""Renders a report as a Word file, from a template that an officer may replace.

The template holds the look and the words around a report as `{{ places }}`; where its
paragraph `{{ body }}` stands, the sections are written in the template's own styles.
"""

from importlib.resources import files
from io import BytesIO
from zipfile import BadZipFile

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.section import Section as Page
from docx.shared import Length, Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from analysis.report import docx_markup as markup
from analysis.report.docx_blocks import Writer
from analysis.report.model import Head, Report, Section
from analysis.report.texts import in_properties, writable
from questionnaires.faults import FaultsError, fault

_BODY = "\ue000body\ue001"
_LONG, _SHORT, _WIDE_MARGIN = Mm(297), Mm(210), Mm(18)
_FEW_SECTIONS = 5
_TAGS = {"mn": "mn-MN", "en": "en-GB"}


class WordTemplateError(FaultsError):
    """A Word template that cannot be filled in."""


def render(report: Report, *, template: bytes | None = None) -> bytes:
    """Return the report as a Word file in the look of a template."""
    document = _filled(report, packaged() if template is None else template)
    _describe(document, report)
    place = _place(document)
    for part, section in enumerate(report.sections):
        _turn(document, place, report.sections, part)
        _write(document, place, section, part)
        if section.signed:
            _keep_last_row(place)
            place.addprevious(_signatures(document, report.head))
        if part == 0 and len(report.sections) > _FEW_SECTIONS:
            _contents(place, report)
    place.getparent().remove(place)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def packaged() -> bytes:
    """Return our own template, for an officer to change."""
    return (files("templates") / "report" / "report.docx").read_bytes()


def check(template: bytes) -> None:
    """Raise WordTemplateError unless reports can be written into a template."""
    blank = Head("", "", "", "", "", "", "", ())
    render(Report("mn", "", "", blank, "", "", ()), template=template)


def _filled(report: Report, template: bytes) -> Document:
    words = {
        "organisation": report.head.organisation,
        "number": report.head.number,
        "day": report.head.day,
        "place": report.head.place,
        "title": report.title,
        "subtitle": report.subtitle,
        "sample": report.sample,
        "statement": report.statement,
    }
    try:
        made = DocxTemplate(BytesIO(template))
        made.render(
            {name: writable(text) for name, text in words.items()} | {"body": _BODY},
            SandboxedEnvironment(autoescape=True, undefined=StrictUndefined),
        )
    except (BadZipFile, PackageNotFoundError, TemplateError, SyntaxError) as error:
        raise _faulty() from error
    document: Document = made.docx
    return document


def _describe(document: Document, report: Report) -> None:
    told = document.core_properties
    told.title, told.subject = (
        in_properties(report.title),
        in_properties(report.subtitle),
    )
    told.author = in_properties(report.head.organisation)
    told.language = _TAGS[report.language]
    for language in document.styles.element.iter(qn("w:lang")):
        for kind in ("val", "eastAsia"):
            language.set(qn(f"w:{kind}"), _TAGS[report.language])


def _place(document: Document) -> Element:
    for paragraph in document.paragraphs:
        if paragraph.text.strip() == _BODY:
            found: Element = paragraph._element  # noqa: SLF001  python-docx inserts only before
            return found
    raise _faulty()


def _turn(
    document: Document, place: Element, sections: tuple[Section, ...], part: int
) -> None:
    """Begin a page on its side, or upright again, where the section wants it."""
    wide, before = sections[part].wide, part > 0 and sections[part - 1].wide
    if wide == before:
        return
    if not part:  # A plan alone: its head lies on the same page.
        _lay(document.sections[0], document.sections[0], wide=wide)
        return
    made = document.add_section(WD_SECTION.NEW_PAGE)
    _lay(made, document.sections[0], wide=wide)
    last = document.element.body[-2]
    place.addprevious(last)


def _lay(made: Page, first: Page, *, wide: bool) -> None:
    """Lay a page on its side, or upright with the margins of the first."""
    made.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    made.page_width, made.page_height = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    for side in ("left", "right", "top", "bottom"):
        margin = f"{side}_margin"
        setattr(made, margin, _WIDE_MARGIN if wide else getattr(first, margin))


def _write(document: Document, place: Element, section: Section, part: int) -> None:
    heading = markup.paragraph("Heading1", markup.run(section.title))
    if section.wide and part:
        heading[0].append(markup.element("pageBreakBefore"))
    place.addprevious(markup.bookmarked(heading, _mark(part), part))
    writer = Writer(document, _text_width(document))
    for block in section.blocks:
        for piece in writer.write(block):
            place.addprevious(piece)


def _keep_last_row(place: Element) -> None:
    """Let the last row of the table before go with what is signed below it."""
    gap = place.getprevious()
    table = gap.getprevious()
    markup.keep(table.findall(qn("w:tr"))[-1])
    gap[0].insert(1, markup.element("keepNext"))


def _signatures(document: Document, head: Head) -> Element:
    """Return the lines to be signed, beside one another as on paper."""
    room = _text_width(document) * markup.TWIPS_PER_MM
    width = int(room / max(1, len(head.signature)))
    cells = [
        markup.cell(markup.paragraph("ReportSigned", markup.run(line)), width)
        for line in head.signature
    ]
    row = markup.row(cells, head=False)
    widths = [width] * len(cells)
    return markup.table("TableNormal", widths, [row], told=head.signed)


def _text_width(document: Document) -> float:
    """Return the millimetres between the margins of the page that is written now."""
    page = document.sections[-1]
    sides = (page.page_width, page.left_margin, page.right_margin)
    whole, left, right = (float(Length(side or 0).mm) for side in sides)
    return whole - left - right


def _contents(place: Element, report: Report) -> None:
    page = markup.run(report.head.contents)
    page.insert(0, markup.element("br", type="page"))
    place.addprevious(markup.paragraph("ReportContents", page))
    titles = [f"{n}. {part.title}" for n, part in enumerate(report.sections, start=1)]
    marks = [_mark(part) for part in range(len(report.sections))]
    for entry in markup.contents(titles, marks):
        place.addprevious(entry)


def _mark(part: int) -> str:
    return f"_Toc{part + 1:08d}"


def _faulty() -> WordTemplateError:
    places = "{{ organisation }}, {{ title }}, {{ body }}"
    return WordTemplateError(
        [
            fault(
                "--template",
                f"Загвар нь {places} зэрэг байр бүхий .docx файл байх ёстой.",
                f"A .docx file with places such as {places} is expected.",
            )
        ]
    )
