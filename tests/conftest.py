"""What every test may ask for: databases, data of others, a moment in time."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from survey.web.rendering import Site

# `make test` tries the same examples every time; `make check-all` looks for new ones.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("exploring", deadline=None)
settings.load_profile(os.environ.get("SHUDARGA_EXAMPLES", "repeatable"))
pytest_plugins = ["tests.support.databases"]

# Hundreds of applications are made in one process; their templates are compiled once.
_COMPILED = tempfile.TemporaryDirectory(prefix="shudarga-templates-")
Site.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(_COMPILED.name)

DATA = Path(os.environ.get("SHUDARGA_DATA", Path(__file__).parents[2] / "shared/data"))


@pytest.fixture(scope="session")
def shared_data():
    """Return the folder of published data sets, or skip where it is missing."""
    if not DATA.is_dir():
        pytest.skip("there is no folder of published data sets (SHUDARGA_DATA)")
    return DATA


def pytest_make_parametrize_id(val, argname):
    """Name values that are drawn anew in each process by their argument alone."""
    drawn = isinstance(val, bytes) or (isinstance(val, int) and val.bit_length() > 64)
    return argname if drawn else None
