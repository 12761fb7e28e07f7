"""Every format shows the numbers of `results.json`, rounded, and no other."""

import csv
import io
import json
from html.parser import HTMLParser

import numpy as np
import pyreadstat
import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from analysis import disclosure, evaluation
from analysis.dataset import Sheet, from_answers
from analysis.report import building, formats, microdata, spss
from analysis.report.formats import Files
from analysis.results import to_document
from questionnaires import loader
from survey.sample import ORGANISATIONS, SamplePeople
from tests.support.figures import allowed, figures, numbers, texts
from tests.support.published import facts

NAME = "citizen_satisfaction"
SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")
LANGUAGES = ("mn", "en")


class Words(HTMLParser):
    """Collects what a reader of a page sees."""

    def __init__(self):
        super().__init__()
        self.told, self._hidden = [], False

    def handle_starttag(self, tag, attributes):
        self._hidden = tag == "style"
        self.told += [value for key, value in attributes if key == "alt"]

    def handle_data(self, data):
        if not self._hidden:
            self.told.append(data)


@pytest.fixture(scope="module")
def answers():
    definition = loader.load(NAME)
    people = SamplePeople(definition, np.random.default_rng(5))
    sheets = [
        Sheet(given, name)
        for name, _kind, count in ORGANISATIONS
        for given in people.answers(max(3, count // 2), services=SERVICES)
    ]
    return from_answers(definition, sheets)


@pytest.fixture(scope="module")
def published(answers):
    heads = {name: count for name, _kind, count in ORGANISATIONS}
    known = facts(
        answers.questionnaire.name,
        title=answers.questionnaire.title,
        headcounts=heads,
        headcount=sum(heads.values()),
        issued=sum(heads.values()),
    )
    return evaluation.evaluate(answers, known)


@pytest.fixture(scope="module")
def folder(published, tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    files = Files(formats=("json", "csv", "xlsx"))
    assert len(list(evaluation.write(published, folder, files=files))) > 12
    return folder


@pytest.fixture(
    scope="module", params=["mn", pytest.param("en", marks=pytest.mark.slow)]
)
def report(request, published):
    return building.build(published, language=request.param)


@pytest.fixture(scope="module")
def shown(published):
    return allowed(published)


def said(report):
    """Return the numbers of a report's words, with the numbers of its sections."""
    told = " ".join(texts(report))
    return numbers(told) | set(map(float, range(1, len(report.sections) + 1)))


def test_the_results_file_says_the_same_as_the_release(published, folder):
    held = json.loads((folder / "results.json").read_text("utf-8"))

    assert held == json.loads(json.dumps(to_document(published.value)))
    assert held["disclosure"]["withheld"]


def test_rounding_is_the_only_difference_between_the_two_files(folder):
    exact = json.loads((folder / "results.json").read_text("utf-8"))
    rounded = json.loads((folder / "published.json").read_text("utf-8"))

    for block, within in (("indicators", 0.05), ("indices", 0.05)):
        for name, result in exact[block].items():
            for cut, cells in result["by"].items():
                for cell, figure in cells.items():
                    told = rounded[block][name]["by"][cut][cell]
                    assert ("withheld" in told) == ("withheld" in figure)
                    if "mean" in figure:
                        assert abs(told["mean"] - figure["mean"]) <= within + 1e-9


def test_every_figure_in_a_table_of_a_report_is_a_published_one(report, shown):
    cells = [
        cell
        for section in report.sections
        for block in section.blocks
        for table in [getattr(block, "table", block)]
        if hasattr(table, "rows")
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if column.numeric
    ]

    assert len(cells) > 200
    assert set().union(*map(numbers, cells)) - shown == set()


def test_pages_and_word_files_show_the_report_s_numbers_and_no_other(report):
    page = Words()
    page.feed(formats.rendered("html", report).decode())
    word = Document(io.BytesIO(formats.rendered("docx", report)))
    written = [paragraph.text for paragraph in word.paragraphs]
    written += [c.text for table in word.tables for r in table.rows for c in r.cells]

    assert numbers(" ".join(page.told)) - said(report) == set()
    assert numbers(" ".join(written)) - said(report) == set()
    for section in report.sections:
        for block in section.blocks:
            if block.kind == "table":
                for row in block.rows:
                    assert set(row) <= {*written, ""}


@pytest.mark.slow
def test_paper_shows_the_report_s_numbers_and_no_other(report):
    paper = PdfReader(io.BytesIO(formats.rendered("pdf", report)))
    told = " ".join(page.extract_text() for page in paper.pages)
    pages = set(map(float, range(1, len(paper.pages) + 1)))

    assert numbers(told) - said(report) - pages == set()
    figures_shown = {
        cell
        for section in report.sections
        for block in section.blocks
        if block.kind == "table"
        for row in block.rows
        for cell in row[1:]
        if numbers(cell) and len(cell) < 12
    }
    assert figures_shown
    joined = "".join(told.split())
    assert not [c for c in figures_shown if "".join(c.split()) not in joined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbooks_show_published_numbers_alone(folder, language, shown):
    book = load_workbook(folder / f"report-{language}.xlsx")

    told = {
        round(float(cell.value), 6)
        for sheet in book
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if isinstance(cell.value, int | float)
    }

    assert len(told) > 100
    assert told - shown == set()


def test_files_of_data_show_published_numbers_alone(folder, shown):
    told = set()
    for path in sorted((folder / "csv").iterdir()):
        text = path.read_bytes().decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            hidden = bool(row.get("withheld"))
            for name, value in row.items():
                number = _number(value) if not name.startswith(_WORDS) else None
                if number is not None:
                    assert not hidden, f"{path.name}: {row['name']} {name}"
                    told.add(number)

    assert len(told) > 100
    assert told - shown == set()


_WORDS = ("answer_", "answer", "title", "group", "organisation", "name", "method")


def _number(text):
    try:
        return round(float(text), 6)
    except ValueError:
        return None


def test_files_of_spss_give_the_unrounded_means_again(answers, published, tmp_path):
    protected = microdata.protect(answers, published, officer="A", second="B")
    path, _labels = spss.write(protected, tmp_path, language="mn")
    columns, _told = pyreadstat.read_sav(
        str(path), user_missing=True, output_format="dict"
    )
    results = published.value

    compared = 0
    for item in answers.questionnaire.items:
        overall = results.items[item.name].overall if item.scores else None
        if item.name not in columns or getattr(overall, "mean", None) is None:
            continue
        codes = {k + 1: option.value for k, option in enumerate(item.options)}
        numbered = all(isinstance(option.value, int) for option in item.options)
        given = [int(number) for number in columns[item.name] if number >= 0]
        values = given if numbered else [codes[number] for number in given]
        scores = [item.scores[value] for value in values if value in item.scores]
        assert sum(scores) / len(scores) == pytest.approx(overall.mean, abs=1e-9)
        compared += 1
    assert compared > 5


def test_what_is_withheld_stands_nowhere(published):
    hidden = [n for n in published.value.disclosure.withheld if n.cut]
    document = to_document(disclosure.rounded(published).value)

    assert hidden
    for note in hidden:
        cell = document[note.block][note.name]["by"][note.cut][note.cell]
        assert set(cell) <= {"withheld", "band"}
        assert not set(figures(cell))
