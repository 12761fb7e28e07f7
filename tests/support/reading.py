"""Reads rows of tables back from each kind of file, as tuples of squeezed cells."""

import io
from html.parser import HTMLParser

from docx import Document
from pypdf import PdfReader

from tests.support import spoken


def squeezed(text):
    """Return a text without spaces: files break lines where they like."""
    return "".join(text.split())


class _Tables(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self._cell = [], None

    def handle_starttag(self, tag, _attributes):
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._cell = []

    def handle_endtag(self, tag):
        if tag in {"td", "th"} and self._cell is not None:
            self.rows[-1].append(squeezed("".join(self._cell)))
            self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)


def of_page(held):
    """Return the rows of all tables of an HTML page."""
    page = _Tables()
    page.feed(held.decode())
    return [tuple(row) for row in page.rows]


def of_word(held):
    """Return the rows of all tables of a Word file."""
    return [
        tuple(squeezed(cell.text) for cell in row.cells)
        for table in Document(io.BytesIO(held)).tables
        for row in table.rows
    ]


def of_paper(held):
    """Return all that is read out of a PDF file, without spaces."""
    return spoken.words(PdfReader(io.BytesIO(held)))
