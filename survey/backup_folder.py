"""Keeps few backups in a folder, and none from before something was destroyed.

A note beside them says what was destroyed when the newest was made. With the first
backup after a destruction everything older goes: it would open to what is gone.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from questionnaires.faults import Fault, fault
from survey import backups, condition, private_files
from survey.backups import BackupError, Place
from survey.database import Databases, reading
from survey.registry import forgotten, surveys
from survey.responses import bulletins, store
from survey.tokens import age_files

MOST = 7
NOTE = "destroyed.json"
_DATED = re.compile(r"shudarga-\d{4}-\d\d-\d\d\.age")
_OURS = re.compile(r"shudarga-(open|\d{4}-\d\d-\d\d)\.age(\.unfinished)?")


@dataclass(frozen=True, slots=True)
class _Note:
    """What was destroyed before the newest backup was begun.

    `since` is the moment of the first backup after the last destruction: what is
    older, by whatever name, holds what was destroyed.
    """

    destroyed: frozenset[str] = frozenset()
    since: int = 0


def destroyed(databases: Databases) -> frozenset[str]:
    """Name what is destroyed for good, by whichever side is there to tell."""
    found: frozenset[str] = frozenset()
    if "registry" in databases.opened:
        with reading(databases.registry) as session:
            found |= forgotten.names(session)
    if "responses" in databases.opened:
        with reading(databases.responses) as session:
            found |= bulletins.without_answers(session)
    return found


def back_up(place: Place, recipient: str, folder: Path, *, today: date) -> Path:
    """Write a backup into a folder, delete what must not lie beside it, and name it.

    What was destroyed is asked first: the backup surely holds nothing of it. Raises
    BackupError before anything is written where the folder holds the backup of an open
    survey and this installation knows no survey: it waits to be restored.
    """
    recipient = age_files.check_recipient(recipient)
    with _alone(folder):
        if (folder / backups.WHILE_OPEN).exists() and _is_new(place.databases):
            raise BackupError(
                f"The folder holds {backups.WHILE_OPEN}, the only backup of an open "
                "survey, and this installation knows no survey. Restore that backup, "
                "or name another folder."
            )
        gone = destroyed(place.databases)
        newest = backups.back_up(place, recipient, folder, today=today)
        clear(folder, newest, gone)
    return newest


def faults(databases: Databases, folder: Path) -> Iterator[Fault]:
    """Name the backups of a folder that still hold what was destroyed."""
    if condition.unready(databases):
        return
    for path in outlived(folder, destroyed(databases)):
        yield fault(
            str(path),
            "Энэ хуулбар устгасан хариулт, эсвэл нэр, хаягийг агуулж байна. "
            "`shudarga backup make` шинэ хуулбар хийгээд хуучнуудаа устгадаг; өөр "
            "нэртэй, өөр газар байгаа хуулбарыг өөрөө устгана уу.",
            "This backup is older than the last destruction of answers or of names, "
            "and still holds them. `shudarga backup make` makes a new one and deletes "
            "those that it made; delete copies by other names and elsewhere yourself.",
        )


def clear(folder: Path, newest: Path, gone: frozenset[str]) -> None:
    """Delete whatever need not, or must not, lie beside the newest backup.

    `gone` was asked for before that backup was begun, so that the backup holds
    nothing of it.
    """
    note = _note(folder)
    is_new = bool(gone - note.destroyed)
    for path in _unneeded(folder, newest, is_new=is_new):
        path.unlink(missing_ok=True)
    if gone != note.destroyed:
        since = newest.stat().st_mtime_ns if is_new else note.since
        _keep(folder, _Note(gone, since))


def outlived(folder: Path, gone: frozenset[str]) -> list[Path]:
    """Return the backups in a folder that are older than the last destruction."""
    note = _note(folder)
    files = sorted(folder.glob("*.age*"))
    if gone - note.destroyed:
        return files
    return [path for path in files if path.stat().st_mtime_ns < note.since]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one backup at a time be written into a folder; another waits for its turn."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _is_new(databases: Databases) -> bool:
    """Say whether no survey was ever drafted, by whichever side is there to tell."""
    if "registry" in databases.opened:
        with reading(databases.registry) as session:
            return not surveys.names(session)
    with reading(databases.responses) as session:
        return not store.boards(session)


def _unneeded(folder: Path, newest: Path, *, is_new: bool) -> Iterator[Path]:
    others = [
        path
        for path in sorted(folder.iterdir(), reverse=True)
        if _OURS.fullmatch(path.name) and path != newest
    ]
    dated = [path for path in others if _DATED.fullmatch(path.name)]
    kept = () if is_new else dated[: MOST - 1]
    yield from (path for path in others if path not in kept)


def _note(folder: Path) -> _Note:
    """Read the note; where there is none that can be read, nothing was deleted yet."""
    try:
        found = json.loads((folder / NOTE).read_bytes())
        return _Note(frozenset(found["destroyed"]), int(found["since"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return _Note()


def _keep(folder: Path, note: _Note) -> None:
    new = folder / f"{NOTE}.new"
    new.unlink(missing_ok=True)
    told = {"destroyed": sorted(note.destroyed), "since": note.since}
    private_files.write(new, json.dumps(told, ensure_ascii=False).encode())
    new.replace(folder / NOTE)
