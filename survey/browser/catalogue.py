"""Collects the sentences of pages and slips, and brings the catalogues up to date.

`python -m survey.browser.catalogue` keeps what is translated, adds what is new as
untranslated, and drops what no page says any more.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "templates" / "translations"
_PYTHON = [("**.py", "python")]
_FOLDERS = (
    "layouts",
    "components",
    "answering",
    "console",
    "joining",
    "public",
    "errors",
)
_PAGES = [(f"{folder}/**.html", "jinja2") for folder in _FOLDERS]
_WORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def sentences() -> Catalog:
    """Return every sentence that the sources say, in English."""
    found = Catalog(charset="utf-8")
    for path, line, message in _messages():
        found.add(message, locations=[(path, line)])
    return found


def catalogues() -> Iterator[Path]:
    """Yield the file of each language."""
    yield from sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """Return the catalogue of one language."""
    return read_po(BytesIO(path.read_bytes()), locale=path.parents[1].name)


def update(path: Path) -> None:
    """Write a catalogue again with exactly the sentences of the sources."""
    catalogue = read(path)
    catalogue.update(sentences(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, width=0, include_lineno=False)
    path.write_bytes(written.getvalue())


def _messages() -> Iterator[tuple[str, int, str | tuple[str, ...]]]:
    for folder, method in ((ROOT / "survey", _PYTHON), (ROOT / "templates", _PAGES)):
        found = extract_from_dir(folder, method, keywords=_WORDS)
        for path, line, message, _comments, _context in found:
            yield f"{folder.name}/{path}", line, message


if __name__ == "__main__":
    for file in catalogues():
        update(file)
