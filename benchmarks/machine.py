"""What benchmarks have in common: facts of the machine, times, memory, one record.

Running it prints the facts. Every benchmark records its figures in `bench.json`.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RECORD = Path(os.environ.get("SHUDARGA_BENCH", "bench.json"))
ROUNDS = 3
_MIB = 1024


def facts(*packages: str) -> str:
    """Describe the machine on one line, with the versions of some packages."""
    told = [
        _processor(),
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        *(f"{package} {_version(package)}" for package in packages),
    ]
    return ", ".join(told)


def record(**figures: float) -> None:
    """Write figures into `bench.json` beside those that stand there already."""
    known = json.loads(RECORD.read_text()) if RECORD.is_file() else {}
    known |= {name: float(f"{value:.4g}") for name, value in figures.items()}
    RECORD.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def best(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Return the shortest time of each piece of work, in seconds.

    They take turns, so that a slow moment of the machine meets all of them.
    """
    shortest = [float("inf")] * len(works)
    for _ in range(rounds):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            shortest[place] = min(shortest[place], time.perf_counter() - start)
    return shortest


def apart(*words: str) -> str:
    """Run a benchmark in a process of its own, and return what it printed."""
    done = subprocess.run(  # noqa: S603 the words are ours
        [sys.executable, *words], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def peak() -> float:
    """Return the most memory that this process ever had, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / _MIB


def verdict(name: str, ratio: float, goal: float) -> int:
    """Print a ratio beside its goal; return 1 where it is above."""
    print(f"{name:<36}{ratio:8.2f} (goal at most {goal:.2f})")
    return int(ratio > goal)


def _processor() -> str:
    """Return what the processor calls itself."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()


def _version(package: str) -> str:
    """Return the version of a package, or that there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    print(facts("numpy", "scipy", "cryptography", "polars"))
