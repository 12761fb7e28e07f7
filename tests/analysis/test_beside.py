import argparse
import csv
import json
import shutil

import pytest

from analysis import beside
from analysis.__main__ import main
from analysis.dataset import from_answers
from questionnaires import loader
from tests.support.districts import HEAD, INDICATOR, other, scale

WORDS = ("Цалин бага, утас 99112233", "Сургалт хэрэгтэй")


def prepare(tmp_path):
    definition = "".join(
        [
            HEAD + scale("a", "pay") + other("idea", 'type = "text"'),
            INDICATOR.format(name="pay", index="culture", weight=1.0),
            '[[cuts]]\nby = ["organisation"]\n',
        ]
    )
    (tmp_path / "mine.toml").write_text(definition, encoding="utf-8")
    rows = [(g, 1 + n % 5, WORDS[n % 2]) for g in "AB" for n in range(25)]
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("school", "a", "idea"), *rows])
    return tmp_path


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Analyse the answers once, with nothing beside them."""
    folder = prepare(tmp_path_factory.mktemp("released"))
    assert run(folder, out="before") == 0
    return folder / "before"


@pytest.fixture
def folder(tmp_path, released):
    shutil.copytree(released, tmp_path / "before")
    return prepare(tmp_path)


def run(folder, *more, out="out"):
    return main(
        [
            str(folder / "answers.csv"),
            *("--questionnaire", str(folder / "mine.toml")),
            *("--group", "school", "--out", str(folder / out)),
            *map(str, more),
        ]
    )


def newer_answers(folder):
    return from_answers(loader.read((folder / "mine.toml").read_text("utf-8")), [])


def results(folder, out="out"):
    return json.loads((folder / out / "results.json").read_text("utf-8"))


def review(folder, name="review.csv"):
    options = ("--questionnaire", str(folder / "mine.toml"), "--group", "school")
    answers = str(folder / "answers.csv")
    return main(["comments", answers, *options, "--out", str(folder / name)])


def release_first(folder):
    path = folder / "review.csv"
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    rows[1][5:] = ["тийм", "тийм", "Хянагч", "2026-10-02"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def everything(folder, out="out"):
    files = (path for path in (folder / out).rglob("*") if path.is_file())
    return b"".join(path.read_bytes() for path in files)


def test_themes_are_counted_and_no_text_leaves_without_a_release(folder):
    found = results(folder, "before")

    assert found["themes"]["pay"]["n"] == 26
    assert "examples" not in found["themes"]["pay"]
    assert "comments" not in found
    for word in WORDS:
        assert word.encode() not in everything(folder, "before")


def test_what_a_person_released_stands_in_the_results_masked(folder, capsys):
    assert review(folder) == 0
    sheet = release_first(folder)

    assert run(folder, "--comments", sheet) == 0

    (one,) = results(folder)["comments"]["released"]
    assert one["text"] in {"Цалин бага, утас [утас]", "Сургалт хэрэгтэй"}
    assert results(folder)["comments"]["reviewed"] == "2026-10-02"
    assert b"99112233" not in everything(folder)
    assert "review.csv" in capsys.readouterr().out


def test_deductions_and_the_wave_before_stand_in_the_results(folder):
    (folder / "cases.csv").write_text(
        "index,kind,document,decided_by,decided_on,reason_mn\n"
        "culture,audit,7/12,Аудит,2026-02-02,Зөрчил тогтоогдсон\n",
        encoding="utf-8",
    )

    previous = folder / "before" / "results.json"
    cases = folder / "cases.csv"
    told = ("--deductions", cases, "--previous", previous, "--formats", "json")
    assert run(folder, *told) == 0

    found = results(folder)
    assert found["indices"]["culture"]["composite"] == pytest.approx(49)
    assert found["changes"]["indices"]["culture"]["verdict"] == "not told apart"
    assert found["changes"]["tested"] == 5


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--comments", "none.xlsx"), "none.xlsx"),
        (("--deductions", "none.csv"), "none.csv"),
        (("--previous", "none.json"), "none.json"),
        (("--previous", "{folder}/mine.toml"), "mine.toml"),
        (("--previous", "{folder}/before/published.json"), "rounded"),
    ],
)
def test_what_cannot_be_used_is_named_without_a_traceback(folder, capsys, more, said):
    told = [one.format(folder=folder) for one in more]

    assert run(folder, *told) == 2

    errors = capsys.readouterr().err
    assert said in errors
    assert "Traceback" not in errors
    assert not (folder / "out").exists()


def test_a_wave_of_another_wording_needs_its_definition(folder, capsys):
    definition = (folder / "mine.toml").read_text("utf-8")
    (folder / "old.toml").write_text(definition, encoding="utf-8")
    newer = definition.replace('version = "1"', 'version = "2"')
    (folder / "mine.toml").write_text(newer, encoding="utf-8")
    previous = ("--previous", folder / "before" / "results.json")

    assert run(folder, *previous) == 2
    assert "district 1" in capsys.readouterr().err

    old = ("--previous-questionnaire", folder / "old.toml")
    parser = argparse.ArgumentParser()
    beside.add_options(parser)
    options = parser.parse_args([str(part) for part in (*previous, *old)])
    (wave,) = beside.read(options, newer_answers(folder)).waves
    assert wave.value.facts.version == "1"


def test_the_sheet_of_comments_is_excel_or_csv(folder, capsys):
    assert review(folder, "review.doc") == 2
    assert review(folder, "review.xlsx") == 0

    assert ".xlsx" in capsys.readouterr().err
