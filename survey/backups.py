"""Backs what is open up as one consistent, encrypted file, and restores it.

Of files it holds what an installation keeps by itself, and nothing that somebody put
beside it: cards, letters, lists of people, keys of key-holders. Token keys are never
in it. While a survey is open, a backup takes the place of the one before: two copies
from one survey would tell who came between them. Where issuer and collector are apart,
each has a backup of its own side.
"""

import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from survey import copying, evidence_files, releases, retention, witness
from survey.accounts import keys
from survey.database import Databases, Session, fit
from survey.pouring import pouring
from survey.registry import surveys
from survey.registry.lifecycle import State
from survey.responses import places, store
from survey.tokens import age_files

FORMAT = "shudarga/1/backup"
WHILE_OPEN = "shudarga-open.age"

# What is not named here is not backed up, whoever put it into the folder.
FILES = (keys.FILE, witness.FILE, releases.NAME, releases.KEY, releases.NEXT)
FOLDERS = (evidence_files.FOLDER, retention.FOLDER)
_PIECE = 65536
_USED = frozenset({"organisation", "officer", "survey", "board", "bulletin"})
_SIDES = ("responses", "registry")


class BackupError(Exception):
    """The file is no backup that can be restored here; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """An installation: its databases and the folder of its files."""

    databases: Databases
    home: Path


def back_up(place: Place, recipient: str, folder: Path, *, today: date) -> Path:
    """Write an encrypted backup into a folder and return its path.

    Nothing of it lies on a disk unencrypted at any time. Raises BackupKeyError before
    anything is written if the recipient is none.
    """
    recipient = age_files.check_recipient(recipient)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_open = _any_open(place.databases)
    name = WHILE_OPEN if is_open else f"shudarga-{today.isoformat()}.age"
    target, unfinished = folder / name, folder / f"{name}.unfinished"
    with ExitStack() as stack:
        stack.callback(unfinished.unlink, missing_ok=True)
        file = stack.enter_context(_private(unfinished))
        with pouring(lambda plain: _pour(place, plain)) as plain:
            age_files.encrypt(plain, file, recipient)
        file.flush()
        os.fsync(file.fileno())
        unfinished.replace(target)
    if not is_open:
        (folder / WHILE_OPEN).unlink(missing_ok=True)
    return target


def restore(backup: Path, identity: str, place: Place) -> None:
    """Put a backup into an empty installation whose tables are of the same revision."""
    with (
        backup.open("rb") as file,
        pouring(lambda plain: age_files.decrypt(file, plain, identity)) as plain,
        ExitStack() as stack,
    ):
        try:
            with tarfile.open(fileobj=plain, mode="r|") as archive:
                _restore(archive, place, stack)
            # The last piece proves that the file is whole: before, nothing is kept.
            while plain.read(_PIECE):
                pass
        except (tarfile.TarError, ValueError, KeyError) as error:
            raise BackupError("The file is not a backup of Shudarga.") from error
    if "responses" in place.databases.opened:
        with place.databases.responses() as session:
            longest = places.longest_row(session)
        fit(place.databases.responses, longest)


def revisions(backup: Path, identity: str) -> dict[str, str]:
    """Return of which revision the tables of each side in a backup are."""
    with (
        backup.open("rb") as file,
        pouring(lambda plain: age_files.decrypt(file, plain, identity)) as plain,
    ):
        try:
            with tarfile.open(fileobj=plain, mode="r|") as archive:
                head = json.loads(_content(archive, archive.next()))
            while plain.read(_PIECE):
                pass
            return {name: str(made) for name, made in head["revisions"].items()}
        except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
            raise BackupError("The file is not a backup of Shudarga.") from error


def _any_open(databases: Databases) -> bool:
    """Say whether a survey is open, by whichever side is there to tell."""
    if "registry" in databases.opened:
        with databases.registry() as session:
            return bool(surveys.names(session, State.OPEN))
    with databases.responses() as session:
        return not all(board.closed for board in store.boards(session))


def _pour(place: Place, plain: BinaryIO) -> None:
    with tarfile.open(fileobj=plain, mode="w|") as archive:
        _write(archive, place)


def _write(archive: tarfile.TarFile, place: Place) -> None:
    with ExitStack() as stack:
        sides = {
            name: stack.enter_context(factory())
            for name, factory in sorted(place.databases.opened.items())
        }
        for session in sides.values():
            copying.still(session)
        if "registry" in sides:
            copying.hold(sides["registry"], "survey")
        # Answers first: whatever was collected for them is then in the registry too.
        order = [name for name in _SIDES if name in sides]
        heads = {name: copying.revision(sides[name]) for name in order}
        add(archive, "backup.json", {"format": FORMAT, "revisions": heads})
        for name in order:
            metadata = copying.tables(sides[name])
            numbered = enumerate(copying.batches(sides[name], metadata))
            for number, (table, rows) in numbered:
                add(archive, f"{name}/{number:08d}/{table}.json", rows)
    for path in _files(place.home):
        name = f"home/{path.relative_to(place.home)}"
        archive.add(path, name, recursive=False, filter=_without_time)


def add(archive: tarfile.TarFile, name: str, content: object) -> None:
    """Add a JSON document to an archive."""
    written = json.dumps(content, ensure_ascii=False).encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(written), 0o600
    archive.addfile(entry, io.BytesIO(written))


def _files(home: Path) -> Iterator[Path]:
    inside = (path for name in FOLDERS for path in sorted((home / name).glob("*")))
    for path in (*(home / name for name in FILES), *inside):
        if path.is_file() and not path.is_symlink():
            yield path


def _restore(archive: tarfile.TarFile, place: Place, stack: ExitStack) -> None:
    sides = {
        name: stack.enter_context(factory.begin())
        for name, factory in place.databases.opened.items()
    }
    tables = {name: copying.tables(session) for name, session in sides.items()}
    entries = iter(archive)
    _check_head(json.loads(_content(archive, next(entries, None))), sides)
    for name, session in sides.items():
        copying.clear_new(session, tables[name], _USED)
    for entry in entries:
        side, _, rest = entry.name.partition("/")
        content = _content(archive, entry)
        if side == "home":
            _put_file(place.home / rest, place.home, content)
        else:
            table = tables[side].tables[Path(rest).stem]
            copying.put(sides[side], table, json.loads(content))
    for name, session in sides.items():
        copying.renew_counters(session, tables[name])


def _check_head(head: dict[str, Any], sides: Mapping[str, Session]) -> None:
    if head.get("format") != FORMAT:
        raise BackupError("The file is not a backup of Shudarga.")
    if head["revisions"].keys() != sides.keys():
        held = " and ".join(sorted(head["revisions"]))
        raise BackupError(
            f"The backup holds the {held}, and this installation opens another choice. "
            "Set SHUDARGA_FACES as it was where the backup was made."
        )
    for name, session in sides.items():
        made = head["revisions"][name]
        if copying.revision(session) != made:
            raise BackupError(
                f"The backup is of revision {made} of the {name}. Install the version "
                "that made it, restore, and upgrade then."
            )


def _put_file(target: Path, home: Path, content: bytes) -> None:
    if not target.resolve().is_relative_to(home.resolve()):
        raise BackupError("The backup names a file outside its folder.")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _private(target) as file:
        file.write(content)


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo | None) -> bytes:
    opened = archive.extractfile(entry) if entry else None
    return opened.read() if opened else b"{}"


def _private(path: Path) -> BinaryIO:
    number = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    return os.fdopen(number, "wb")


def _without_time(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out when a file was written last, and whose it is."""
    entry.mtime = entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
