"""What `make audit` says of the answers of the vulnerability service."""

import importlib.util
import json
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "deploy" / "audit.py"
SOUND = {"name": "flask", "version": "3.1.2", "vulns": []}
WEAK = {"name": "jinja2", "version": "2.4", "vulns": [{"id": "CVE-1"}, {"id": "CVE-2"}]}
SKIPPED = {"name": "granian", "skip_reason": "not found"}


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _reply(*packages):
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_known_weakness_is_named_even_where_others_are_unknown(audit):
    verdict, told = audit.judged(_reply(SOUND, SKIPPED, WEAK))

    assert verdict == audit.WEAK == 1
    assert told == "known weaknesses: jinja2 2.4 (CVE-1, CVE-2)"


@pytest.mark.parametrize(
    "reply", ["", "Traceback", "{}", "[]", _reply(), _reply(SOUND, SKIPPED)]
)
def test_silence_is_no_good_answer(audit, reply):
    verdict, told = audit.judged(reply)

    assert verdict == audit.UNKNOWN == 2
    assert told.startswith("not audited: ")


def test_packages_of_which_all_is_known_are_sound(audit):
    assert audit.judged(_reply(SOUND)) == (0, "no known weakness in 1 packages.")
