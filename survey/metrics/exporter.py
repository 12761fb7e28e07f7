"""Shows figures in the text format of Prometheus, on a port of this machine alone.

Two kinds: what the exporter finds out by asking the site itself, which is as new as
the question; and what visits add up to, which is a quarter of an hour old, noisy and
coarse. Several processes serve the site, and each hands its counts over here. The
multi-process mode of the library is not used: it keeps exact counts in files, whose
times of change tell when somebody came; nor are the exact counts that the web server
could show.
"""

import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

import urllib3
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from survey.metrics import counting, noise
from survey.metrics.noise import Chance, Shown
from survey.metrics.window import COMMITS, SECONDS, Window

HOST = "127.0.0.1"
_PATIENCE = 5.0
_GATHERING = 10.0
_GIBIBYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Site:
    """What is asked about itself: its address, and the folder of its files."""

    url: str
    home: Path


class Gathered:
    """Windows as they come in, and the newest that may be shown."""

    def __init__(self, chance: Chance) -> None:
        """Begin with nothing; the first whole window is the first that is shown."""
        self._chance = chance
        self._lock = threading.Lock()
        self._coming: dict[int, Window] = {}
        self._shown: tuple[int, Shown] | None = None

    def take(self, number: int, window: Window) -> None:
        """Take in what a worker counted; what comes too late is dropped."""
        with self._lock:
            if self._shown is None or number > self._shown[0]:
                self._coming.setdefault(number, Window()).add(window)

    def newest(self, number: int) -> Shown:
        """Return the window of a number with the noise that was drawn for it once."""
        with self._lock:
            if self._shown is None or self._shown[0] < number:
                whole = self._coming.pop(number, Window())
                self._shown = number, noise.shown(whole, self._chance)
                self._coming = {n: w for n, w in self._coming.items() if n > number}
            return self._shown[1]


class Exporter(Collector):
    """Asks the site and shows what was gathered, each time that somebody scrapes."""

    def __init__(
        self,
        site: Site,
        gathered: Gathered,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Show a site; the first window is the one that begins after now."""
        self._site, self._gathered, self._clock = site, gathered, clock
        self._first = self._ended() + 1

    def collect(self) -> Iterator[Metric]:
        """Yield every figure; their names and labels are always the same."""
        yield from self._asked()
        number = self._ended()
        if number > self._first:
            yield from _windowed(self._gathered.newest(number))

    def _ended(self) -> int:
        """Return the last window that every worker has handed over by now."""
        return int((self._clock() - _GATHERING) // SECONDS) - 1

    def _asked(self) -> Iterator[Metric]:
        up, ready, seconds = _ask(self._site.url)
        yield _gauge("shudarga_up", "Whether the site answers.", up)
        yield _gauge("shudarga_ready", "Whether its databases can be used.", ready)
        yield _gauge(
            "shudarga_probe_seconds", "How long our own question took.", seconds
        )
        free = shutil.disk_usage(self._site.home).free // _GIBIBYTE
        yield _gauge("shudarga_disk_free_gibibytes", "Room on the disk.", free)
        told = GaugeMetricFamily("shudarga_version", "What runs.", labels=["version"])
        told.add_metric([version("shudarga")], 1)
        yield told


def begin(port: int, site: Site, place: Path) -> None:
    """Show figures of a site on a port; its workers hand theirs over at a place."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(place))
    gathered = Gathered(secrets.SystemRandom().random)
    threading.Thread(target=_gather, args=(line, gathered), daemon=True).start()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Exporter(site, gathered))
    start_http_server(port, HOST, registry=registry)


def _gather(line: socket.socket, gathered: Gathered) -> None:
    while True:
        gathered.take(*counting.unpacked(line.recv(counting.LARGEST)))


def _windowed(window: Shown) -> Iterator[Metric]:
    requests = GaugeMetricFamily(
        "shudarga_window_requests",
        "Requests of the last whole quarter of an hour, about.",
        labels=["family", "status"],
    )
    seconds = GaugeMetricFamily(
        "shudarga_window_answers_by_seconds",
        "Sealed answers of that time that took at most so long, about.",
        labels=["le"],
    )
    together = 0
    for cell, count in window.counts.items():
        if cell[0] == "requests":
            requests.add_metric(list(cell[1:]), count)
        elif cell[0] == "seconds":
            together += count
            seconds.add_metric([cell[1]], together)
    yield requests
    yield seconds
    yield _gauge(
        "shudarga_window_commits",
        "Commits of that time, about; answers share them.",
        window.counts[COMMITS,],
    )
    yield _gauge(
        "shudarga_window_queue",
        "Answers that waited for a commit at once, about, at most.",
        window.queue,
    )


def _ask(url: str) -> tuple[bool, bool, float]:
    began = time.perf_counter()
    try:
        with urllib3.PoolManager(retries=False, timeout=_PATIENCE) as client:
            status = client.request("GET", f"{url}/readyz").status
    except urllib3.exceptions.HTTPError:
        return False, False, _PATIENCE
    return True, status == HTTPStatus.OK, round(time.perf_counter() - began, 2)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=float(value))
