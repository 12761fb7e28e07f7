import csv
import json
import math

import pytest

from survey import cli
from tests.support import kansas

PART = 200


@pytest.fixture
def files(shared_data, tmp_path):
    table = kansas.rows(shared_data)[:PART]
    names = kansas.items(table)
    questionnaire = tmp_path / "kansas.toml"
    questionnaire.write_text(kansas.definition(names), encoding="utf-8")
    answers = tmp_path / "answers.csv"
    with answers.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["counci", *names], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(table)
    return table, names, questionnaire, answers


def _replay(questionnaire, answers, out):
    return cli.main(
        [
            "replay",
            *("--questionnaire", str(questionnaire)),
            *("--answers", str(answers)),
            *("--group", "counci"),
            *("--missing-code", "9=dont_know"),
            *("--out", str(out)),
        ]
    )


def _same(found, expected):
    assert found["n"] == expected["n"]
    assert math.isclose(found["mean"], expected["mean"], abs_tol=1e-9)
    assert math.isclose(found["positive"], expected["positive"], abs_tol=1e-9)


@pytest.mark.slow
def test_a_replay_over_http_gives_the_figures_of_the_file(files, tmp_path):
    table, names, questionnaire, answers = files
    out = tmp_path / "out"

    assert _replay(questionnaire, answers, out) == 0

    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert results["survey"]["answers"] == PART
    assert results["survey"]["spoiled"] == 0
    for name in names:
        expected = kansas.figures(table, name)
        overall = results["items"][name]["overall"]
        _same(overall, expected)
        shown = {value: n for value, n in overall["counts"].items() if n}
        assert shown == expected["counts"]
        assert overall["missing"]["dont_know"] == expected["dont_know"]
        assert overall["missing"]["skipped"] == expected["skipped"]
        _districts(results["items"][name]["by"]["organisation"], table, name)


def _districts(cells, table, name):
    for district in sorted({row["counci"] for row in table}):
        part = [row for row in table if row["counci"] == district]
        cell = cells[district]
        if "withheld" not in cell:
            _same(cell, kansas.figures(part, name))
        else:
            assert cell["withheld"] in {"n<10", "complement", "alike"}


def test_a_faulty_file_of_answers_is_refused_whole(files, tmp_path, capsys):
    _table, names, questionnaire, answers = files
    lines = answers.read_text(encoding="utf-8").splitlines()
    lines[3] = ",".join(["1", "7", *["1"] * (len(names) - 1)])
    answers.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "out"

    assert _replay(questionnaire, answers, out) == 2

    said = capsys.readouterr().err
    assert names[0] in said
    assert "4" in said
    assert "Traceback" not in said
    assert not out.exists()
