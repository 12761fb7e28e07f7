"""Makes the Word template: `python -m analysis.report.docx_template FILE.docx`.

The file in `templates/report` was made by it. An officer changes the look in Word; as
long as the places and the names of the styles stay, reports are written into it.
"""

import sys
from pathlib import Path

from docx import Document
from docx.document import Document as Made
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from analysis.report import docx_markup as markup

_INK, _ACCENT = RGBColor(0x1D, 0x2B, 0x36), RGBColor(0x1F, 0x5F, 0x8B)
_PALE, _LINE, _FONT = "F2F5F7", "C9D0D6", "Arial"
_RIGHT, _CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
_LEFT = WD_ALIGN_PARAGRAPH.LEFT
# name: size in points, bold (None: as the table says), space before and after in points
_TEXTS: dict[str, tuple[float, bool | None, float, float]] = {
    "Normal": (10, False, 0, 4),
    "Body Text": (10, False, 0, 6),
    "Title": (17, True, 12, 4),
    "Subtitle": (11.5, False, 0, 10),
    "Heading 1": (14, True, 18, 8),
    "Heading 2": (11.5, True, 12, 5),
    "Heading 3": (10.5, True, 10, 4),
    "Caption": (9, True, 6, 3),
    "List Bullet": (10, False, 0, 4),
    "toc 1": (10.5, False, 0, 5),
    "Report Head": (12, True, 0, 8),
    "Report Sample": (9, True, 0, 0),
    "Report Statement": (8, False, 0, 0),
    "Report Contents": (14, True, 0, 8),
    "Report Note": (9, False, 2, 8),
    "Report Notice": (10, False, 6, 8),
    "Report Step": (10, False, 0, 2),
    "Report Rank": (9.5, False, 4, 8),
    "Report Picture": (10, False, 0, 2),
    "Report Cell": (8.5, None, 2, 2),
    "Report Label": (9, True, 2, 2),
    "Report Number": (8.5, None, 2, 2),
    "Report Gap": (4, False, 0, 4),
    "Report Signed": (10, False, 12, 6),
}
_KEPT = (
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Report Picture",
    "Caption",
    "Report Signed",
)
_HEADINGS = (*_KEPT[:3], "Title", "Report Contents")
_FIRST_NUMBER = 77


def make() -> Made:
    """Return the template."""
    document = Document()
    for name, (size, bold, before, after) in _TEXTS.items():
        style = _style(document, name)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = _ACCENT if name in _HEADINGS[:1] else _INK
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.keep_with_next = name in _KEPT
        style.paragraph_format.line_spacing = 1.08
        _spoken(style)
    _arranged(document)
    _numbered(document)
    for name in ("Report Table", "Report Plan", "Report Facts"):
        document.styles.element.append(_table_style(name))
    _page(document)
    return document


def main() -> int:
    """Write the template to the file that is named."""
    make().save(str(Path(sys.argv[1])))
    return 0


def _style(document: Made, name: str) -> ParagraphStyle:
    if name in {style.name for style in document.styles}:
        found = document.styles[name]
    else:
        ours = name.startswith("Report")
        kind = WD_STYLE_TYPE.PARAGRAPH
        found = document.styles.add_style(name, kind, builtin=not ours)
    if not isinstance(found, ParagraphStyle):
        raise TypeError(name)
    return found


def _spoken(style: ParagraphStyle) -> None:
    """Give a style its font for every alphabet, and a language to be filled in."""
    properties = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:spacing", "w:kern"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    kinds = ("ascii", "hAnsi", "cs", "eastAsia")
    properties.insert(0, markup.element("rFonts", **dict.fromkeys(kinds, _FONT)))
    if style.name == "Normal":
        properties.append(markup.element("lang", val="mn-MN", eastAsia="mn-MN"))
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def _arranged(document: Made) -> None:
    for name, side in (
        ("Title", _CENTRE),
        ("Subtitle", _CENTRE),
        ("Report Head", _CENTRE),
        ("Report Number", _RIGHT),
        ("Report Cell", _LEFT),
    ):
        _style(document, name).paragraph_format.alignment = side
    _style(document, "Report Rank").font.italic = True
    for name in ("Report Notice", "Report Step"):
        properties = _style(document, name).element.get_or_add_pPr()
        bar = markup.element("left", val="single", sz=18, space=6, color="1F5F8B")
        _placed(properties, markup.element("pBdr", bar))
        _placed(properties, markup.element("shd", val="clear", fill=_PALE))
        _style(document, name).paragraph_format.left_indent = Mm(3)


