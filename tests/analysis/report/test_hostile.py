"""Text of people appears literally, whatever language of machines it looks like."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pyreadstat
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from analysis import disclosure
from analysis.charts.glyphs import TURNING, drawable
from analysis.effects import Effect, Outcome
from analysis.figures import Coverage, Deduction, Incomparable
from analysis.report import (
    building,
    ddi,
    formats,
    released_comments,
    spss,
    table_files,
    xlsx,
)
from analysis.report.formats import Files
from analysis.report.kinds import (
    implementation,
    organisation,
    plan,
    quarter,
    service_point,
)
from analysis.report.kinds.implementation import Direction, Implementation, Measure
from analysis.report.kinds.quarter import Quarter
from analysis.report.letterhead import Letterhead
from analysis.report.microdata import Microdata, Variable
from analysis.results import (
    ORGANISATION,
    Comments,
    IndexResult,
    IndicatorResult,
    ItemResult,
    Released,
    ThemeResult,
    to_document,
)
from analysis.wording import words
from questionnaires.model import Cut, Section, Text
from tests.support import spoken
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
    """Return a text as a file shows it: a box for what would do harm."""
    return "".join(
        "□" if (ord(letter) < 32 and letter != "\t") or letter in TURNING else letter
        for letter in text
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
    assert told.count(squeezed(shown(text))) > 8
    assert not set(TURNING) & set(told)
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


SERVICE = "service"
MOST_LETTERS = 240  # in the smallest letters across a page that lies on its side


def told_of(text):
    """Return what officers enter, in which every text is this one."""
    outcome = Outcome(None, None, text, (gone(both(text)),), early=True)
    done = Measure(
        "1",
        text,
        text,
        text,
        text,
        text,
        "done",
        100,
        None,
        (text, text),
        text,
        outcome,
        (text,),
    )
    dropped = replace(done, number="2", state="dropped", done=0, outcome=None)
    day = date(2026, 1, 1)
    return Implementation(
        text,
        day,
        (Direction(text, day, text, ("1",)),),
        (done, dropped),
        Letterhead(both(text), both(text)),
    )


def gone(title):
    return Effect("indicator", title, Incomparable("few"))


def deducted(text):
    """Return the release with a case for which points were taken off."""
    plain = released(text)
    case = Deduction(2.0, text, both(text), both(text), text, date(2026, 1, 1), 1.0)
    index = IndexResult(cell(50.0, 45.0, 55.0), deductions=(case,), composite=49.0)
    results = replace(plain.value, indices={"culture": index})
    return disclosure.restored(to_document(results), results.questionnaire)


def by_service(text):
    """Return a release with figures by a service of this name."""
    plain = released(text).value
    asked = replace(plain.questionnaire, cuts=(Cut(("organisation",)), Cut((SERVICE,))))
    by = {SERVICE: {text: cell(50.0, 45.0, 55.0)}}
    results = replace(
        plain,
        questionnaire=asked,
        indicators={"trust": IndicatorResult(cell(54.3, 51.2, 57.4), by)},
    )
    return disclosure.restored(to_document(results), asked)


def asked_of_citizens(text):
    """Return a release of citizens, whose service point has this name."""
    plain = released(text).value
    asked = replace(plain.questionnaire, kind="citizen")
    return disclosure.restored(to_document(replace(plain, questionnaire=asked)), asked)


# How often each kind of report shows the text at least, beside its own words.
KINDS = {
    "survey": 12,
    "organisation": 6,
    "service": 4,
    "service point": 3,
    "quarter": 12,
    "implementation": 12,
    "plan": 6,
}


def report_of(kind, text):
    done, head = told_of(text), Letterhead(both(text), both(text))
    build = {
        "survey": lambda: building.build(
            deducted(text), language="mn", letterhead=head, done=done
        ),
        "organisation": lambda: organisation.build(
            organisation.basis(released(text), head), text, language="mn"
        ),
        "service": lambda: service_point.build(
            organisation.basis(by_service(text), head), text, language="mn"
        ),
        "service point": lambda: service_point.build(
            organisation.basis(asked_of_citizens(text), head),
            text,
            language="mn",
            cut=ORGANISATION,
        ),
        "quarter": lambda: quarter.build(
            Quarter(2026, 1, (released(text),), done), language="mn"
        ),
        "implementation": lambda: implementation.build(done, language="mn"),
        "plan": lambda: plan.build(done, language="mn"),
    }
    return build[kind]()


def read(ending, held):
    """Return all that a reader sees of a file, without spaces."""
    if ending == "html":
        page = Page()
        page.feed(held.decode())
        assert not page.tags & {"script", "b", "iframe", "link"}
        return squeezed("".join(page.words))
    if ending == "docx":
        body = Document(io.BytesIO(held)).element.body
        return squeezed("".join(one.text or "" for one in body.iter(qn("w:t"))))
    return drawn(spoken.words(PdfReader(io.BytesIO(held))))


def drawn(text):
    """Return a text without marks of no width, and without letters drawn leftwards."""
    return re.sub("[\u200b-\u200f\u0590-\u08ff\ufb50-\ufeff]", "", text)


@pytest.mark.parametrize("ending", ["html", "docx", "pdf"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_report_shows_it_literally(text, kind, ending):
    held = formats.rendered(ending, report_of(kind, text))

    told = read(ending, held)
    if ending == "pdf":
        told = told.replace("□", "")
        wanted = drawn(squeezed(drawable(text))).replace("□", "")
    else:
        wanted = squeezed(shown(text))

    assert told.count(wanted) >= KINDS[kind]
    assert not set(TURNING) & set(told)


def test_workbooks_show_what_officers_entered(text):
    held = xlsx.render(deducted(text), report_of("survey", text))

    book = load_workbook(io.BytesIO(held))
    wanted, told = squeezed(shown(text)), {}
    for sheet in book:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"n", "s"}
        said = [squeezed(str(cell.value)) for cell in cells if cell.value]
        told[sheet.title] = sum(wanted in one for one in said)
    assert told["Та юу хэлсэн, бид юу хийсэн"] >= 3
    assert told["АТГ-ын чиглэл, зөвлөмж"] >= 2
    assert told["Оноо хасалт"] >= 2


def test_comments_that_a_person_released_are_shown_in_every_file(text):
    kept = Comments((Released("asked", text),))
    results = replace(released(text).value, comments=kept)
    published = disclosure.restored(to_document(results), results.questionnaire)

    (section,) = released_comments.sections(published, words("mn"))

    (table,) = section.blocks
    rows = csv.reader(io.StringIO(table_files.csv(table).decode("utf-8-sig")))
    ((told, _themes),) = list(rows)[1:]
    assert told.removeprefix("'") == shown(text).removeprefix("'")
    assert not told.startswith(("=", "+", "@", "\t"))
    cells = load_workbook(io.BytesIO(table_files.xlsx(table))).active
    found = [cell for row in cells.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in found} == {"s"}
    assert squeezed(shown(text)) in [squeezed(cell.value) for cell in found]


def test_paper_shows_boxes_for_letters_that_no_font_has(text):
    told = read("pdf", formats.rendered("pdf", report_of("plan", text)))

    assert drawn(squeezed(drawable(text))) in told


def test_no_word_is_so_long_that_it_leaves_the_page(text):
    held = formats.rendered("pdf", report_of("implementation", text))

    lines = [
        line
        for page in PdfReader(io.BytesIO(held)).pages
        for line in page.extract_text().split("\n")
    ]

    assert len(lines) > 10
    assert max(map(len, lines)) < MOST_LETTERS


def test_the_codebook_and_the_files_of_spss_hold_it(text, tmp_path):
    made = released(text)
    label, values = both(text), {1: both(text), -1: both(text)}
    known = Microdata(
        made,
        (Variable("asked", "asked", label, values, ordered=True),),
        ((1,), (-1,)),
        (),
    )

    book = ET.fromstring(ddi.render(known, "answers.sav"))  # noqa: S314 our own bytes
    path, sheet = spss.write(known, tmp_path, language="mn")

    said = [squeezed(one.text or "") for one in book.iter()]
    assert said.count(squeezed(shown(text))) > 8
    _frame, told = pyreadstat.read_sav(str(path), output_format="dict")
    kept = told.column_names_to_labels["asked"].removesuffix("…").rstrip()
    assert " ".join(shown(text).split()).startswith(kept)
    assert len(kept) > 3
    full = sheet.read_bytes().decode("utf-8-sig")
    assert squeezed(shown(text)).replace('"', '""') in squeezed(full)
