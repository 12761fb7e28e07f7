"""An attacker reads everything that is published, in every format, and computes.

The attacker here shares no code with disclosure control: unknown answers are columns
of a linear programme of scipy, and every published figure is a row.
"""

import csv
import io
import re
from collections.abc import Mapping

import docx
import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from scipy.optimize import linprog

from analysis import disclosure
from analysis.disclosure import protect, rounded
from analysis.evaluation import evaluate, write
from analysis.report import building, gridding
from analysis.results import CROSS, to_document
from analysis.scoring import score
from analysis.wording import LANGUAGES
from tests.support.districts import FACTS, choice, define, gather, random_rows, scale

CLASSES = ("boss", "clerk", "driver")
VALUES = np.arange(5)
QUESTIONNAIRE = define(
    scale("a", "pay"),
    choice("position", CLASSES),
    cuts=(("organisation",), ("position",), ("organisation", "position")),
    indicators=(("pay", "culture", 1.0),),
)


class Attacker:
    """Knows how many answers of each value each organisation and class may have."""

    def __init__(self, document, sizes):
        self.places = {
            (f"O{place:02d}", kind): number
            for number, (place, kind) in enumerate(
                (place, kind)
                for place in range(len(sizes))
                for kind in (*CLASSES, "silent")
            )
        }
        self.equal, self.told = [], []
        blocks = ("items", "a"), ("indicators", "pay"), ("indices", "culture")
        for block, name in blocks:
            self.read(document[block][name])

    def unknowns(self):
        return len(self.places) * len(VALUES)

    def row(self, people, weights):
        row = np.zeros((len(self.places), len(VALUES)))
        for person in people:
            row[self.places[person]] = weights
        return row.ravel()

    def people(self, cut, label):
        wanted = dict(zip(cut.split(CROSS), label.split(CROSS), strict=True))
        return [
            (organisation, kind)
            for organisation, kind in self.places
            if wanted.get("organisation", organisation) == organisation
            and wanted.get("position", kind) == kind
        ]

    def read(self, result):
        everybody = list(self.places)
        if "n" in result["overall"]:
            self.learn(everybody, result["overall"])
        for cut, cells in result["by"].items():
            for label, cell in cells.items():
                if "n" in cell:
                    self.learn(self.people(cut, label), cell)

    def learn(self, people, cell):
        self.fact(people, np.ones(5), cell["n"])
        if "mean" in cell:
            self.fact(people, VALUES / 4, cell["n"] * cell["mean"] / 100)
        if "positive" in cell:
            self.fact(people, VALUES > 2, cell["n"] * cell["positive"])
        for value, count in cell.get("counts", {}).items():
            self.fact(people, np.eye(5)[int(value) - 1], count)

    def fact(self, people, weights, total):
        self.equal.append(self.row(people, weights))
        self.told.append(total)

    def bounds(self, people):
        goal = self.row(people, np.ones(5))
        return [
            sign
            * linprog(
                sign * goal, A_eq=np.array(self.equal), b_eq=self.told, method="highs"
            ).fun
            for sign in (1, -1)
        ]


def release(seed, sizes, skew=0.5):
    rows = random_rows(seed, sizes, ("a",), classes=CLASSES, skew=skew, silent=0.1)
    return protect(score(gather(QUESTIONNAIRE, rows), FACTS))


def withheld_groups(result):
    for cut, cells in result["by"].items():
        for label, cell in cells.items():
            if "withheld" in cell:
                yield cut, label


@settings(max_examples=6)
@given(
    st.integers(0, 100_000),
    st.lists(st.integers(0, 60), min_size=2, max_size=5),
    st.sampled_from([0.5, 0.9]),
)
def test_overlapping_cuts_and_all_blocks_together_bound_nobody(seed, sizes, skew):
    document = to_document(release(seed, sizes, skew).value)
    if "withheld" in document["items"]["a"]["overall"]:
        return
    attacker = Attacker(document, sizes)

    for cut, label in withheld_groups(document["items"]["a"]):
        low, high = attacker.bounds(attacker.people(cut, label))
        assert high - low >= FACTS.cell_floor - 1e-6 or high < 1e-6, (cut, label)


