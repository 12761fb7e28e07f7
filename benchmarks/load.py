"""Sends load with `wrk`, and says what processor time the servers under it took."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SECONDS = int(os.environ.get("SHUDARGA_BENCH_SECONDS", "6"))
_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM = 1, 11, 12


class LoadError(Exception):
    """The load could not be sent, or what was printed about it cannot be read."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Good replies and refusals, replies per second, and processor time of each."""

    per_second: float
    good: int
    refused: int
    cpu_ms: float


def available() -> bool:
    """Say whether `wrk` is installed; `apt-get install wrk` brings it."""
    return shutil.which("wrk") is not None


def send(
    url: str,
    server: int,
    *options: str,
    connections: int,
    script: tuple[Path, str] | None = None,
) -> Measured:
    """Send requests to a server process without a pause, for some seconds.

    A script is a file for `wrk` and the argument that it takes.
    """
    extra = ["-s", str(script[0])] if script else []
    given = ["--", script[1]] if script and script[1] else []
    started = spent_seconds(server)
    size = ["-t1", f"-c{connections}", f"-d{SECONDS}s"]
    told = subprocess.run(  # noqa: S603 the words are ours
        ["wrk", *size, *options, *extra, url, *given],  # noqa: S607 whichever wrk the machine has
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return _read(told, spent_seconds(server) - started)


def spent_seconds(server: int) -> float:
    """Return the processor time of a process and of all that it started."""
    table = dict(_processes())
    family, found = {server}, 0.0
    for pid, (parent, seconds) in sorted(table.items()):
        if pid in family or parent in family:
            family.add(pid)
            found += seconds
    return found


def _processes() -> Iterator[tuple[int, tuple[int, float]]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # It has ended meanwhile.
            continue
        used = (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS
        yield int(path.parent.name), (int(fields[_PARENT]), used)


def _read(told: str, seconds: float) -> Measured:
    total = re.search(r"(\d+) requests in ([\d.]+)(m?s)", told)
    if total is None:
        raise LoadError(told)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    bad = int(refused[1]) if refused else 0
    good = int(total[1]) - bad
    took = float(total[2]) / (1000 if total[3] == "ms" else 1)
    return Measured(good / took, good, bad, 1000 * seconds / max(1, good))
