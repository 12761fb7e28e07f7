"""Slips and letters between the opening of a survey and their printing.

Codes exist once: they are drawn at the opening, and no database holds them. Until
the officer says that they are printed they lie in one private file; then the file is
overwritten and removed. No backup holds it.
"""

import io
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from survey import private_files
from survey.drawing import Batch

FOLDER = "outgoing"
LETTERS = "invitations-"
CARDS = "cards.json"

Batches = Mapping[bytes, Sequence[Batch]]


def keep(home: Path, survey: str, files: Iterable[tuple[str, bytes]]) -> None:
    """Keep the files of a survey as one archive until they are printed."""
    private_files.write(_path(home, survey), _packed(files))


def keep_cards(home: Path, survey: str, batches: Batches) -> None:
    """Keep batches of cards beside whatever of the survey waits already."""
    kept = {key_id: list(found) for key_id, found in cards(home, survey).items()}
    for key_id, found in batches.items():
        kept.setdefault(key_id, []).extend(found)
    files = [one for one in _files(home, survey) if one[0] != CARDS]
    _exchange(home, survey, [*files, (CARDS, _written(kept))])


def cards(home: Path, survey: str) -> Batches:
    """Return the batches of cards that wait to be printed, by the key id of a group."""
    found = dict(_files(home, survey)).get(CARDS)
    return _read(found) if found else {}


def is_kept(home: Path, survey: str) -> bool:
    """Say whether slips of a survey wait to be printed."""
    return _path(home, survey).exists()


def read(home: Path, survey: str) -> bytes:
    """Return the archive; raise FileNotFoundError after it was destroyed."""
    return _path(home, survey).read_bytes()


def letters(home: Path, survey: str) -> list[bytes]:
    """Return the files of letters in the archive; none after it was destroyed."""
    return [content for name, content in letter_files(home, survey)]


def letter_files(home: Path, survey: str) -> list[tuple[str, bytes]]:
    """Return the letters in the archive with the names of their files."""
    return [one for one in _files(home, survey) if one[0].startswith(LETTERS)]


def destroy_letters(home: Path, survey: str) -> None:
    """Take the letters out of the archive, and destroy it if nothing is left."""
    files = _files(home, survey)
    left = [(name, found) for name, found in files if not name.startswith(LETTERS)]
    if left:
        _exchange(home, survey, left)
    else:
        destroy(home, survey)


def destroy(home: Path, survey: str) -> None:
    """Overwrite and remove the archive. One that is gone already is no fault."""
    path = _path(home, survey)
    if path.exists():
        with path.open("r+b") as old:
            _overwrite(old)
        path.unlink()


def _exchange(home: Path, survey: str, files: Iterable[tuple[str, bytes]]) -> None:
    """Put another archive in the place of the old one, which is overwritten.

    The new one is complete before the old one is touched: its codes exist once.
    """
    path = _path(home, survey)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    private_files.write(new, _packed(files))
    if not path.exists():
        new.replace(path)
        return
    with path.open("r+b") as old:
        new.replace(path)
        _overwrite(old)


def _files(home: Path, survey: str) -> list[tuple[str, bytes]]:
    if not is_kept(home, survey):
        return []
    with ZipFile(io.BytesIO(read(home, survey))) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def _overwrite(file: BinaryIO) -> None:
    file.write(secrets.token_bytes(os.fstat(file.fileno()).st_size))
    file.flush()
    os.fsync(file.fileno())


def _written(batches: Batches) -> bytes:
    kept = {key_id.hex(): list(map(asdict, found)) for key_id, found in batches.items()}
    return json.dumps(kept).encode()


def _read(document: bytes) -> Batches:
    return {
        bytes.fromhex(key_id): [
            Batch(one["number"], tuple(one["bodies"]), tuple(one["slips"]), one["key"])
            for one in found
        ]
        for key_id, found in json.loads(document).items()
    }


def _path(home: Path, survey: str) -> Path:
    return home / FOLDER / f"{survey.encode().hex()}.zip"
