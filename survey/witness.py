"""Notes outside its database how long the audit log is, so that a cut is found.

Whoever cuts the last lines off the log, in the database alone, leaves a chain that is
whole. A file remembers which digest stood at which line. It lies beside the other
files of an installation; a second one can lie on another machine.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from survey.registry.audit import Head

FILE = "audit-witness.txt"
_PARTS = 3


class WitnessError(Exception):
    """The file does not hold noted digests."""


def heads(path: Path) -> Sequence[Head]:
    """Return the heads that were noted; none where there is no file yet."""
    if not path.exists():
        return []
    return [_head(line) for line in path.read_text("utf-8").splitlines()]


def note(path: Path, head: Head, moment: datetime) -> None:
    """Add a head to the file, unless it is the last one that was noted."""
    if heads(path)[-1:] == [head]:
        return
    line = f"{moment.isoformat(timespec='seconds')} {head.acts} {head.digest.hex()}\n"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(number, "ab") as file:
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def _head(line: str) -> Head:
    parts = line.split()
    if len(parts) != _PARTS or not parts[1].isdecimal():
        raise WitnessError("The file of noted digests is damaged.")
    try:
        return Head(int(parts[1]), bytes.fromhex(parts[2]))
    except ValueError:
        raise WitnessError("The file of noted digests is damaged.") from None
