import csv
import hashlib
import io
import json
from datetime import date

import pytest

from analysis import disclosure
from analysis.report import csv_files, open_data
from analysis.report.grids import TEXT, Grid, Heading
from analysis.results import to_document
from questionnaires import loader
from tests.support.published import district

SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")


@pytest.fixture(scope="module")
def shown():
    return district(loader.load("citizen_satisfaction"), services=SERVICES)


@pytest.fixture(scope="module")
def folder(shown, tmp_path_factory):
    folder = tmp_path_factory.mktemp("open")
    paths = list(open_data.write(shown, folder))
    assert all(path.is_file() for path in paths)
    return paths[-1].parent


@pytest.fixture(scope="module")
def package(folder):
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def read(path):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_folder_is_that_of_the_quarter_in_which_the_survey_closed(folder):
    assert folder.parent.name == "open-data-2026-Q3"
    assert folder.name == "citizen_satisfaction"


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 12, 31), "2026-Q4"),
        (None, "undated"),
    ],
)
def test_a_quarter_has_three_months(day, quarter):
    assert open_data.quarter(day) == quarter


def test_every_file_is_described_with_its_size_and_digest(folder, package):
    described = {entry["path"]: entry for entry in package["resources"]}

    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    del files["datapackage.json"]
    assert set(described) == set(files)
    for name, held in files.items():
        assert described[name]["bytes"] == len(held)
        digest = hashlib.sha256(held).hexdigest()
        assert described[name]["hash"] == f"sha256:{digest}"
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert "110" in package["description"]


def test_columns_and_types_are_as_described(folder, package):
    kinds = {"integer": int, "number": float, "string": str}

    for entry in package["resources"]:
        if entry["type"] != "table":
            continue
        fields = entry["schema"]["fields"]
        rows = read(folder / entry["path"])
        assert rows
        assert list(rows[0]) == [field["name"] for field in fields]
        for row in rows:
            for field in fields:
                if row[field["name"]]:
                    kinds[field["type"]](row[field["name"]])


def test_numbers_are_the_published_ones_and_hidden_ones_have_a_reason(shown, folder):
    document = to_document(disclosure.rounded(shown).value)
    groups = read(folder / "groups.csv")
    items = {row["name"]: row for row in read(folder / "items.csv")}

    for name, result in document["items"].items():
        overall = result["overall"]
        assert items[name]["mean"] == str(overall.get("mean", ""))
        assert items[name]["n"] == str(overall["n"])
    hidden = [row for row in groups if row["withheld"]]
    notes = document["disclosure"]["withheld"]
    counted = [n for n in notes if n["cut"] and n["block"] != "experience"]
    assert len(hidden) == len(counted) > 0
    assert not any(row["mean"] or row["n"] or row["positive"] for row in hidden)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+976 110", "-5", "@SUM(A1)", "\t=1", " =1", "＝1+1", '=HYPERLINK("x")'],
)
def test_no_text_becomes_a_formula(text):
    grid = Grid("x", "X", (Heading("told", "Told", TEXT),), ((text,), ("plain",)))

    held = csv_files.render(grid)

    assert held.startswith(b"\xef\xbb\xbf")
    first, second = csv.DictReader(io.StringIO(held.decode("utf-8-sig"), newline=""))
    assert first["told"] == f"'{text}"
    assert second["told"] == "plain"
