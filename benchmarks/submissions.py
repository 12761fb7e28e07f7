"""Complete answers and pages per second, beside a bare app that does the least.

Complete means: the code is verified and spent, the sealed answer is durable, and the
receipt is signed. BARE_APP names the file of the bare app; it is served with the same
workers and threads and the same load in the same run. Without it, or without `wrk`,
the benchmark says so and goes on.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import urllib3

from benchmarks import fields, load, machine
from benchmarks.fields import Field
from benchmarks.load import Measured
from survey import serving
from survey.campaign import Installation
from survey.manifest import BLIND

WORKERS = 2
CONCURRENCIES = (1, 4, 16)
MOST_PER_SECOND = 1500
BARE_APP = Path(os.environ.get("BARE_APP", "../shared/bench/bare_app.py")).absolute()
ANSWERS = Path(__file__).with_name("answers.lua")
SCENES = (fields.CITIZENS, fields.STAFF, fields.INVITED)
GOALS = {"citizens": 600, "staff": 100, "pages": 5000, "bare": 0.75, "cpu": 2.0}
_GZIP = ("-H", "Accept-Encoding: gzip")

Databases = Callable[[], AbstractContextManager[Installation]]


def main() -> int:
    """Print all figures and record them; a goal that is missed is marked."""
    print(machine.facts("granian", "flask", "sqlalchemy"))
    if not load.available():
        print("wrk is not installed (apt-get install wrk): nothing was measured.")
        return 0
    found = {
        name: measured
        for database, made in (
            ("SQLite", fields.sqlite),
            ("PostgreSQL", fields.postgresql),
        )
        if database in os.environ.get("SHUDARGA_BENCH_DATABASES", "SQLite PostgreSQL")
        for name, measured in product(database, made)
    }
    theirs = bare()
    report(found, theirs)
    return 0


def product(database: str, made: Databases) -> Iterator[tuple[str, Measured]]:
    """Yield what was measured of our pages, and of all kinds of answers."""
    with made() as site, tempfile.TemporaryDirectory() as folder:
        places = [fields.opened(site, one) for one in SCENES]
        with fields.served(site, workers=WORKERS) as (url, process):
            page = f"{url}/mn/form/{places[0].scene.name}/{places[0].key_id}"
            warm(page)
            for number in CONCURRENCIES:
                pages = load.send(page, process.pid, *_GZIP, connections=number)
                yield show(f"{database} pages {number}", pages)
            for field in places:
                yield from answers(database, url, process.pid, field, Path(folder))


def answers(
    database: str, url: str, server: int, field: Field, folder: Path
) -> Iterator[tuple[str, Measured]]:
    """Yield what was measured of one kind of answers."""
    numbers = CONCURRENCIES[-1:] if field.scene.channel == BLIND else CONCURRENCIES
    share = len(field.bodies) // len(numbers)
    for number in numbers:
        script = (
            ANSWERS,
            field.take(min(share, MOST_PER_SECOND * load.SECONDS), folder),
        )
        sent = load.send(f"{url}/answers", server, connections=number, script=script)
        yield show(f"{database} {field.scene.name} {number}", sent)


def bare() -> dict[str, Measured]:
    """Return what was measured of the bare app, if it is there."""
    if not BARE_APP.is_file():
        print(f"There is no bare app at {BARE_APP.name}: nothing to compare with.")
        return {}
    found = {}
    script = (BARE_APP.with_name("answer.lua"), "")
    with served_bare() as (url, process):
        warm(f"{url}/page")
        for number in CONCURRENCIES:
            pages = load.send(f"{url}/page", process.pid, connections=number)
            found[f"pages {number}"] = show(f"bare pages {number}", pages)[1]
            sent = load.send(
                f"{url}/answer", process.pid, connections=number, script=script
            )
            found[f"answers {number}"] = show(f"bare answers {number}", sent)[1]
    return found


@contextmanager
def served_bare() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the bare app the way the product is served."""
    port = serving.free_port()
    options = ["--interface", "wsgi", "--workers", str(WORKERS), "--port", str(port)]
    threads = ["--blocking-threads", str(serving.THREADS), "--host", "127.0.0.1"]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603 the words are ours
            [sys.executable, "-m", "granian", *options, *threads, "bare_app:app"],
            cwd=BARE_APP.parent,
            env={**os.environ, "BARE_DB": f"{folder}/bare.db"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.terminate()
            process.wait()


def warm(address: str) -> None:
    """Ask for a page until the server answers, and a few times more."""
    client = urllib3.PoolManager(retries=urllib3.Retry(50, backoff_factor=0.01))
    for _ in range(20):
        client.request("GET", address)
    client.clear()


def show(name: str, measured: Measured) -> tuple[str, Measured]:
    """Print what was measured, and return it with its name."""
    refused = f"  {measured.refused} refused" if measured.refused else ""
    cost = f"{measured.cpu_ms:9.2f} CPU ms"
    print(f"{name:<28}{measured.per_second:9.0f} /s{cost}{refused}", flush=True)
    return name, measured


def report(found: dict[str, Measured], theirs: dict[str, Measured]) -> None:
    """Print the ratios beside their goals, and record them."""
    most = CONCURRENCIES[-1]
    ours, pages = found[f"SQLite citizens {most}"], found[f"SQLite pages {most}"]
    figures = {
        "submissions_per_s": ours.per_second,
        "pages_per_s": pages.per_second,
        "cpu_ms_per_answer": ours.cpu_ms,
        "page_cpu_ms": pages.cpu_ms,
    }
    for name, measured in found.items():
        database, kind, number = name.split()
        if kind != "pages":
            key = f"{database}_{kind}_per_s_at_{number}".lower()
            figures[key] = measured.per_second
            figures[key.replace("per_s", "cpu_ms")] = measured.cpu_ms
    if theirs:
        least = theirs[f"answers {most}"]
        figures["submissions_over_bare"] = ours.per_second / least.per_second
        figures["bare_cpu_ms_per_answer"] = least.cpu_ms
        print(f"answers over bare {figures['submissions_over_bare']:.2f}", end=" ")
        print(f"(goal at least {GOALS['bare']})")
    machine.record(**figures)


if __name__ == "__main__":
    sys.exit(main())
