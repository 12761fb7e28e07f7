import doctest
import importlib
import pkgutil

import pytest

import analysis.statistics
from tests.analysis import verify_statistics

MODULES = [
    f"analysis.statistics.{module.name}"
    for module in pkgutil.iter_modules(analysis.statistics.__path__)
]
WITHOUT_FORMULA = {"samples", "intervals", "differences"}


@pytest.fixture(scope="session")
def data(shared_data):
    return verify_statistics.Data(shared_data)


@pytest.mark.parametrize(
    ("row", "tolerance"),
    [row[1:] for row in verify_statistics.ROWS],
    ids=[row[0].split(":")[0] for row in verify_statistics.ROWS],
)
def test_the_statistics_have_the_numbers_that_r_printed(data, row, tolerance):
    absolute = row in verify_statistics.ABSOLUTE
    found = list(row(data))
    far = [
        pair
        for pair in found
        if verify_statistics.difference(pair, absolute=absolute) > tolerance
    ]
    assert found
    assert far == []


@pytest.mark.slow
def test_the_verification_fails_when_a_number_is_wrong(shared_data, tmp_path, capsys):
    for file in shared_data.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    oracle = tmp_path / "oracle.json"
    text = oracle.read_text(encoding="utf-8")
    oracle.write_text(text.replace("0.732601992531149", "0.732601"), encoding="utf-8")
    assert verify_statistics.main([str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert printed.count("MISSED") == 1
    assert "attitude" in printed


def test_where_there_is_nothing_to_compare_with_it_is_told_apart(tmp_path, capsys):
    assert verify_statistics.main([str(tmp_path)]) == 2
    assert "SHUDARGA_DATA" in capsys.readouterr().out


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0
    assert found.attempted or name.rpartition(".")[2] in WITHOUT_FORMULA | {"between"}
