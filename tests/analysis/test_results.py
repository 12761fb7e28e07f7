import json
import re
from pathlib import Path

import pytest

from analysis import deductions_file
from analysis.dataset import read_csv, read_headcounts
from analysis.deductions import packaged
from analysis.disclosure import protect, restored, rounded
from analysis.figures import Cell, Withheld
from analysis.plain import ShapeOfDocumentError
from analysis.results import BLOCKS, from_document, to_document
from analysis.scoring import score
from questionnaires import loader
from questionnaires.model import ITEM_TYPES
from tests.support.districts import FACTS, define, gather, random_rows, scale

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"


def examples(kind):
    text = FORMATS.read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def example_with(column):
    (found,) = [text for text in examples("csv") if column in text.split("\n", 1)[0]]
    return found


@pytest.fixture(scope="module")
def questionnaire():
    return loader.read(examples("toml")[-1])


@pytest.fixture(scope="module")
def document():
    return json.loads(examples("json")[-1])


def test_the_described_example_is_read_and_written_unchanged(document, questionnaire):
    assert to_document(from_document(document, questionnaire)) == document


def test_the_described_example_has_every_block_and_item_type(document, questionnaire):
    assert all(document[block] for block in BLOCKS)
    assert {item.type for item in questionnaire.items} == set(ITEM_TYPES)
    assert document["items"].keys() == {item.name for item in questionnaire.items}
    assert document["indices"]["culture"]["sensitivity"]


def test_the_described_deductions_are_read(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text(example_with("decided_by"), encoding="utf-8")

    (case,) = deductions_file.read(cases, loader.load("internal_integrity"), packaged())

    assert case.index == "culture"


def test_the_described_files_are_read(tmp_path, questionnaire):
    answers, headcounts = tmp_path / "answers.csv", tmp_path / "heads.csv"
    answers.write_text(example_with("fair_pay"), encoding="utf-8")
    headcounts.write_text(example_with("eligible"), encoding="utf-8")

    sheets = read_csv(
        questionnaire, answers, group="school", missing_codes={"9": "dont_know"}
    )

    assert [sheet.group for sheet in sheets] == list(read_headcounts(headcounts))
    assert sheets[1].answers["fair_pay"] == {"missing": "dont_know"}
    assert sheets[1].answers["comment"] == "Санал, хүсэлт"


@pytest.mark.parametrize("last_step", [False, True])
def test_a_release_survives_its_document(last_step):
    questionnaire = define(
        scale("a", "x"), scale("b", "x"), indicators=[("x", "all", 1.0)]
    )
    rows = random_rows(3, (5, 20, 40, 60), ("a", "b"))
    published = protect(score(gather(questionnaire, rows), FACTS))
    if last_step:
        published = rounded(published)

    text = json.dumps(to_document(published.value))
    back = restored(json.loads(text), questionnaire)

    assert back.value == published.value
    cells = back.value.items["a"].by["organisation"].values()
    assert {type(cell) for cell in cells} == {Cell, Withheld}


def test_another_format_is_refused(document, questionnaire):
    with pytest.raises(ShapeOfDocumentError):
        from_document({**document, "format": 2}, questionnaire)


def test_a_figure_of_unknown_shape_is_refused(document, questionnaire):
    items = {"fair_pay": {"overall": {"n": 10, "median_of_means": 4}, "by": {}}}

    with pytest.raises(ShapeOfDocumentError):
        from_document({**document, "items": items}, questionnaire)
