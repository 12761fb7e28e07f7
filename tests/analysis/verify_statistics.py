"""Compares the statistics with the numbers that R printed for published data.

Prints a table and exits with 1 if any number is further away than it may be, and with
2 where the data are missing: ``python tests/analysis/verify_statistics.py [FOLDER]``.
Without a folder it is the one of SHUDARGA_DATA (docs/validation.md).
"""

import csv
import json
import math
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.statistics import (
    agreement,
    comparison,
    drivers,
    estimates,
    ranking,
    reliability,
    sensitive,
)
from analysis.statistics.design import clustered

DATA = Path(
    os.environ.get("SHUDARGA_DATA", Path(__file__).parents[2] / "../shared/data")
)
BFI = {
    "Agree": ("A1 A2 A3 A4 A5", {"A1"}),
    "Consc": ("C1 C2 C3 C4 C5", {"C4", "C5"}),
    "Extra": ("E1 E2 E3 E4 E5", {"E1", "E2"}),
    "Neuro": ("N1 N2 N3 N4 N5", set()),
    "Open": ("O1 O2 O3 O4 O5", {"O2", "O5"}),
}
LEAD = [
    "AF06",
    "AF07",
    "AP12",
    "AP17",
    "AP33",
    "AP34",
    "AS14",
    "AS15",
    "AS16",
    "AS17",
    "AS28",
]


@dataclass(frozen=True, slots=True)
class Pair:
    """Holds one number of ours and the one R printed."""

    name: str
    ours: float
    theirs: float


class Data:
    """Reads the published files, columns as numbers with NaN for gaps."""

    def __init__(self, folder):
        self.folder = folder
        self.oracle = json.loads((folder / "oracle.json").read_text(encoding="utf-8"))
        self._tables = {}

    def text(self, name):
        if name not in self._tables:
            with (self.folder / f"{name}.csv").open(
                encoding="utf-8", newline=""
            ) as file:
                rows = list(csv.DictReader(file))
            self._tables[name] = {key: [row[key] for row in rows] for key in rows[0]}
        return self._tables[name]

    def column(self, name, key):
        texts = self.text(name)[key]
        return np.array(
            [float(text) if text not in {"", "NA"} else np.nan for text in texts]
        )

    def table(self, name, keys):
        return np.column_stack([self.column(name, key) for key in keys])

    def bfi(self, scale):
        names, turned = BFI[scale]
        keys = names.split()
        return np.column_stack(
            [
                7 - self.column("bfi", k) if k in turned else self.column("bfi", k)
                for k in keys
            ]
        )

    def kcmo(self, key):
        answers = self.column("kcmo_2021q3", key)
        return np.where(answers == 9, np.nan, answers)

    def soldiers(self, key):
        if key in {"LEAD11", "LEAD"}:
            return self.table("bhr2000", LEAD).mean(axis=1)
        return self.column("bhr2000", key)


def pairs(name, ours, theirs) -> Iterator[Pair]:
    """Yield the numbers of two structures of one shape, which must agree in it."""
    if isinstance(theirs, Mapping):
        values = ours.values() if isinstance(ours, Mapping) else ours
        ours, theirs = list(values), list(theirs.values())
    if isinstance(theirs, list):
        for place, (left, right) in enumerate(zip(ours, theirs, strict=True)):
            yield from pairs(f"{name}[{place}]", left, right)
        return
    right = math.nan if theirs is None else float(theirs)
    yield Pair(name, float(ours), right)


def alpha(data):
    for name, oracle in _scales(data):
        found = reliability.cronbach_alpha(oracle[1])
        theirs = oracle[0]
        interval = theirs["alpha_ci95_feldt_listwise"]
        yield from pairs(name, found.value, theirs["alpha_raw_listwise"])
        yield from pairs(name, [found.low, found.high], interval)
        ours = reliability.item_rest_correlations(oracle[1])
        yield from pairs(name, ours, theirs["item_rest_r_listwise"])


def omega(data):
    for name, (theirs, scores) in _scales(data):
        found = reliability.mcdonald_omega(scores)
        yield from pairs(name, found, theirs["omega_ml_cov_modelimplied_precise"])


def _scales(data):
    tables = {f"bfi_{scale}": data.bfi(scale) for scale in BFI}
    tables["bhr2000_lead"] = data.table("bhr2000", LEAD)
    items = data.oracle["reliability"]["attitude7"]["items"]
    tables["attitude7"] = data.table("attitude", items)
    for name, scores in tables.items():
        yield name, (data.oracle["reliability"][name], scores)


