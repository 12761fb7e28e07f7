"""Lets a whole country answer, minute by minute, at the costs that were measured here.

People come as a Poisson stream whose rate follows days and hours. Each is served by the
first core that is free, for as long as an answer that comes alone costs; then the
answer waits for the next shared commit. Costs are those of `bench.json`, or are
measured. The same seed draws the same people again.
"""

import json
import os
import sys
import time
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from benchmarks import fields, growth, machine
from questionnaires import answers, loader
from survey import sealing

Seconds = NDArray[np.float64]
SEED = int(os.environ.get("SHUDARGA_SEED", "2026"))
MINUTE, HOUR, DAY = 60.0, 3600, 86400
QUANTILES = (50, 95, 99, 99.9)
SOON = 1.0  # What nearly everybody waits for at most.
HOLDERS = 2
TOGETHER = 64  # As `survey.commits` shares a commit.
SENT, PAGE = 200, 1e-4


@dataclass(frozen=True, slots=True)
class Cost:
    """What was measured: core seconds of an answer and a page, seconds of a commit."""

    answer: float
    page: float
    commit: float
    told: str


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes when: weights of days and of hours, and a share after the news."""

    name: str
    questionnaire: str
    people: int
    share: float
    days: tuple[float, ...]
    hours: tuple[float, ...]
    pages: int
    evenings: int = 0
    at_once: float = 0.0

    @property
    def answers(self) -> int:
        """Return how many answers are expected."""
        return round(self.people * self.share)


_OFFICE = (0,) * 8 + (2, 6, 9, 7, 4, 3, 6, 8, 6, 3, 1, 0.5, 0.5, 0.5, 0.3, 0.2)
_HOME = (0.3, 0.1, 0, 0, 0, 0.2, 1, 2, 3, 4, 4, 4, 5, 4, 4, 4, 4, 5, 6, 7, 8, 8, 5, 2)
_WEEK = (10, 8, 6, 5, 4, 0.3, 0.3)
CIVIL_SERVANTS = Crowd(
    "200,000 civil servants, two weeks",
    "internal_integrity",
    200_000,
    0.6,
    (*_WEEK, 8, 5, 4, 3, 5, 0.5, 0.5),
    _OFFICE,
    pages=3,
)
CITIZENS = Crowd(
    "3.4 million citizens, a quarter of a year",
    "citizen_satisfaction",
    3_400_000,
    0.25,
    (1.0,) * 91,
    _HOME,
    pages=2,
    evenings=3,
    at_once=0.02,
)
BROADCAST = replace(
    CITIZENS,
    name="the same, a tenth of all after one broadcast",
    evenings=1,
    at_once=0.1,
)


def rates(crowd: Crowd) -> Seconds:
    """Return how many people are expected in each minute, from the first midnight.

    On so many evenings a share of all comes within half an hour from 20:30, most of
    it at once.
    """
    hours = np.repeat(np.asarray(crowd.hours) / sum(crowd.hours), 60) / 60
    days = np.asarray(crowd.days) / sum(crowd.days)
    usual = np.outer(days, hours).ravel()
    news = np.zeros_like(usual)
    wave = np.exp(-np.arange(30) / 8)
    for evening in range(crowd.evenings):
        day = (2 * evening + 1) * len(crowd.days) // (2 * crowd.evenings)
        start = day * 1440 + 20 * 60 + 30
        news[start : start + 30] = crowd.at_once * wave / wave.sum()
    return crowd.answers * (usual * (1 - news.sum()) + news)


def arrivals(per_minute: Seconds, generator: np.random.Generator) -> Seconds:
    """Draw the moments at which people send, in seconds, in order."""
    drawn = generator.poisson(per_minute)
    minutes = np.repeat(np.arange(len(drawn)), drawn)
    within = generator.random(len(minutes))
    moments: Seconds = np.sort((minutes + within) * MINUTE)
    return moments


def served(moments: Seconds, seconds: float, *, cores: int) -> Seconds:
    """Return when each is done, where the first free core serves who came first.

    All take equally long, so that they end in their order and core after core is free
    in turn: each core serves every so-manieth. For one core the wait is Lindley's:
    W' = max(0, W + S - A), here as a running minimum.
    """
    done = np.empty_like(moments)
    for core in range(cores):
        own = moments[core::cores]
        idle = own - seconds * np.arange(len(own))
        begun = np.maximum.accumulate(idle) + seconds * np.arange(len(own))
        done[core::cores] = begun + seconds
    return done


def committed(ready: Seconds, seconds: float, *, together: int) -> Seconds:
    """Return when each is durable, where all who wait share the next commit."""
    done = np.empty_like(ready)
    free, place = 0.0, 0
    while place < len(ready):
        begin = max(free, float(ready[place]))
        end = int(np.searchsorted(ready, begin, side="right"))
        end = min(end, place + together)
        free = begin + seconds
        done[place:end] = free
        place = end
    return done


def needed(moments: Seconds, cost: Cost, work: float) -> tuple[int, Seconds]:
    """Return the fewest cores with which nearly nobody waits long, and all delays."""
    cores = 1
    while True:
        ready = served(moments, work, cores=cores)
        delays = committed(ready, cost.commit, together=TOGETHER) - moments
        if np.percentile(delays, QUANTILES[-1]) <= SOON or cores * work > MINUTE:
            return cores, delays
        cores += 1


def measured() -> Cost:
    """Return the costs that `bench.json` holds, or measure them."""
    known = json.loads(machine.RECORD.read_text()) if machine.RECORD.is_file() else {}
    names = ("sqlite_citizens_cpu_ms_at_1", "page_cpu_ms", "sqlite_citizens_per_s_at_1")
    if all(name in known for name in names):
        answer, page, rate = (known[name] for name in names)
        cpu = answer / 1000
        return Cost(cpu, page / 1000, max(1 / rate - cpu, 0.0), str(machine.RECORD))
    with fields.sqlite() as site:
        field = fields.opened(site, fields.CITIZENS)
        seconds, cpu = growth.sent(site, field, number=SENT, threads=1)
    waited = max(seconds - cpu, 0.0) / SENT
    told = f"{SENT} answers sent just now, one after the other, without HTTP"
    return Cost(cpu / SENT, PAGE, waited, told)


def stored(crowd: Crowd) -> float:
    """Return the GB of all sealed answers; staff have a place for everybody."""
    asked = loader.load(crowd.questionnaire)
    bucket = sealing.bucket_for(answers.longest(asked))
    rows = crowd.people if asked.kind == "internal" else crowd.answers
    return rows * sealing.sealed_length(bucket, HOLDERS) / 1e9


def tell(crowd: Crowd, cost: Cost) -> None:
    """Print the load of a crowd, what it waits, and what it needs."""
    per_minute = rates(crowd)
    moments = arrivals(per_minute, np.random.default_rng(SEED))
    counts = np.bincount((moments // MINUTE).astype(int), minlength=len(per_minute))
    work = cost.answer + crowd.pages * cost.page
    cores, delays = needed(moments, cost, work)
    busy = np.sort(counts[counts > 0])[::-1]
    waits = ", ".join(
        f"{q:g} % {1000 * np.percentile(delays, q):.0f} ms" for q in QUANTILES
    )
    print(f"{crowd.name}: {len(moments):,} answers")
    print(
        f"  a minute: mean {counts.mean():.1f}, median of those with any "
        f"{np.median(busy):.0f}, busiest {busy[0]:,} ({busy[0] / MINUTE:.1f} a second)"
    )
    for hour, number in enumerate(counts.reshape(-1, 24, 60).mean(axis=(0, 2))):
        if number >= 0.1:  # noqa: PLR2004  fewer are not worth a line
            print(f"    {hour:02}:00 {number:8.1f} a minute on a mean day")
    share = busy[0] * work / MINUTE
    print(f"  busiest minute {share:.3f} cores; cores needed: {cores}")
    print(f"  until durable: {waits}, longest {1000 * delays.max():.0f} ms")
    print(f"  all together {len(moments) * work / HOUR:.2f} core hours")
    print(f"  storage {stored(crowd):.1f} GB")


def main() -> int:
    """Print what each crowd needs."""
    begun = time.perf_counter()
    print(machine.facts("numpy"))
    cost = measured()
    print(
        f"an answer alone {1000 * cost.answer:.2f} ms of a core, a page "
        f"{1000 * cost.page:.2f} ms, its commit {1000 * cost.commit:.1f} ms "
        f"(from {cost.told}); seed {SEED}"
    )
    for crowd in (CIVIL_SERVANTS, CITIZENS, BROADCAST):
        tell(crowd, cost)
    print(f"simulated in {ceil(time.perf_counter() - begun)} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
