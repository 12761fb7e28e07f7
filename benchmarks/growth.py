"""What one more answer costs when a thousand, or a million, are stored already.

Answers of random bytes fill a survey of citizens on SQLite; then a thousand complete
ones come from sixteen threads of this process, without HTTP. Goal: an answer among
many costs at most half as much again as one among a thousand, in processor time.
"""

import os
import secrets
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import insert, select

from benchmarks import fields, machine
from benchmarks.fields import Field
from survey.campaign import Installation
from survey.commits import SharedCommits
from survey.database import alone
from survey.responses import places
from survey.responses.tables import GroupRow, ResponseRow
from survey.web import answers_api

SIZES = tuple(
    int(size)
    for size in os.environ.get("SHUDARGA_BENCH_SIZES", "1000 10000 100000").split()
)
SENT, THREADS, TOGETHER = 1000, 16, 500
GOAL = 1.5
RESPONSES = ResponseRow.metadata.tables["sealed_response"]


def main() -> int:
    """Print the cost at each size; fail beyond the goal."""
    print(machine.facts("sqlalchemy"))
    costs = []
    with fields.sqlite() as site:
        field = fields.opened(site, fields.CITIZENS)
        stored = 0
        for size in SIZES:
            fill(site, size - stored)
            seconds, cpu = sent(site, field)
            stored = size + SENT
            costs.append(cpu)
            rate = f"{SENT / seconds:8.0f} answers/s"
            print(
                f"{size:>10,} stored {rate}{1000 * cpu / SENT:8.2f} CPU ms", flush=True
            )
    machine.record(growth_of_cpu_per_answer=costs[-1] / costs[0])
    return machine.verdict(
        "cost of the last over the first", costs[-1] / costs[0], GOAL
    )


def fill(site: Installation, number: int) -> None:
    """Store so many answers of random bytes, at places drawn as they always are."""
    with site.databases.responses() as session:
        asked = select(GroupRow.number, GroupRow.sealed_length)
        groups = session.execute(asked).all()
    rows = blanks(number, [(row.number, row.sealed_length) for row in groups])
    while batch := [row for row, _ in zip(rows, range(TOGETHER), strict=False)]:
        with alone(site.databases.responses) as session:
            session.execute(insert(RESPONSES), batch)


def blanks(number: int, groups: list[tuple[int, int]]) -> Iterator[dict[str, object]]:
    """Yield rows that look like answers."""
    for _ in range(number):
        group, length = secrets.choice(groups)
        yield {
            "place": group * places.SPAN + secrets.randbelow(places.SPAN),
            "taken": True,
            "leaf": secrets.token_bytes(32),
            "nonce": secrets.token_bytes(32),
            "sealed": secrets.token_bytes(length),
            "proof": b"",
        }


def sent(
    site: Installation, field: Field, *, number: int = SENT, threads: int = THREADS
) -> tuple[float, float]:
    """Send complete answers; return seconds of the clock, and of processor time."""
    bodies, field.bodies[:] = field.bodies[:number], field.bodies[number:]
    ready = [body.replace("@", field.sealed).encode() for body in bodies]
    commits = SharedCommits(site.databases.responses)
    begun, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        receipts = pool.map(
            lambda body: answers_api.keep(body, commits, today=site.today), ready
        )
        if len(list(receipts)) != number:
            raise SystemExit("Not every answer was kept.")
    return time.perf_counter() - begun, time.process_time() - cpu


if __name__ == "__main__":
    sys.exit(main())
