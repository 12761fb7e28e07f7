"""Times the scoring of 1,000,000 × 40 answers beside polars on the same work, now.

The work: 300 groups, each item's mean with its interval and its share of positive
answers per group, and Cronbach's alpha of 8 scales. Goal: at most 1.0 times polars,
and time that grows no faster than the answers. data.table joins where R is there.
"""

import importlib
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.histogram import Layout, count
from analysis.statistics.summaries import alphas, group_means, top_box

GOAL = 1.0
GROWTH_GOAL = 1.3
ROUNDS = 3
RESPONDENTS, ITEMS, GROUPS, VALUES, SCALES = 1_000_000, 40, 300, 5, 8
TOP = 3
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LAYOUT = Layout(
    groups=GROUPS,
    values=VALUES,
    scales=tuple(tuple(range(5 * k, 5 * k + 5)) for k in range(SCALES)),
)
R_PROGRAM = """
suppressMessages(library(data.table)); d <- fread("answers.csv")
items <- names(d)[names(d) != "g"]; start <- proc.time()[["elapsed"]]
out <- d[, c(lapply(.SD, mean, na.rm = TRUE), lapply(.SD, sd, na.rm = TRUE),
  lapply(.SD, function(x) sum(!is.na(x))), lapply(.SD, function(x)
  sum(x >= 3, na.rm = TRUE))), by = g, .SDcols = items]
for (k in 0:7) { s <- na.omit(d[, items[5 * k + 1:5], with = FALSE])
  a <- 5 / 4 * (1 - sum(sapply(s, var)) / var(rowSums(s))) }
cat(proc.time()[["elapsed"]] - start)
"""

Answers = tuple[NDArray[np.int8], NDArray[np.int64]]


def answers(respondents: int) -> Answers:
    """Return columns of answers, one in twenty missing, and the groups."""
    generator = np.random.default_rng(2025)
    columns = np.empty((ITEMS, respondents), dtype=np.int8)
    for column in columns:
        drawn = generator.integers(0, 100, respondents, dtype=np.int8)
        column[:] = drawn // 20
        column[drawn % 20 == 0] = -1
    return columns, generator.integers(0, GROUPS, respondents)


def ours(data: Answers) -> list[float]:
    """Score the answers as the analysis does, and return the alphas."""
    found = count(*data, LAYOUT)
    headcounts = found.cells[1:, 0].sum(axis=1) * 2
    scores = np.arange(VALUES) * 25.0
    group_means(found, scores, headcounts=headcounts)
    top_box(found, np.arange(VALUES) >= TOP, headcounts=headcounts)
    return [alpha.value for alpha in alphas(found)]


def polars_work(polars: ModuleType, data: Answers) -> Callable[[], list[float]]:
    """Return the same work for polars, the answers being loaded already."""
    columns, groups = data
    names = [f"i{place}" for place in range(ITEMS)]
    frame = polars.DataFrame({"g": groups, **dict(zip(names, columns, strict=True))})
    known = [
        polars.when(polars.col(n) >= 0).then(polars.col(n)).alias(n) for n in names
    ]
    frame = frame.with_columns(known)
    figures = [
        polars.col(names).mean().name.suffix("_mean"),
        polars.col(names).std().name.suffix("_sd"),
        polars.col(names).count().name.suffix("_n"),
        *((polars.col(n) >= TOP).sum().alias(f"{n}_top") for n in names),
    ]

    def work() -> list[float]:
        lazy = [frame.lazy().group_by("g").agg(figures)]
        for scale in LAYOUT.scales:
            some = [names[item] for item in scale]
            wide = [polars.col(n).cast(polars.Int32) for n in some]
            parts = [column.var() for column in wide]
            total = polars.sum_horizontal(wide).var().alias("sum")
            lazy.append(frame.lazy().select(some).drop_nulls().select(*parts, total))
        _, *scales = polars.collect_all(lazy)
        rows = [scale.row(0) for scale in scales]
        return [5 / 4 * (1 - sum(row[:-1]) / row[-1]) for row in rows]

    return work


def best(work: Callable[[], object]) -> float:
    """Return the shortest of a few runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def data_table(data: Answers) -> float | None:
    """Return the seconds that R's data.table takes, or nothing without R."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    columns, groups = data
    with tempfile.TemporaryDirectory() as folder:
        table = np.column_stack([groups, columns.T])
        header = ",".join(["g", *(f"i{place}" for place in range(ITEMS))])
        path = Path(folder) / "answers.csv"
        np.savetxt(path, table, fmt="%d", delimiter=",", header=header, comments="")
        path.write_text(path.read_text().replace("-1", ""))
        done = subprocess.run(  # noqa: S603 the program is ours
            [program, "-e", R_PROGRAM], cwd=folder, capture_output=True, check=False
        )
    return float(done.stdout) if done.returncode == 0 else None


def machine() -> str:
    """Describe the machine on one line."""
    versions = f"Python {platform.python_version()}, numpy {np.__version__}"
    return f"{platform.machine()}, {os.cpu_count()} cores, {versions}"


def growth() -> float:
    """Print seconds per million respondents by size; return the last growth."""
    rates = []
    for size in SIZES:
        data = answers(size)
        rates.append(best(lambda data=data: ours(data)) / size * 1e6)
        print(f"{size:>12,} respondents {rates[-1]:8.3f} s per million")
    return rates[-1] / rates[-2]


def against_others(data: Answers) -> float | None:
    """Print our time and the others', and return the ratio to polars."""
    seconds = best(lambda: ours(data))
    print(f"ours         {seconds:8.3f} s")
    table = data_table(data)
    print(
        "data.table   not installed" if table is None else f"data.table {table:10.3f} s"
    )
    try:
        polars = importlib.import_module("polars")
    except ImportError:
        print("polars       not installed: pip install polars")
        return None
    work = polars_work(polars, data)
    theirs = best(work)
    if not np.allclose(work(), ours(data)):
        raise SystemExit("polars has other alphas than we.")
    print(f"polars {polars.__version__:5} {theirs:8.3f} s")
    return seconds / theirs


def main() -> int:
    """Print times, ratios and memory; fail beyond a goal."""
    print(machine())
    ratio = against_others(answers(RESPONDENTS))
    if ratio is not None:
        print(f"ratio        {ratio:8.2f} (goal {GOAL:.2f})")
    linear = growth()
    print(f"time per respondent, 10 times as many: {linear:.2f} (goal {GROWTH_GOAL})")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB, of which answers {SIZES[-1] * 48 >> 20} MiB")
    return int((ratio or 0) > GOAL or linear > GROWTH_GOAL)


if __name__ == "__main__":
    sys.exit(main())
