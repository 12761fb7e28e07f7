"""Looks whether Word and Excel files are whole and passive, without opening them.

A file that unpacks to too much is refused by its own table of contents. Nothing but
the lists of its parts, their types and their relations is ever unpacked.
"""

import io
import zlib
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import BadZipFile, ZipFile, ZipInfo

BEGINNING = b"PK\x03\x04"
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_PARTS = 5_000
_MOST_OF_LIST = 1024 * 1024
_TYPES = "[Content_Types].xml"
_MAIN = {
    ".docx": "wordprocessingml.document.main+xml",
    ".xlsx": "spreadsheetml.sheet.main+xml",
}
_ACTIVE = ("macro", "vba", "activex", "oleobject")
# What Word and Excel ask about before they follow it.
_LINKS = ("/hyperlink", "/externalLinkPath")
_BROKEN = (
    BadZipFile,
    ParseError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


class OfficeFileError(Exception):
    """The file is no whole Word or Excel file of the kind that its name says."""


class ActiveContentError(OfficeFileError):
    """The file holds macros, embedded programs, or parts that come from elsewhere."""


def check(content: bytes, ending: str) -> None:
    """Raise OfficeFileError unless a file is whole, passive, and what its name says."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _require_small(parts)
            types = list(_read(archive, _TYPES).iter())
            _require_kind(types, ending)
            _require_passive([part.filename for part in parts], types)
            for part in parts:
                if part.filename.lower().endswith(".rels"):
                    _require_inside(_read(archive, part.filename).iter())
    except _BROKEN as error:
        raise OfficeFileError("The file is damaged.") from error


def _require_small(parts: Sequence[ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise OfficeFileError("The file unpacks to too much.")


def _read(archive: ZipFile, name: str) -> Element:
    """Return a list of the package; nothing that it names is loaded."""
    if archive.getinfo(name).file_size > _MOST_OF_LIST:
        raise OfficeFileError("A list of the file's parts is too long.")
    content = archive.read(name)
    if b"<!" in content or b"\0" in content:
        raise OfficeFileError("A list of the file's parts declares something.")
    return fromstring(content)  # noqa: S314 it declares no entity: see above


def _require_kind(types: Iterable[Element], ending: str) -> None:
    said = [one.get("ContentType", "") for one in types]
    if not any(one.endswith(_MAIN[ending]) for one in said):
        # A file with macros has another main type than one without.
        if any("macroenabled" in one.lower() for one in said):
            raise ActiveContentError("The file holds macros.")
        raise OfficeFileError("The file is not of the kind that its name says.")


def _require_passive(names: Iterable[str], types: Iterable[Element]) -> None:
    said = (one.get("ContentType", "") for one in types)
    if any(word in one.lower() for one in (*names, *said) for word in _ACTIVE):
        raise ActiveContentError("The file holds macros or embedded programs.")


def _require_inside(relations: Iterable[Element]) -> None:
    for one in relations:
        outside = one.get("TargetMode", "").lower() == "external"
        if outside and not one.get("Type", "").endswith(_LINKS):
            raise ActiveContentError("A part of the file comes from elsewhere.")
