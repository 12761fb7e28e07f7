"""Times the scoring of 1,000,000 × 40 answers beside polars on the same work, now.

The work: 300 groups; each item's, indicator's and the index's mean with its interval
and its share of positive answers in every group; Cronbach's alpha of 8 scales. Ours
is `analysis.scoring.score`, as every survey is scored: it also finds omega, reasons
of missing answers and the counts for disclosure control, which polars is spared. Both
may use all cores: polars by itself, we by an executor of threads.
Goal: at most 1.0 times polars, and time that grows no faster than the answers.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import machine
import numpy as np
import people
from scipy import special

from analysis.dataset import Dataset
from analysis.scoring import score

GOAL, GROWTH_GOAL = 1.0, 1.1
RESPONDENTS = 1_000_000
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
R_PROGRAM = """
suppressMessages(library(data.table)); d <- fread("answers.csv")
items <- names(d)[names(d) != "g"]; start <- proc.time()[["elapsed"]]
for (k in 0:7) { s <- d[, items[5 * k + 1:5], with = FALSE]
  set(d, j = paste0("s", k), value = fifelse(rowSums(!is.na(s)) >= 3,
    rowMeans(s, na.rm = TRUE), NA_real_)) }
d[, index := rowMeans(.SD, na.rm = TRUE), .SDcols = paste0("s", 0:7)]
all <- c(items, paste0("s", 0:7), "index")
out <- d[, c(lapply(.SD, mean, na.rm = TRUE), lapply(.SD, sd, na.rm = TRUE),
  lapply(.SD, function(x) sum(!is.na(x))), lapply(.SD, function(x)
  sum(x > 2, na.rm = TRUE))), by = g, .SDcols = all]
for (k in 0:7) { s <- na.omit(d[, items[5 * k + 1:5], with = FALSE])
  a <- 5 / 4 * (1 - sum(sapply(s, var)) / var(rowSums(s))) }
cat(proc.time()[["elapsed"]] - start)
"""

Found = dict[str, list[float]]


def ours(data: Dataset) -> Found:
    """Score the answers; return some of the figures, to compare them."""
    facts = people.facts(people.headcounts(data))
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        found = score(data, facts, executor=executor)
    cells = found.indicators["s0"].by["organisation"].values()
    return {
        "alpha": [float(one.alpha or 0) for one in found.reliability.values()],
        "mean": [float(getattr(cell, "mean", 0)) for cell in cells],
        "low": [float(getattr(cell, "low", 0)) for cell in cells],
        "share": [float(getattr(cell, "positive", 0)) for cell in cells],
        "share_low": [float(getattr(cell, "positive_low", 0)) for cell in cells],
    }


def by_polars(polars: ModuleType, data: Dataset) -> Callable[[], Found]:
    """Return the same work for polars, the answers being loaded already."""
    frame = polars.DataFrame({"g": data.groups, **data.columns})
    names = list(data.columns)
    frame = frame.with_columns(
        polars.when(polars.col(name) >= 0).then(polars.col(name)).alias(name)
        for name in names
    )
    scales = [names[start : start + people.EACH] for start in range(0, 40, people.EACH)]
    parts = [f"s{place}" for place in range(people.SCALES)]
    everything = [*names, *parts, "index"]

    def work() -> Found:
        lazy = frame.lazy()
        scored = lazy.with_columns(
            polars.when(
                polars.sum_horizontal(polars.col(n).is_not_null() for n in scale) >= 3  # noqa: PLR2004  half of five
            )
            .then(polars.mean_horizontal(scale))
            .alias(part)
            for part, scale in zip(parts, scales, strict=True)
        ).with_columns(polars.mean_horizontal(parts).alias("index"))
        asked = [
            scored.group_by("g").agg(_figures(polars, everything)),
            *(_scale(polars, lazy, scale) for scale in scales),
        ]
        groups, *alphas = polars.collect_all(asked)
        return _found(groups.sort("g"), everything, [row.row(0) for row in alphas])

    return work


def _figures(polars: ModuleType, names: list[str]) -> list[object]:
    """Return what polars takes of each column in each group."""
    return [
        polars.len(),
        polars.col(names).mean().name.suffix("_mean"),
        polars.col(names).std().name.suffix("_sd"),
        polars.col(names).count().name.suffix("_n"),
        *((polars.col(name) > 2).sum().alias(f"{name}_top") for name in names),  # noqa: PLR2004  the middle of five points
    ]


def _scale(polars: ModuleType, lazy: object, scale: list[str]) -> object:
    """Return the variances of a scale's items and of their sum."""
    wide = [polars.col(name).cast(polars.Int32) for name in scale]
    total = polars.sum_horizontal(wide).var().alias("sum")
    return lazy.select(scale).drop_nulls().select(*(one.var() for one in wide), total)  # type: ignore[attr-defined]  polars is loaded late


