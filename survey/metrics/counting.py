"""Counts in a worker process, and hands over what it counted when a window has ended.

Nothing is written to a disk: the counts leave in one message to the process that shows
them, and are forgotten here.
"""

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from survey.metrics.window import SECONDS, Family, Window

LARGEST = 64 * 1024
_LATE = 1.0


class Counting:
    """What a worker counts in the window that is now, and where it goes afterwards."""

    def __init__(
        self,
        hand_over: Callable[[int, Window], object],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Begin to count; `hand_over` takes the number of a window and its counts."""
        self._hand_over = hand_over
        self._clock = clock
        self._lock = threading.Lock()
        self._number = self._now()
        self._window = Window()

    def note(self, family: Family, status: int, seconds: float, queue: int) -> None:
        """Count a request that was answered."""
        self.turn()
        with self._lock:
            self._window.note(family, status)
            self._window.note_queue(queue)
            if family is Family.ANSWERS:
                self._window.note_seconds(seconds)

    def note_commit(self) -> None:
        """Count a commit."""
        self.turn()
        with self._lock:
            self._window.note_commit()

    def turn(self) -> None:
        """Hand the window over if it has ended, and begin the next one."""
        with self._lock:
            number = self._now()
            if number == self._number:
                return
            ended, self._number = self._number, number
            counted, self._window = self._window, Window()
        self._hand_over(ended, counted)

    def keep_turning(self) -> None:
        """Turn at the end of each window for as long as the process lives."""
        while True:
            time.sleep(SECONDS - self._clock() % SECONDS + _LATE)
            self.turn()

    def _now(self) -> int:
        return int(self._clock() // SECONDS)


def to(place: Path) -> Callable[[int, Window], None]:
    """Return what hands a window over to the socket at a place; none may be there."""

    def hand_over(number: int, window: Window) -> None:
        with (
            suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line,
        ):
            line.sendto(packed(number, window), str(place))

    return hand_over


def packed(number: int, window: Window) -> bytes:
    """Return a window as the message that carries it."""
    counts = [[*cell, times] for cell, times in window.counts.items()]
    told = {"number": number, "counts": counts, "queue": window.queue}
    return json.dumps(told).encode()


def unpacked(message: bytes) -> tuple[int, Window]:
    """Return the number of a window and its counts from their message."""
    told = json.loads(message)
    window = Window(queue=told["queue"])
    for *cell, times in told["counts"]:
        window.counts[tuple(cell)] = times
    return told["number"], window
