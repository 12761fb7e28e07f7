"""Keeps files of evidence outside the web root, by the digest of their content.

A name that somebody typed never becomes a path, and content is taken only where it is
what the ending of the name says. Nobody here runs or shows a file; who downloads one
must not be harmed by it, so a document with macros or parts from elsewhere is refused.
"""

import hashlib
import os
from enum import StrEnum
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

from survey import office_files
from survey.office_files import OfficeFileError

FOLDER = "evidence"
MOST_BYTES = 5 * 1024 * 1024
_BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".docx": office_files.BEGINNING,
    ".xlsx": office_files.BEGINNING,
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
}
ENDINGS = tuple(_BEGINNINGS)


class Refusal(StrEnum):
    """Why a file is not taken."""

    KIND = "kind"
    SIZE = "size"
    DAMAGED = "damaged"
    ACTIVE = "active"


class FileRefusedError(Exception):
    """The file is not taken; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        """Say why."""
        self.refusal = refusal
        super().__init__(f"The file is refused: {refusal}.")


def check(name: str, content: bytes) -> None:
    """Raise FileRefusedError if a file is not taken."""
    ending = PurePath(name).suffix.lower()
    beginning = _BEGINNINGS.get(ending)
    if beginning is None or not content.startswith(beginning):
        raise FileRefusedError(Refusal.KIND)
    if len(content) > MOST_BYTES:
        raise FileRefusedError(Refusal.SIZE)
    if beginning == office_files.BEGINNING:
        try:
            office_files.check(content, ending)
        except OfficeFileError as error:
            active = isinstance(error, office_files.ActiveContentError)
            refusal = Refusal.ACTIVE if active else Refusal.DAMAGED
            raise FileRefusedError(refusal) from error


def keep(home: Path, name: str, content: bytes) -> bytes:
    """Keep a file and return its digest; raise FileRefusedError if it is not taken."""
    check(name, content)
    digest = hashlib.sha256(content).digest()
    path = _path(home, digest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return digest


def read(home: Path, digest: bytes) -> bytes:
    """Return the content of a file that was kept."""
    return _path(home, digest).read_bytes()


def _path(home: Path, digest: bytes) -> Path:
    return home / FOLDER / digest.hex()
