"""What a server installs is what was tested, and nothing that only tests need."""

import re
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
PIN = re.compile(
    r"^([a-z0-9-]+)==(\S+) \\\n((?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE
)


def _pins(name):
    found = PIN.findall((DEPLOY / name).read_text("utf-8"))
    return {
        package: (version, set(hashes.split())) for package, version, hashes in found
    }


def test_a_server_gets_the_versions_and_hashes_that_the_tests_ran_with():
    tested, served = _pins("requirements.lock"), _pins("server.lock")

    assert len(served) > 60
    assert served.items() <= tested.items()
    assert {
        "flask",
        "granian",
        "sqlalchemy",
        "cryptography",
        "psycopg",
    } <= served.keys()
    assert not served.keys() & {"pytest", "ruff", "mypy", "playwright", "distributed"}


@pytest.mark.parametrize("name", ["requirements.lock", "server.lock"])
def test_a_lock_file_names_no_place_to_download_from(name):
    text = (DEPLOY / name).read_text("utf-8")

    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
