"""Lets one function write a stream while another reads it, with no file between."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO


@contextmanager
def pouring(write: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """Give what `write` writes as a stream to read, for the length of a `with` block.

    What went wrong while writing is raised at the end of the block, in place of what
    the reader then complained about.
    """
    reading, writing = os.pipe()
    troubles: list[BaseException] = []
    writer = threading.Thread(target=_run, args=(write, writing, troubles))
    writer.start()
    try:
        with os.fdopen(reading, "rb") as plain:
            yield plain
    finally:
        writer.join()
        if troubles and not isinstance(troubles[0], BrokenPipeError):
            raise troubles[0]


def _run(
    write: Callable[[BinaryIO], None], writing: int, troubles: list[BaseException]
) -> None:
    try:
        with os.fdopen(writing, "wb") as plain:
            write(plain)
    except BaseException as error:  # noqa: BLE001 it is raised again by who waits
        troubles.append(error)