def intraclass(data):
    for file, oracle in data.oracle["group"].items():
        if file not in {"bh1996", "bhr2000"}:
            continue
        groups = data.column(file, "GRP")
        for key, theirs in oracle.items():
            scores = data.soldiers(key) if file == "bhr2000" else data.column(file, key)
            squares = agreement.mean_squares(scores, groups)
            yield from pairs(f"{file}.{key}", squares.between, theirs["MSB"])
            yield from pairs(f"{file}.{key}", squares.within, theirs["MSW"])
            ours = [
                f(scores, groups)
                for f in (agreement.icc1, agreement.icc1_n0, agreement.icc2)
            ]
            names = ("ICC1_multilevel", "ICC1_n0", "ICC2_multilevel")
            yield from pairs(f"{file}.{key}", ours, [theirs[name] for name in names])


def within_group(data):
    groups = data.column("bhr2000", "GRP")
    several = data.oracle["rwg"]["bhr2000_LEAD_11items_A5"]["groups"]
    single = data.oracle["rwg"]["bhr2000_RELIG_single_A5"]["groups"]
    leadership, religion = data.table("bhr2000", LEAD), data.column("bhr2000", "RELIG")
    for theirs in several:
        ours = agreement.rwg_j(leadership[groups == float(theirs["group"])], 5)
        yield from pairs(f"rwg_j {theirs['group']}", ours, theirs["rwg"])
    for theirs in single:
        ours = agreement.rwg(religion[groups == float(theirs["group"])], 5)
        yield from pairs(f"rwg {theirs['group']}", ours, theirs["rwg"])


def shrinkage(data):
    for name, file, key in [
        ("bh1996_LEAD", "bh1996", "LEAD"),
        ("bh1996_WBEING", "bh1996", "WBEING"),
        ("bhr2000_LEAD11", "bhr2000", "LEAD11"),
    ]:
        theirs = data.oracle["eb"][name]["REML"]
        scores = data.soldiers(key) if file == "bhr2000" else data.column(file, key)
        found = ranking.shrink(scores, data.column(file, "GRP"))
        ours = [found.mu, found.se_mu, found.tau2, found.sigma2]
        yield from pairs(
            name, ours, [theirs[k] for k in ("mu", "se_mu", "tau2", "sigma2")]
        )
        by_name = {float(group.group): group for group in found.groups}
        for row in theirs["groups"]:
            one = by_name[float(row["group"])]
            ours = [one.n, one.observed, one.value, one.reliability, one.sd]
            keys = ("n", "raw_mean", "shrunk_lme4", "reliability", "cond_sd")
            yield from pairs(f"{name} {row['group']}", ours, [row[k] for k in keys])


def finite_population(data):
    oracle = data.oracle["survey"]["bhr2000_declared_headcount"]
    groups = data.column("bhr2000", "GRP").astype(int)
    people = {str(row["GRP"]): row["N"] for row in oracle["headcounts"]}
    for name, values in [
        ("overall_fpc", data.soldiers("LEAD")),
        ("agree_share_AF06", (data.column("bhr2000", "AF06") >= 4).astype(float)),
    ]:
        found = estimates.stratified_mean(values, groups, people)
        ours = [found.value, found.se, found.low, found.high]
        theirs = [oracle[name][0][key] for key in ("est", "se", "lo", "hi")]
        yield from pairs(name, ours, theirs)
    for row in oracle["by_group_fpc"]:
        answers = data.soldiers("LEAD")[groups == row["GRP"]]
        one = estimates.mean(answers, headcount=people[str(row["GRP"])])
        yield from pairs(
            f"group {row['GRP']}", [one.value, one.se], [row["LEAD"], row["se"]]
        )


def _schools(data):
    strata = np.array(data.text("apistrat")["stype"])
    people = {"E": 4421, "H": 755, "M": 1018}
    weights = data.column("apistrat", "pw")
    return strata, estimates.stratified(strata, people, weights=weights)