def _placed(properties: Element, made: Element) -> None:
    """Insert borders and shading where the order of the format wants them."""
    later = [
        found
        for found in properties
        if found.tag in {qn("w:spacing"), qn("w:ind"), qn("w:jc")}
    ]
    if later:
        later[0].addprevious(made)
    else:
        properties.append(made)


def _numbered(document: Made) -> None:
    """Let Word number the sections as the printed report does."""
    numbering = document.part.numbering_part.element
    level = markup.element(
        "lvl",
        markup.element("start", val=1),
        markup.element("numFmt", val="decimal"),
        markup.element("pStyle", val="Heading1"),
        markup.element("suff", val="space"),
        markup.element("lvlText", val="%1."),
        markup.element("lvlJc", val="left"),
        ilvl=0,
    )
    abstract = markup.element("abstractNum", level, abstractNumId=_FIRST_NUMBER)
    numbering.find(qn("w:num")).addprevious(abstract)
    reference = markup.element("abstractNumId", val=_FIRST_NUMBER)
    numbering.append(markup.element("num", reference, numId=_FIRST_NUMBER))
    properties = _style(document, "Heading 1").element.get_or_add_pPr()
    number = markup.element("numId", val=_FIRST_NUMBER)
    kept = properties.find(qn("w:spacing"))
    kept.addprevious(markup.element("numPr", number))


def _table_style(name: str) -> Element:
    colour = "1D2B36" if name == "Report Plan" else _LINE
    sides = ["top", "bottom", "insideH"]
    sides += ["left", "right", "insideV"] if name == "Report Plan" else []
    order = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = [
        markup.element(side, val="single", sz=4, space=0, color=colour)
        for side in order
        if side in sides
    ]
    margins = [markup.element(side, w=70, type="dxa") for side in ("left", "right")]
    head = markup.element(
        "tblStylePr",
        markup.element("rPr", markup.element("b")),
        markup.element(
            "tcPr",
            markup.element("shd", val="clear", color="auto", fill=_PALE),
            markup.element("vAlign", val="bottom"),
        ),
        type="firstRow",
    )
    return markup.element(
        "style",
        markup.element("name", val=name),
        markup.element("basedOn", val="TableNormal"),
        markup.element(
            "tblPr",
            markup.element("tblBorders", *lines),
            markup.element("tblCellMar", *margins),
        ),
        *([] if name == "Report Facts" else [head]),
        type="table",
        styleId=name.replace(" ", ""),
    )


def _page(document: Made) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(25), Mm(18)
    page.top_margin, page.bottom_margin = Mm(22), Mm(22)
    page.footer_distance = Mm(9)
    page.header.paragraphs[0].style = "Report Sample"
    page.header.paragraphs[0].text = "{{ sample }}"
    page.footer.paragraphs[0].style = "Report Statement"
    page.footer.paragraphs[0].text = "{{ statement }}"
    counted = page.footer.add_paragraph(style="Report Statement")
    counted.alignment = _RIGHT
    for instruction in ("PAGE", "NUMPAGES"):
        if instruction == "NUMPAGES":
            counted.add_run(" / ")
        for piece in markup.field(instruction, markup.run("1")):
            counted._element.append(piece)  # noqa: SLF001  python-docx has no word for fields
    document.add_paragraph("{{ organisation|upper }}", style="Report Head")
    line = document.add_paragraph("{{ day }}\t{{ number }}\t{{ place }}")
    for place, side in ((83.5, _CENTRE), (167, _RIGHT)):
        line.paragraph_format.tab_stops.add_tab_stop(Mm(place), side)
    for name in ("title", "subtitle"):
        document.add_paragraph(f"{{{{ {name} }}}}", style=name.capitalize())
    document.add_paragraph("{{ body }}")


if __name__ == "__main__":
    sys.exit(main())
