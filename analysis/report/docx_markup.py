"""Pieces of WordprocessingML for which python-docx has no words of its own."""

from collections.abc import Iterable, Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analysis.report.texts import writable

TWIPS_PER_MM = 1440 / 25.4


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """Return an element of the main namespace with its attributes and children."""
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def run(text: str, *properties: Element) -> Element:
    """Return a run of text; line breaks and tabs in it are kept."""
    made = element("r")
    if properties:
        made.append(element("rPr", *properties))
    for place, line in enumerate(writable(text).replace("\r", "\n").split("\n")):
        if place:
            made.append(element("br"))
        words = element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(words)
    return made


def paragraph(style: str, *content: Element) -> Element:
    """Return a paragraph in a style, given by its identifier."""
    return element("p", element("pPr", element("pStyle", val=style)), *content)


def field(instruction: str, *shown: Element) -> list[Element]:
    """Return the runs of a field, which shows something until it is updated."""
    command = element("instrText")
    command.text = f" {instruction} "
    command.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        element("r", element("fldChar", fldCharType="begin", dirty="true")),
        element("r", command),
        element("r", element("fldChar", fldCharType="separate")),
        *shown,
        element("r", element("fldChar", fldCharType="end")),
    ]


def bookmarked(paragraph: Element, name: str, number: int) -> Element:
    """Return a paragraph with a bookmark around what it says."""
    start = element("bookmarkStart", id=number, name=name)
    paragraph.insert(1, start)
    paragraph.append(element("bookmarkEnd", id=number))
    return paragraph


def contents(titles: Sequence[str], marks: Sequence[str]) -> Iterable[Element]:
    """Yield a table of contents, which Word completes with the numbers of pages."""
    entries = [
        element("hyperlink", run(title), anchor=mark)
        for title, mark in zip(titles, marks, strict=True)
    ]
    *start, end = field(r'TOC \o "1-1" \h \z \u')
    for place, entry in enumerate(entries):
        runs = [*(start if place == 0 else []), entry]
        yield paragraph("toc1", *runs, *([end] if entry is entries[-1] else []))


def cell(content: Element, width: int) -> Element:
    """Return a cell of a width in twips around a paragraph."""
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa")), content)


def row(cells: Iterable[Element], *, head: bool, height: int = 0) -> Element:
    """Return a row that is not split; a head is repeated on every page.

    The height is the least one, in twips.
    """
    properties = [element("cantSplit")]
    if height:
        properties.append(element("trHeight", val=height, hRule="atLeast"))
    if head:
        properties.append(element("tblHeader"))
    return element("tr", element("trPr", *properties), *cells)


def keep(row: Element) -> None:
    """Let a row stand on the page of what follows it."""
    for found in row.iter(qn("w:p")):
        found[0].insert(1, element("keepNext"))


def table(
    style: str, widths: Sequence[int], rows: Iterable[Element], *, told: str
) -> Element:
    """Return a table with fixed widths; `told` is its title for a screen reader."""
    return element(
        "tbl",
        element(
            "tblPr",
            element("tblStyle", val=style),
            element("tblW", w=sum(widths), type="dxa"),
            element("tblLayout", type="fixed"),
            element("tblLook", val="0020", firstRow=1, noHBand=1, noVBand=1),
            element("tblCaption", val=writable(told)),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
        *rows,
    )
