"""A later version of the program: a copy whose histories have one revision more."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("survey", "questionnaires", "analysis", "templates")
GOOD = "op.create_table('later', sa.Column('number', sa.Integer(), primary_key=True))"
HALFWAY = f"{GOOD}\n    op.drop_table('missing')"
_REVISION = '''"""Adds a table."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"


def upgrade():
    """Make it."""
    {what}
'''


@dataclass(frozen=True, slots=True)
class Program:
    """A version of the program, and the installation that it works on."""

    folder: Path
    environ: dict

    def run(self, *words):
        """Run a command to its end."""
        return subprocess.run(  # noqa: S603 our own words
            self.words(*words),
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *words):
        """Start a command that may be killed."""
        return subprocess.Popen(  # noqa: S603 our own words
            self.words(*words),
            cwd=self.folder,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def words(self, *words):
        return [sys.executable, "-m", "survey.cli", *(str(word) for word in words)]


def this(home, **environ):
    """Return the program as it is, at work on an installation."""
    return Program(ROOT, _environ(ROOT, home, environ))


def later(folder, home, *, registry=GOOD, responses=GOOD, **environ):
    """Return a later version with what its revisions do."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            folder / package,
            ignore=shutil.ignore_patterns("__pycache__", "node_modules"),
        )
    for side, what in {"registry": registry, "responses": responses}.items():
        versions = folder / "survey" / "migrations" / side / "versions"
        before = max(path.name for path in versions.glob("0*.py"))[:4]
        text = _REVISION.format(before=before, what=what)
        (versions / "9999_later.py").write_text(text, encoding="utf-8")
    return Program(folder, _environ(folder, home, environ))


def _environ(folder, home, more):
    cleared = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SHUDARGA_") and not name.endswith("_URL")
    }
    return {
        **cleared,
        "PYTHONPATH": str(folder),
        "SHUDARGA_HOME": str(home),
        "SHUDARGA_BASE_URL": "https://survey.example.mn",
        "COLUMNS": "200",
        **more,
    }