def stratified(data):
    strata, design = _schools(data)
    oracle = data.oracle["survey"]["api"]["apistrat"]
    keys = ("est", "se", "lo", "hi")
    for row in oracle["mean"]:
        found = estimates.design_mean(data.column("apistrat", row["name"]), design)
        ours = [found.value, found.se, found.low, found.high]
        yield from pairs(row["name"], ours, [row[key] for key in keys])
    for row in oracle["total"]:
        found = estimates.design_total(data.column("apistrat", row["name"]), design)
        ours = [found.value, found.se, found.low, found.high]
        yield from pairs(row["name"], ours, [row[key] for key in keys])
    labels = {"stype": strata, "sch.wide": np.array(data.text("apistrat")["sch.wide"])}
    for row in oracle["prop"]:
        factor, level = row["name"].removeprefix("factor(").split(")")
        found = estimates.design_mean((labels[factor] == level).astype(float), design)
        ours = [found.value, found.se, found.low, found.high]
        yield from pairs(row["name"], ours, [row[key] for key in keys])


def raked(data):
    api = data.oracle["survey"]["api"]
    ones = data.column("apiclus1", "pw")
    sampled = {
        "apistrat": _schools(data)[1],
        "apiclus1": clustered(ones, data.text("apiclus1")["dnum"], population=757),
    }
    kinds = {row["stype"]: row["Freq"] for row in api["pop_margins"]["stype"]}
    wide = {row["sch.wide"]: row["Freq"] for row in api["pop_margins"]["sch.wide"]}
    for file, design in sampled.items():
        text = data.text(file)
        margins = [
            estimates.Margin(text["stype"], kinds),
            estimates.Margin(text["sch.wide"], wide),
        ]
        after = estimates.rake(design, margins)
        theirs = api[f"raked_{file}"]["calibrate_raking"]
        weights = theirs["weights"]
        yield from pairs(file, after.weights[:10], weights["first10"])
        summary = [after.weights.min(), after.weights.max(), after.weights.sum()]
        yield from pairs(
            file, summary, [weights["min"], weights["max"], weights["sum"]]
        )
        deff = len(after.weights) / estimates.kish_n(after.weights)
        yield from pairs(file, deff, weights["deff_kish"])
        for row in theirs["mean"]:
            found = estimates.design_mean(data.column(file, row["name"]), after)
            ours = [found.value, found.se, found.low, found.high]
            yield from pairs(
                file, ours, [row[key] for key in ("est", "se", "lo", "hi")]
            )
        for row in theirs["by_stype"]:
            inside = np.array(text["stype"]) == row["stype"]
            scores = np.where(inside, data.column(file, "api00"), np.nan)
            found = estimates.design_mean(scores, after)
            yield from pairs(file, [found.value, found.se], [row["api00"], row["se"]])


def top_box(data):
    council = data.column("kcmo_2021q3", "counci")
    for key in ("q2_01", "q2_05", "q3_01", "q3_03", "q3_12", "q3_13"):
        oracle = data.oracle["topbox"]["kcmo"][key]
        yield from _boxes(key, data.kcmo(key), oracle["all"])
        for name, theirs in oracle["by_council"].items():
            yield from _boxes(
                f"{key} {name}", data.kcmo(key)[council == float(name)], theirs
            )
    edges = data.oracle["topbox"]["wilson_edge"]
    levels = [0.95] * (len(edges) - 1) + [0.99]
    for row, level in zip(edges, levels, strict=True):
        found = estimates.wilson(row["x"], row["n"], confidence=level)
        ours = [found.value, found.low, found.high]
        yield from pairs(
            "edge", ours, [row[k] for k in ("p", "wilson_lo", "wilson_hi")]
        )


def _boxes(name, answers, theirs):
    answers = answers[~np.isnan(answers)]
    found = estimates.mean(answers)
    interval = theirs["ci95_t"]
    yield from pairs(
        name, [found.value, found.low, found.high], [theirs["mean"], *interval.values()]
    )
    for box, positive in [
        ("top", (answers >= 4).sum()),
        ("bottom", (answers <= 2).sum()),
    ]:
        share = estimates.wilson(int(positive), answers.size)
        keys = ("p", "wilson_lo", "wilson_hi")
        ours = [share.value, share.low, share.high]
        yield from pairs(f"{name} {box}", ours, [theirs[box][key] for key in keys])


def two_groups(data):
    gender = data.column("bfi", "gender")
    for scale in BFI:
        scores = data.bfi(scale).mean(axis=1)
        theirs = data.oracle["two_group"]["bfi"][scale]
        one, two = scores[gender == 1], scores[gender == 2]
        t = comparison.welch(one, two)
        ours = [t.statistic, t.degrees, t.p, t.value, t.se, t.low, t.high]
        keys = ("t", "df", "p", "diff", "se", "lo", "hi")
        yield from pairs(scale, ours, [theirs["welch"][key] for key in keys])
        ranks = comparison.mann_whitney(one, two)
        u = theirs["mann_whitney"]
        yield from pairs(scale, [ranks.u, ranks.p], [u["U1"], u["p_cc"]])
        yield from pairs(scale, ranks.delta, u["rank_biserial_cliffs_delta"])
        yield from pairs(
            scale, comparison.hedges_g(one, two), theirs["effect"]["hedges_g"]
        )


