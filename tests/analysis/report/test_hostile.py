"""Text of people appears literally, whatever language of machines it looks like."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from analysis import disclosure
from analysis.charts.glyphs import drawable
from analysis.figures import Coverage
from analysis.report import building, formats
from analysis.report.formats import Files
from analysis.report.kinds import implementation, organisation
from analysis.report.kinds.implementation import Direction, Implementation, Measure
from analysis.report.letterhead import Letterhead
from analysis.results import IndicatorResult, ItemResult, ThemeResult, to_document
from questionnaires.model import Cut, Section, Text
from tests.support.published import cell, publish

TEXTS = {
    "everything": '=1+1 #eval("1") $x$ {{ 7*7 }} <script>alert(1)</script>"; \u202e😀',
    "typst": '#import "x": *; #eval("1+1") $x^2$ *b* _i_ `r` @a <l> \\u{41} // /* [',
    "Word": "{ MERGEFIELD x } {{ 7*7 }} {% raw %} </w:t></w:r></w:p> ]]> &amp; &#65;",
    "Excel": '=HYPERLINK("http://example.org","x")',
    "Excel, plus": "+1+1",
    "Excel, at": "@SUM(A1:A9)",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)> \"'><b>",
    "CSV": 'a";"b","c"|d;e\tf',
    "right to left": "Захиргаа \u202eгаагрихаЗ\u202c \u200fعربى\u200e",
    "long": "ө" * 2000,
    "emoji": "Баярлалаа 😀👩‍👩‍👧 ₮ Ө Ү ё",
    "control": "a\x00b\x07c\x1bd",
    "format": "%s {0} {title} %(x)s \\n $HOME `id`",
}


def both(text):
    return Text({"mn": text, "en": text})


def released(text):
    """Return a release in which every text that a person may write is this one."""
    plain = publish(indicator={"trust": cell(54.3, 51.2, 57.4)}).value
    indicator = replace(plain.questionnaire.indicators[0], title=both(text))
    asked = publish(item={"asked": cell(50.0, 45.0, 55.0)}).value.questionnaire
    (item,) = asked.items
    options = tuple(replace(one, label=both(text)) for one in item.options)
    item = replace(item, text=both(text), options=options)
    questionnaire = replace(
        plain.questionnaire,
        title=both(text),
        indicators=(indicator,),
        sections=(Section("all", both(text), (item,)),),
        cuts=(Cut(("organisation",)),),
    )
    figure = cell(50.0, 45.0, 55.0, shares={"1": 0.4, "5": 0.6})
    by = {"organisation": {text: cell(50.0, 45.0, 55.0)}}
    results = replace(
        plain,
        questionnaire=questionnaire,
        facts=replace(plain.facts, title=both(text)),
        organisations={text: Coverage(400, 500)},
        items={"asked": ItemResult(figure, by)},
        indicators={"trust": IndicatorResult(cell(54.3, 51.2, 57.4), by)},
        themes={"theme": ThemeResult(40, both(text), examples=(text,))},
    )
    return disclosure.restored(to_document(results), questionnaire)


def squeezed(text):
    """Return a text without spaces: files may break lines where they like."""
    return "".join(text.split())


def shown(text):
    """Return a text as a file shows it: a box for what XML cannot hold."""
    return "".join(
        "□" if ord(letter) < 32 and letter != "\t" else letter for letter in text
    )


class Page(HTMLParser):
    """Collects the words and the tags of a page."""

    def __init__(self):
        super().__init__()
        self.words, self.tags = [], set()

    def handle_starttag(self, tag, _attributes):
        self.tags.add(tag)

    def handle_data(self, data):
        self.words.append(data)


QUICK = {"everything"}
EVERY = [
    pytest.param(text, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
    for name, text in TEXTS.items()
]


@pytest.fixture(scope="module", params=EVERY)
def text(request):
    return request.param


@pytest.fixture(scope="module")
def folder(text, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    wanted = Files(
        formats=("json", "html", "docx", "xlsx", "csv", "open-data"),
        letterhead=Letterhead(both(text), both(text)),
    )
    assert list(formats.write(released(text), folder, wanted))
    return folder


def test_pages_show_it_and_hold_nothing_but_our_own_tags(text, folder):
    page = Page()
    page.feed((folder / "report-mn.html").read_text("utf-8"))

    told = squeezed("".join(page.words))
    assert told.count(squeezed(text).replace("\x00", "")) or "\x00" in text
    assert not page.tags & {"script", "b", "iframe", "link"}


def test_word_files_show_it_in_every_place(text, folder):
    document = Document(io.BytesIO((folder / "report-mn.docx").read_bytes()))

    body = document.element.body
    told = [
        squeezed("".join(t.text or "" for t in part.iter(qn("w:t"))))
        for part in body.iter(qn("w:p"))
    ]
    wanted = squeezed(shown(text))
    assert wanted in told
    assert wanted.upper() in [one.upper() for one in told[:1]]
    assert sum(wanted in one for one in told) > 8
    commands = {found.text.strip()[:3] for found in body.iter(qn("w:instrText"))}
    assert commands <= {"TOC"}


def test_workbooks_show_it_as_a_text(text, folder):
    book = load_workbook(folder / "report-mn.xlsx")

    cells = [found for sheet in book for row in sheet.iter_rows() for found in row]
    told = [squeezed(f.value) for f in cells if isinstance(f.value, str)]

    assert {found.data_type for found in cells} <= {"n", "s"}
    assert not [found for found in cells if found.hyperlink]
    assert told.count(squeezed(shown(text))) > 5


def test_files_of_data_show_it_as_a_text(text, folder):
    told = set()
    for path in sorted((folder / "csv").iterdir()):
        held = path.read_bytes().decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(held, newline="")):
            told |= set(row.values())

    wanted = shown(text)
    assert wanted in told or f"'{wanted}" in told
    assert not [v for v in told if v.startswith(("=", "+", "@", "\t"))]


def test_results_and_their_description_hold_it_unchanged(text, folder):
    results = json.loads((folder / "results.json").read_text("utf-8"))
    (package,) = folder.rglob("datapackage.json")

    assert results["survey"]["title"]["mn"] == text
    assert list(results["survey"]["organisations"]) == [text]
    assert json.loads(package.read_text("utf-8"))["title"] == text


@pytest.mark.parametrize("kind", ["survey", "organisation", "implementation"])
def test_paper_shows_it_with_boxes_for_letters_that_no_font_has(text, kind):
    if "\x00" in text:
        pytest.skip("a box stands for what no font can show")
    told = Measure("1", text, text, text, text, text, "done", 100, None, (text,), text)
    known = Implementation(
        text, date(2026, 1, 1), (Direction(text, date(2026, 1, 1), text),), (told,)
    )
    report = {
        "survey": lambda: building.build(released(text), language="mn"),
        "organisation": lambda: organisation.build(
            organisation.basis(released(text)), text, language="mn"
        ),
        "implementation": lambda: implementation.build(known, language="mn"),
    }[kind]()

    paper = PdfReader(io.BytesIO(formats.rendered("pdf", report)))
    read = squeezed("".join(page.extract_text() for page in paper.pages[:2]))

    letters = squeezed(drawable(text))
    start = (
        letters[:20] if letters.isascii() or letters.startswith("ө") else letters[:8]
    )
    assert start in read
