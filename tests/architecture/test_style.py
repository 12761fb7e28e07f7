import ast
import re
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from jinja2 import Environment

ROOT = Path(__file__).parents[2]
PACKAGES = ("survey", "questionnaires", "analysis", "templates")
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts and "versions" not in path.parts
)
TEMPLATES = sorted(
    path
    for ending in ("*.html", "*.typ", "*.txt")
    for path in (ROOT / "templates").rglob(ending)
)
ALLOWED = """
pyproject.toml survey questionnaires analysis templates tests README.md Makefile
CONTRIBUTING.md CHANGELOG.md SECURITY.md LICENSE docs benchmarks deploy .ci
package.json package-lock.json .gitignore
"""
# Flask-Security calls this method by its name.
NAMED_BY_OTHERS = {"get_last_counter", "get_recovery_codes"}
VAGUE = re.compile(r"^(get|handle|process)_|manager|utils|helper", re.IGNORECASE)
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITION = (*FUNCTION, ast.ClassDef)


@cache
def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def _definitions(path):
    return [n for n in ast.walk(_tree(path)) if isinstance(n, DEFINITION)]


def _public(path):
    """Return what others may use: definitions of the module, and in its classes."""
    module = [n for n in _tree(path).body if isinstance(n, DEFINITION)]
    inner = [
        n
        for found in module
        if isinstance(found, ast.ClassDef)
        for n in found.body
        if isinstance(n, DEFINITION)
    ]
    return [n for n in module + inner if not n.name.startswith("_")]


def _body_lines(function):
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def _name(path):
    return str(path.relative_to(ROOT))


def on_each(paths):
    """Let a test look at each file of a folder in turn: of files there are hundreds."""

    def decorated(look):
        folders = sorted({path.parent for path in paths})

        @pytest.mark.parametrize("folder", folders, ids=_name)
        def test(folder):
            for path in paths:
                if path.parent == folder:
                    look(path)

        return test

    return decorated


@on_each(MODULES)
def test_a_module_explains_itself_and_stays_small(path):
    assert ast.get_docstring(_tree(path)), "the module has no docstring"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@on_each(MODULES)
def test_public_things_have_docstrings_and_plain_names(path):
    for node in _public(path):
        assert ast.get_docstring(node), f"{node.name} has no docstring"
    for node in _definitions(path):
        if node.name in NAMED_BY_OTHERS:
            continue
        assert not VAGUE.search(node.name), f"{node.name} says too little"


@on_each(MODULES)
def test_a_function_does_one_thing(path):
    for node in _definitions(path):
        if isinstance(node, FUNCTION):
            assert _body_lines(node) <= 40, f"{node.name} is too long"


@on_each(MODULES)
def test_source_has_no_shortcuts(path):
    for node in ast.walk(_tree(path)):
        assert not isinstance(node, ast.Assert), f"line {node.lineno}: raise instead"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}: except everything"
            caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
            assert "Exception" not in caught, f"line {node.lineno}: except Exception"
        if isinstance(node, FUNCTION):
            inside = [
                n for n in ast.walk(node) if isinstance(n, (ast.Import, ast.ImportFrom))
            ]
            assert not inside, f"{node.name} imports inside"
    assert not re.search(r"\bTODO\b|\bFIXME\b", path.read_text(encoding="utf-8"))


def test_packages_say_what_they_are_and_nothing_else():
    for path in MODULES:
        if path.name == "__init__.py":
            body = _tree(path).body
            assert len(body) == 1, f"{_name(path)} holds more than a docstring"


def test_the_code_stays_in_short_pieces():
    lines = sorted(
        len(p.read_text(encoding="utf-8").splitlines())
        for p in MODULES
        if p.name != "__init__.py"
    )
    bodies = sorted(
        _body_lines(node)
        for path in MODULES
        for node in _definitions(path)
        if isinstance(node, FUNCTION)
    )
    assert median(lines) <= 120
    assert lines[int(len(lines) * 0.9)] <= 240
    assert median(bodies) <= 8
    assert bodies[int(len(bodies) * 0.9)] <= 20


def test_exceptions_from_the_rules_are_rare_and_give_their_reason():
    texts = [p.read_text(encoding="utf-8") for p in MODULES]
    marks = [
        line
        for text in texts
        for line in text.splitlines()
        if re.search(r"# (noqa|type: ignore)", line)
    ]
    total = sum(len(text.splitlines()) for text in texts)
    assert len(marks) <= 2 * total / 1000
    for line in marks:
        assert re.search(
            r"# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z-]+\])\s+\S+", line
        ), line


@on_each(TEMPLATES)
def test_a_template_parses_and_stays_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    if path.suffix != ".typ":
        Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(text)


def test_one_conftest_and_a_short_one():
    found = list((ROOT / "tests").rglob("conftest.py"))
    assert found == [ROOT / "tests" / "conftest.py"]
    assert len(found[0].read_text(encoding="utf-8").splitlines()) <= 150


def test_the_map_in_the_readme_is_the_tree():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    mapped = set(re.findall(r"^\| `([a-z_./]+)` \|", readme, re.MULTILINE))
    tree = {
        _name(path) if path.name != "__init__.py" else f"{_name(path.parent)}/"
        for path in MODULES
        if path.parent.name in {"survey", "questionnaires", "analysis"}
        or path.name == "__init__.py"
    }
    assert mapped == tree


def test_the_root_holds_only_what_the_architecture_lists():
    allowed = set(ALLOWED.split())
    written = {"bench.json", "sbom.json"}
    ignored = {"node_modules", "demo", "out", "build", "dist", *written}
    found = {
        p.name
        for p in ROOT.iterdir()
        if not p.name.startswith(".") or p.name in {".ci", ".gitignore"}
    }
    assert found - ignored <= allowed