def several_groups(data):
    council, education = (
        data.column("kcmo_2021q3", "counci"),
        data.column("bfi", "education"),
    )
    sets = {f"bfi_by_education.{s}": (data.bfi(s).mean(axis=1), education) for s in BFI}
    for key in data.oracle["multi_group"]["kcmo_by_council"]:
        sets[f"kcmo_by_council.{key}"] = (data.kcmo(key), council)
    for name, (scores, labels) in sets.items():
        part, key = name.split(".")
        theirs = data.oracle["multi_group"][part][key]
        known = ~np.isnan(labels)
        answers, groups = scores[known], labels[known].astype(int)
        rank = comparison.kruskal(answers, groups)
        h = theirs["kruskal"]
        yield from pairs(
            name, [rank.statistic, rank.degrees, rank.p], [h["H"], h["df"], h["p"]]
        )
        f = comparison.welch_anova(answers, groups)
        ours = [f.statistic, f.degrees, f.residual_degrees, f.p]
        yield from pairs(
            name, ours, [theirs["welch_anova"][k] for k in ("F", "df1", "df2", "p")]
        )
        found = {
            (p.first, p.second): p for p in comparison.pairwise_welch(answers, groups)
        }
        for row in theirs["pairwise_welch"]:
            one = found[row["a"], row["b"]]
            ours = [one.difference.p, one.adjusted_p]
            yield from pairs(
                f"{name} {row['a']}{row['b']}", ours, [row["p"], row["holm"]]
            )


def adjusted(data):
    oracle = data.oracle["padjust"]
    yield from pairs("holm", comparison.holm(oracle["p"]), oracle["holm"])
    yield from pairs("bh", comparison.benjamini_hochberg(oracle["p"]), oracle["bh"])
    gaps = oracle["with_na"]
    given = [math.nan if p is None else p for p in gaps["p"]]
    yield from pairs("holm", comparison.holm(given), gaps["holm"])
    yield from pairs("bh", comparison.benjamini_hochberg(given), gaps["bh"])


def rank_correlations(data):
    scale = {key[0]: data.bfi(key).mean(axis=1) for key in BFI}
    scale["age"] = data.column("bfi", "age")
    for file, oracle in data.oracle["rankcor"].items():
        for name, theirs in oracle.items():
            if file == "kcmo":
                one, two = (data.kcmo(key) for key in (name[:5], name[6:]))
            else:
                keys = name.split("_")
                one, two = (
                    scale[k] if file == "bfi" else data.column(file, k) for k in keys
                )
            rho, tau = comparison.spearman(one, two), comparison.kendall_tau_b(one, two)
            yield from pairs(f"{file}.{name}", rho.n, theirs["n"])
            yield from pairs(f"{file}.{name}", rho.value, theirs["spearman_rho"])
            yield from pairs(f"{file}.{name}", tau.value, theirs["kendall_tau_b"])


def importance(data):
    for file in ("attitude", "bh1996"):
        theirs = data.oracle["drivers"][file]
        predictors = data.table(file, theirs["predictors"])
        outcome = data.column(file, theirs["outcome"])
        lmg, weights = (
            drivers.shapley(predictors, outcome),
            drivers.johnson(predictors, outcome),
        )
        yield from pairs(file, [lmg.r2, weights.r2], [theirs["r2"]] * 2)
        yield from pairs(file, lmg.parts, theirs["lmg_relaimpo"])
        yield from pairs(file, weights.parts, theirs["johnson_relative_weights"])


def lists(data):
    for name, theirs in data.oracle["list_experiment"].items():
        file, where = name.split("_")
        south = data.column(file, "south")
        inside = {"all": south >= 0, "south": south == 1, "nonsouth": south == 0}[where]
        counts = data.column(file, "y")
        treated = np.array([text in {"1", "TRUE"} for text in data.text(file)["treat"]])
        found = sensitive.list_experiment(
            counts[inside & treated], counts[inside & ~treated]
        )
        ours = [found.estimate, found.se, found.low, found.high, found.p]
        yield from pairs(
            name, ours, [theirs[k] for k in ("diff", "se_welch", "lo", "hi", "p")]
        )
        yield from pairs(name, found.treated, theirs["treat_counts"])
        yield from pairs(name, found.control, theirs["control_counts"])


