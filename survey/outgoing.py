"""Slips and letters between the opening of a survey and their printing.

Codes exist once: they are drawn at the opening, and no database holds them. Until
the officer says that they are printed they lie in one private file; then the file is
overwritten and removed. No backup holds it.
"""

import io
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from survey import private_files

FOLDER = "outgoing"
LETTERS = "invitations-"


def keep(home: Path, survey: str, files: Iterable[tuple[str, bytes]]) -> None:
    """Keep the files of a survey as one archive until they are printed."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    private_files.write(_path(home, survey), packed.getvalue())


def is_kept(home: Path, survey: str) -> bool:
    """Say whether slips of a survey wait to be printed."""
    return _path(home, survey).exists()


def read(home: Path, survey: str) -> bytes:
    """Return the archive; raise FileNotFoundError after it was destroyed."""
    return _path(home, survey).read_bytes()


def letters(home: Path, survey: str) -> list[bytes]:
    """Return the files of letters in the archive; none after it was destroyed."""
    if not is_kept(home, survey):
        return []
    with ZipFile(io.BytesIO(read(home, survey))) as archive:
        names = [n for n in archive.namelist() if n.startswith(LETTERS)]
        return [archive.read(name) for name in names]


def destroy_letters(home: Path, survey: str) -> None:
    """Take the letters out of the archive, and destroy it if nothing is left."""
    with ZipFile(io.BytesIO(read(home, survey))) as archive:
        names = [n for n in archive.namelist() if not n.startswith(LETTERS)]
        left = [(name, archive.read(name)) for name in names]
    destroy(home, survey)
    if left:
        keep(home, survey, left)


def destroy(home: Path, survey: str) -> None:
    """Overwrite and remove the archive. One that is gone already is no fault."""
    path = _path(home, survey)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _path(home: Path, survey: str) -> Path:
    return home / FOLDER / f"{survey.encode().hex()}.zip"
