"""Writes files that only their owner reads, and that survive a power cut."""

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Write a new file; its folder is made too. Raises FileExistsError if it is there.

    The content is on the disk when this returns.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