def randomised(data):
    answers = data.column("nigeria_rrt", "rr.q1")
    answers = answers[~np.isnan(answers)]
    yes, n = int(answers.sum()), answers.size
    found = sensitive.forced_response(yes, n, truth=2 / 3, forced_yes=1 / 6)
    yield from _device("nigeria_forced", yes / n, found, data)
    condition = data.column("minarets_rrt", "condition")
    for group, p in ((1, 2 / 12), (2, 10 / 12)):
        answers = data.column("minarets_rrt", "rrt")[condition == group]
        yes, n = int(answers.sum()), answers.size
        found = sensitive.warner(yes, n, p=p)
        yield from _device(f"minarets_warner_g{group}", yes / n, found, data)
    for name, same in (("partial", 198), ("severe", 230)):
        theirs = data.oracle["crosswise"][name]["estimate"]
        found = sensitive.crosswise(same, 310, p=0.25)
        ours = [same / 310, found.estimate, found.se]
        yield from pairs(
            name, ours, [theirs[key] for key in ("lambda", "pi", "se_nminus1")]
        )


def _device(name, share, found, data):
    theirs = data.oracle["rrt"][name]
    ours = [share, found.estimate, found.se]
    yield from pairs(
        name, ours, [theirs[key] for key in ("lambda", "pi", "se_nminus1")]
    )


ROWS = (
    ("reliability: alpha, Feldt interval, item-rest", alpha, 1e-8),
    ("reliability: omega", omega, 1e-6),
    ("group: mean squares, ICC(1), ICC(2)", intraclass, 1e-8),
    ("rwg: rwg, rwg_j", within_group, 1e-8),
    ("eb: shrinkage by REML", shrinkage, 1e-5),
    ("survey: means and shares with headcounts", finite_population, 1e-8),
    ("survey: stratified mean, total, proportion", stratified, 1e-8),
    ("survey: raking, raked mean and error", raked, 1e-6),
    ("topbox: Wilson, t intervals", top_box, 1e-8),
    ("two_group: Welch, Mann-Whitney, Hedges g", two_groups, 1e-8),
    ("multi_group: Kruskal, Welch, pairs with Holm", several_groups, 1e-8),
    ("padjust: Holm, Benjamini-Hochberg (absolute)", adjusted, 1e-12),
    ("rankcor: Spearman, Kendall tau-b", rank_correlations, 1e-10),
    ("drivers: Shapley, Johnson", importance, 1e-8),
    ("list_experiment: difference, Welch error, counts", lists, 1e-8),
    ("rrt, crosswise: share, prevalence, error", randomised, 1e-8),
)
ABSOLUTE = {adjusted}


def difference(pair, *, absolute):
    """Return how far ours is from theirs; NaN of both is no distance."""
    if math.isnan(pair.ours) or math.isnan(pair.theirs):
        return 0.0 if math.isnan(pair.ours) and math.isnan(pair.theirs) else math.inf
    apart = abs(pair.ours - pair.theirs)
    return apart if absolute else apart / max(abs(pair.theirs), 1e-12)


def main(arguments=()):
    """Print the table; return 1 if a number is too far away, 2 if there is no data."""
    folder = Path(arguments[0]) if arguments else DATA
    if not (folder / "oracle.json").is_file():
        _say(
            f"There are no published data sets in {folder}: nothing was compared. "
            "Name their folder in SHUDARGA_DATA; docs/validation.md says what it holds."
        )
        return 2
    data, failed = Data(folder), False
    _say(f"{'numbers of R':52}{'compared':>9}{'largest difference':>20}{'allowed':>9}")
    for name, row, tolerance in ROWS:
        found = [
            (difference(pair, absolute=row in ABSOLUTE), pair) for pair in row(data)
        ]
        worst, pair = max(found, key=lambda entry: entry[0])
        _say(f"{name:52}{len(found):>9}{worst:>20.1e}{tolerance:>9.0e}")
        if worst > tolerance:
            failed = True
            _say(f"  MISSED at {pair.name}: {pair.ours!r}, and R has {pair.theirs!r}")
    return int(failed)


def _say(line):
    """Print one line of the table."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
