import os
import subprocess
import sys
from pathlib import Path

import pytest

from questionnaires import loader

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from datetime import date
from pathlib import Path

import survey
from survey.campaign import installation
from survey.web.app import Services, create_app

assert Path(survey.__file__).is_relative_to(sys.argv[1]), survey.__file__
with installation(Path(sys.argv[2]), today=date(2026, 8, 1)) as site:
    app = create_app(Services(site.databases, site.settings, lambda: site.today))
    page = app.test_client().get("/mn/answer")
    assert page.status_code == 200, page.status
    assert 'lang="mn"' in page.text
    style = app.test_client().get("/healthz")
    assert style.status_code == 200
"""


def _run(*command, **options):
    return subprocess.run(  # noqa: S603 our own tools
        command, capture_output=True, text=True, check=False, **options
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build the wheel and unpack it where no checkout is."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    built = _run(*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("shudarga-*.whl")
    target = folder / "installed"
    put = _run(*pip, "install", "--no-deps", "--target", str(target), str(wheel))
    assert put.returncode == 0, put.stderr
    return target


def _environ(installed):
    return {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}


@pytest.mark.slow
def test_the_wheel_renders_a_page_outside_the_checkout(installed, tmp_path):
    command = (sys.executable, "-c", PROGRAM, str(installed), str(tmp_path))

    run = _run(*command, cwd=tmp_path, env=_environ(installed))

    assert run.returncode == 0, run.stderr


@pytest.mark.slow
def test_the_wheel_writes_a_report_outside_the_checkout(installed, tmp_path):
    scored = [i for i in loader.load("citizen_satisfaction").items if i.scores]
    names = [item.name for item in scored]
    values = [[str(v) for v in item.scores] for item in scored]
    rows = [[v[k % len(v)] for v in values] for k in range(30)]
    answers = tmp_path / "answers.csv"
    answers.write_text(
        "\n".join(",".join(row) for row in [names, *rows]), encoding="utf-8"
    )
    command = (sys.executable, "-m", "analysis", str(answers))
    options = (
        "--questionnaire",
        "citizen_satisfaction",
        "--out",
        str(tmp_path / "out"),
    )

    run = _run(*command, *options, cwd=tmp_path, env=_environ(installed))

    assert run.returncode == 0, run.stderr
    assert (tmp_path / "out" / "report-mn.pdf").read_bytes().startswith(b"%PDF")
