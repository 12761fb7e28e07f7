"""Compares two groups: by means, by ranks and by the size of the difference."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.statistics.association import Association, kendall_tau_b, spearman
from analysis.statistics.multiplicity import benjamini_hochberg, holm
from analysis.statistics.samples import (
    NoSpreadError,
    at_least,
    complete,
    t_quantile,
)
from analysis.statistics.several import Pair, kruskal, pairwise_welch, welch_anova
from analysis.statistics.waves import (
    against_rest,
    change,
    minimal_detectable_change,
)

__all__ = [
    "Association",
    "Difference",
    "Pair",
    "RankDifference",
    "against_rest",
    "benjamini_hochberg",
    "change",
    "hedges_g",
    "holm",
    "kendall_tau_b",
    "kruskal",
    "mann_whitney",
    "minimal_detectable_change",
    "pairwise_welch",
    "spearman",
    "welch",
    "welch_anova",
]
