"""Keeps files of evidence outside the web root, by the digest of their content.

A name that somebody typed never becomes a path, and content is taken only where its
first bytes agree with the ending of the name.
"""

import hashlib
import os
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

FOLDER = "evidence"
MOST_BYTES = 5 * 1024 * 1024
_PACKED = b"PK\x03\x04"
_BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".docx": _PACKED,
    ".xlsx": _PACKED,
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
}
ENDINGS = tuple(_BEGINNINGS)


class FileRefusedError(Exception):
    """The file is empty, too large, or not of a kind that we take."""


def keep(home: Path, name: str, content: bytes) -> bytes:
    """Keep a file and return its digest; raise FileRefusedError if it is not taken."""
    beginning = _BEGINNINGS.get(PurePath(name).suffix.lower())
    if beginning is None or not content.startswith(beginning):
        raise FileRefusedError("The content is not of the kind that its name says.")
    if len(content) > MOST_BYTES:
        raise FileRefusedError("The file is too large.")
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