def _found(groups: object, names: list[str], alphas: list[tuple[float, ...]]) -> Found:
    """Return intervals of everything that polars counted; half of the people answered.

    Headcounts are those of the survey: twice the answers of a group.
    """
    mean, sd, n, top = (
        np.stack([groups[f"{name}_{kind}"] for name in names]).astype(np.float64)  # type: ignore[index]  polars is loaded late
        for kind in ("mean", "sd", "n", "top")
    )
    headcount = 2 * groups["len"].to_numpy().astype(np.float64)  # type: ignore[index]  as above
    reach = special.stdtrit(n - 1, 0.975) * sd * np.sqrt((1 - n / headcount) / n)
    share, z2 = top / n, special.ndtri(0.975) ** 2
    thinner = (headcount - n) / (headcount - 1) / n
    wide = np.sqrt(z2 * share * (1 - share) * thinner + (z2 * thinner / 2) ** 2)
    low = (share + z2 * thinner / 2 - wide) / (1 + z2 * thinner)
    place = names.index("s0")
    return {
        "alpha": [5 / 4 * (1 - sum(row[:-1]) / row[-1]) for row in alphas],
        "mean": (25 * mean[place]).tolist(),
        "low": (25 * (mean - reach)[place]).tolist(),
        "share": share[place].tolist(),
        "share_low": low[place].tolist(),
    }


def data_table(data: Dataset) -> str:
    """Return the seconds that R's data.table takes, or that it is not installed."""
    program = shutil.which("Rscript")
    if program is None:
        return "not installed"
    with tempfile.TemporaryDirectory() as folder:
        table = np.column_stack([data.groups, *data.columns.values()])
        path = Path(folder) / "answers.csv"
        header = ",".join(["g", *data.columns])
        np.savetxt(path, table, fmt="%d", delimiter=",", header=header, comments="")
        path.write_text(path.read_text().replace("-1", ""))
        done = subprocess.run(  # noqa: S603  the program is ours
            [program, "-e", R_PROGRAM], cwd=folder, capture_output=True, check=False
        )
    failed = "not installed (R without data.table)"
    return f"{float(done.stdout):.3f} s" if done.returncode == 0 else failed


def against_polars() -> float | None:
    """Print our time and that of others; return the ratio to polars."""
    data = people.answers(RESPONDENTS)
    print(f"data.table   {data_table(data)}")
    try:
        polars = importlib.import_module("polars")
    except ImportError:
        print("polars       not installed: pip install polars")
        return None
    work = by_polars(polars, data)
    mine, theirs = ours(data), work()
    for name, figures in mine.items():
        if not np.allclose(figures, theirs[name]):
            raise SystemExit(f"polars has another {name} than we.")
    seconds, others = machine.best(lambda: ours(data), work, rounds=5)
    print(f"ours         {seconds:.3f} s")
    print(f"polars       {others:.3f} s")
    return seconds / others


def growth() -> float:
    """Print the time of each size; return the exponent of the last two."""
    times = []
    for size in SIZES:
        data = people.answers(size)
        (seconds,) = machine.best(lambda data=data: ours(data), rounds=2)
        times.append(seconds)
        print(f"{size:>12,} respondents {seconds:8.3f} s")
    logs = np.polyfit(np.log(SIZES), np.log(times), 1)
    print(f"exponent of all sizes {logs[0]:.2f}")
    return float(np.log10(times[-1] / times[-2]))


def alone(engine: str) -> None:
    """Score once by one engine, and print the memory of this process."""
    data = people.answers(RESPONDENTS)
    before = machine.peak()
    if engine == "ours":
        ours(data)
    else:
        by_polars(importlib.import_module("polars"), data)()
    print(json.dumps({"before": before, "peak": machine.peak()}))


def memory() -> None:
    """Print the peak memory of both, each in a process of its own."""
    for engine in ("ours", "polars"):
        try:
            told = json.loads(machine.apart(__file__, engine).splitlines()[-1])
        except subprocess.CalledProcessError:
            continue
        more = told["peak"] - told["before"]
        print(
            f"peak memory, {engine:<7} {told['peak']:6.0f} MiB ({more:.0f} by scoring)"
        )


def main(arguments: list[str]) -> int:
    """Print times, ratios and memory; fail beyond a goal."""
    if arguments:
        alone(arguments[0])
        return 0
    print(machine.facts("numpy", "polars"))
    failed = 0
    ratio = against_polars()
    if ratio is not None:
        machine.record(scoring_over_polars=ratio)
        failed += machine.verdict("time over that of polars", ratio, GOAL)
    memory()
    exponent = growth()
    failed += machine.verdict("growth, 1,000,000 to 10,000,000", exponent, GROWTH_GOAL)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
