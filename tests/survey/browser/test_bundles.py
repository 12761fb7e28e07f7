import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from survey.browser import bundles

ROOT = Path(__file__).parents[3]
NODE = shutil.which("node")
LIMIT = 40 * 1024
# What every page loads.
FRAME = {"page.js"}
PAGES = ("entering.js", "joining.js", "token.js", "form.js", "receipts.js", "kiosk.js")
IMPORTED = re.compile(r'(?:from|import)\s*"\./([^"]+)"')
LATER = re.compile(r'import\("\./([^"]+)"\)')


def _loaded(first, scripts):
    """Return a script and all that it imports before it runs."""
    found, waiting = set(), [first]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += IMPORTED.findall(scripts[name].decode())
    return found


@pytest.fixture(scope="module")
def scripts():
    return bundles.scripts()


def _weight(names, scripts):
    return sum(len(gzip.compress(scripts[name], mtime=0)) for name in names)


def test_all_that_seals_and_drives_is_lighter_than_its_limit(scripts):
    pages = ("entering.js", "joining.js", "token.js", "form.js")
    loaded = set().union(*(_loaded(page, scripts) for page in pages))

    assert _weight(loaded - FRAME, scripts) <= LIMIT


def test_a_page_loads_only_what_it_needs(scripts):
    assert _loaded("page.js", scripts) == FRAME
    sealing = {name for name, code in scripts.items() if b'"X-Wing"' in code}
    seals = {page for page in PAGES if sealing & _loaded(page, scripts)}
    blinds = [name for name, code in scripts.items() if b"blinding error" in code]
    draws = {name for code in scripts.values() for name in LATER.findall(code.decode())}

    assert blinds == ["joining.js"]
    assert seals == {"form.js"}
    # The QR code of a token, and the kiosk: few people need either.
    assert len(draws) == 2
    for page in PAGES:
        assert not draws & _loaded(page, scripts)


def test_of_the_number_library_only_numbers_are_taken(scripts):
    for code in scripts.values():
        assert not re.search(rb"\becc\.|elGamal|ecdsa\.|sjcl\.random|\bprng\b", code)


def test_nothing_is_evaluated_at_run_time(scripts):
    for code in scripts.values():
        assert not re.search(rb"\beval\(|new Function\(", code)


@pytest.mark.skipif(NODE is None, reason="Node is here as a wheel")
def test_built_again_from_the_same_sources_the_bytes_are_the_same(tmp_path, scripts):
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(
        ROOT / "survey" / "browser",
        tmp_path / "survey" / "browser",
        ignore=shutil.ignore_patterns("built"),
    )
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    built = tmp_path / "survey" / "browser" / "built"

    subprocess.run(  # noqa: S603 our own program, with no text of others
        [NODE, "survey/browser/bundle.mjs"], cwd=tmp_path, check=True
    )

    again = {file.name: file.read_bytes() for file in built.glob("*.js")}
    assert again == scripts
