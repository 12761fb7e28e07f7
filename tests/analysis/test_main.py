import json

import pytest

from analysis.__main__ import main
from tests.support.districts import HEAD, scale

ROWS = [
    (group, 1 + n % 5) for group, size in (("A", 12), ("B", 15)) for n in range(size)
]


@pytest.fixture
def folder(tmp_path):
    definition = HEAD + scale("a") + '[[cuts]]\nby = ["organisation"]\n'
    (tmp_path / "mine.toml").write_text(definition, encoding="utf-8")
    rows = "".join(f"{group},{value}\n" for group, value in ROWS)
    (tmp_path / "answers.csv").write_text("school,a\n" + rows, encoding="utf-8")
    (tmp_path / "heads.csv").write_text(
        "group,eligible\nA,20\nB,15\n", encoding="utf-8"
    )
    return tmp_path


def run(folder, *more):
    return main(
        [
            str(folder / "answers.csv"),
            *("--questionnaire", str(folder / "mine.toml")),
            *("--group", "school"),
            *("--out", str(folder / "out")),
            *more,
        ]
    )


def test_a_file_of_answers_becomes_results_and_reports(folder, capsys):
    assert run(folder, "--headcounts", str(folder / "heads.csv")) == 0

    told = capsys.readouterr().out.split()
    assert all((folder / "out").joinpath(path).exists() for path in told)
    results = json.loads((folder / "out" / "results.json").read_text("utf-8"))
    shown = json.loads((folder / "out" / "published.json").read_text("utf-8"))
    cell = results["items"]["a"]["by"]["organisation"]["B"]
    assert cell["low"] == cell["mean"] == cell["high"] == 50
    assert results["survey"]["headcount"] == 35
    assert shown["disclosure"]["rounded"] is True


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--missing-code", "9=nonsense"], "9=nonsense"),
        (["--missing-code", "9"], "dont_know"),
        (["--headcounts", "nowhere.csv"], "nowhere.csv"),
        (["--questionnaire", "nowhere"], "nowhere"),
        (["--questionnaire", "nowhere.toml"], "nowhere.toml"),
        (["--group", "unit"], "unit"),
        (["--cell-floor", "4"], "5"),
        (["--out", "/dev/null/x"], "/dev/null"),
    ],
)
def test_faults_end_with_two_and_without_a_traceback(folder, capsys, more, said):
    assert run(folder, *more) == 2

    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert not (folder / "out").exists()


def test_more_answers_than_people_are_named(folder, capsys):
    (folder / "heads.csv").write_text("group,eligible\nA,2\nB,15\n", encoding="utf-8")

    assert run(folder, "--headcounts", str(folder / "heads.csv")) == 2

    assert "A: " in capsys.readouterr().err


def test_only_the_wanted_formats_are_written(folder, capsys):
    assert run(folder, "--formats", "json, csv") == 0

    told = capsys.readouterr().out.split()
    assert {path.rsplit(".")[-1] for path in told} == {"json", "csv"}
    assert (folder / "out" / "csv" / "items.csv").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--formats", "pdf,parchment"], "parchment"),
        (["--formats", " "], "open-data"),
        (["--template", "nowhere.docx"], "nowhere.docx"),
        (["--template", __file__], "{{ body }}"),
    ],
)
def test_a_format_or_template_that_cannot_be_used_is_named_at_once(
    folder, capsys, more, said
):
    assert run(folder, *more) == 2

    assert said in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_answers_of_no_group_are_no_part_of_the_coverage(folder):
    with (folder / "answers.csv").open("a", encoding="utf-8") as file:
        file.writelines(f",{1 + place % 5}\n" for place in range(25))

    assert run(folder, "--headcounts", str(folder / "heads.csv")) == 0

    survey = json.loads((folder / "out" / "results.json").read_text("utf-8"))["survey"]
    (report,) = (folder / "out").glob("*en*.html")
    assert survey.get("headcount") is None
    assert "How many could have answered is not known." in report.read_text("utf-8")