def test_the_attacker_finds_what_is_left_open():
    sizes = (9, 40, 30)
    document = to_document(release(3, sizes).value)
    rows = random_rows(3, sizes, ("a",), classes=CLASSES, skew=0.5, silent=0.1)
    open_cells = score(gather(QUESTIONNAIRE, rows), FACTS).items["a"].by["organisation"]
    cells = document["items"]["a"]["by"]["organisation"]
    first, *others = (label for label, cell in cells.items() if "withheld" in cell)
    for label in others:
        cells[label] = {"n": open_cells[label].n}

    attacker = Attacker(document, sizes)
    low, high = attacker.bounds(attacker.people("organisation", first))

    assert others
    assert low == pytest.approx(high) == pytest.approx(open_cells[first].n)


@pytest.fixture(scope="module")
def evaluated():
    """Publish a district in which one organisation has very few people."""
    rows = random_rows(
        11, (4, 25, 40, 60), ("a",), classes=CLASSES, skew=0.6, silent=0.1
    )
    return evaluate(gather(QUESTIONNAIRE, rows), FACTS)


def test_reports_and_tables_tell_nothing_that_the_public_document_does_not(evaluated):
    public = to_document(rounded(evaluated).value)
    again = disclosure.restored(public, QUESTIONNAIRE)

    for language in LANGUAGES:
        report = building.build(evaluated, language=language)
        assert building.build(again, language=language) == report
    first, second = (gridding.build(one, LANGUAGES) for one in (evaluated, again))
    assert list(first) == list(second)


def csv_rows(path):
    return csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))


def html_rows(path):
    for row in re.findall(r"<tr>(.*?)</tr>", path.read_text("utf-8"), re.DOTALL):
        yield re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)


def docx_rows(path):
    for table in docx.Document(str(path)).tables:
        for row in table.rows:
            yield [cell.text for cell in row.cells]


def xlsx_rows(path):
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]


def pdf_rows(path):
    for page in PdfReader(path).pages:
        yield from ([line] for line in page.extract_text().splitlines())


READERS = {
    ".csv": csv_rows,
    ".html": html_rows,
    ".docx": docx_rows,
    ".xlsx": xlsx_rows,
    ".pdf": pdf_rows,
}


def hidden_everywhere(document):
    cells = [
        document[block][name]["by"]["organisation"]
        for block, name in (("items", "a"), ("indicators", "pay"))
    ]
    return {label for label in cells[0] if all("withheld" in by[label] for by in cells)}


def test_no_row_of_any_file_holds_a_score_of_a_hidden_organisation(evaluated, tmp_path):
    files = list(write(evaluated, tmp_path))
    hidden = hidden_everywhere(to_document(evaluated.value))
    assert "O00" in hidden
    assert {path.suffix for path in files} == {*READERS, ".json"}

    seen = 0
    for path in (one for one in files if one.suffix in READERS):
        for row in READERS[path.suffix](path):
            label = next((one for one in hidden if any(one in c for c in row)), None)
            if label is None:
                continue
            seen += 1
            told = " ".join(row).replace(label, "")
            assert not re.search(r"\d+\.\d", told), (path.name, row)
    assert seen >= 5 * len(hidden)


def hide(value, label):
    """Return every mapping under a label of a document."""
    if isinstance(value, Mapping):
        for key, held in value.items():
            if key == label and isinstance(held, Mapping):
                yield held
            yield from hide(held, label)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from hide(held, label)


def test_the_documents_hold_nothing_else_about_a_hidden_organisation(evaluated):
    for one in (evaluated, rounded(evaluated)):
        document = to_document(one.value)
        for label in hidden_everywhere(document):
            found = list(hide(document, label))
            assert found
            for held in found:
                assert set(held) <= {"withheld", "band", "answers", "eligible"}
