import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BREAKS = {
    "1. analysis": ("analysis/broken.py", "import survey.config"),
    "1b. questionnaires": ("questionnaires/broken.py", "import analysis.results"),
    "2. who may answer": ("survey/registry/broken.py", "import survey.responses.store"),
    "3. only survey.web": ("survey/registry/broken.py", "import flask"),
    "3b. pages, use cases": ("survey/web/broken.py", "import sqlalchemy"),
    "4. only tokens": ("survey/registry/broken.py", "import cryptography"),
}


def _lint(folder):
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(  # noqa: S603 our own linter
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path):
    for package in ("survey", "questionnaires", "analysis", "templates"):
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=shutil.ignore_patterns("__pycache__", "built", "*.html"),
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("contract", BREAKS)
def test_breaking_a_contract_is_noticed(copy, contract):
    path, line = BREAKS[contract]
    (copy / path).write_text(f'"""Breaks a rule on purpose."""\n{line}\n')

    found = _lint(copy)

    assert found.returncode == 1
    broken = [row for row in found.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(row.startswith(contract) for row in broken), found.stdout
