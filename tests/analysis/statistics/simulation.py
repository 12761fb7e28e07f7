"""Lets many districts answer, to see how often the intervals hold the truth.

``python -m tests.analysis.statistics.simulation`` prints the table of
docs/validation.md.
"""

import sys
from dataclasses import dataclass

import numpy as np

from analysis.statistics.estimates import mean, stratified_mean, wilson
from analysis.statistics.ranking import rank_sets, shrink, shrink_estimates

DISTRICTS, ORGANISATIONS, SEED = 2000, 20, 2025
LEAST_MEAN, LEAST = 30, 10


@dataclass(frozen=True, slots=True)
class Organisation:
    """Holds the scores of all people; the first `n` of them answered."""

    scores: np.ndarray
    n: int
    level: float

    @property
    def answers(self):
        return self.scores[: self.n]


def district(generator):
    """Return organisations of 20 to 400 people, of whom 50 to 90 percent answer.

    A score is the mean of four five-point items on 0-100. Organisations differ with
    a standard deviation of 6 points, people of one of them with about 20.
    """
    headcounts = np.clip(generator.lognormal(4.2, 0.7, ORGANISATIONS), 20, 400)
    made = []
    for headcount in headcounts.astype(int):
        level = 55 + 6 * generator.normal()
        person = level + 17 * generator.normal(size=(headcount, 1))
        items = person + 22 * generator.normal(size=(headcount, 4))
        scores = (np.clip(np.round(items / 25), 0, 4) * 25).mean(axis=1)
        n = max(LEAST, round(headcount * generator.uniform(0.5, 0.9)))
        made.append(Organisation(scores, n, level))
    return made


def means(organisations):
    for one in organisations:
        if one.n >= LEAST_MEAN:
            found = mean(one.answers, headcount=one.scores.size)
            yield found.low <= one.scores.mean() <= found.high


def shares(organisations):
    for one in organisations:
        positive = int((one.answers > 50).sum())
        found = wilson(positive, one.n, headcount=one.scores.size)
        yield found.low - 1e-12 <= (one.scores > 50).mean() <= found.high + 1e-12


def district_mean(organisations):
    labels = np.repeat(range(len(organisations)), [one.n for one in organisations])
    people = {str(place): one.scores.size for place, one in enumerate(organisations)}
    answers = np.concatenate([one.answers for one in organisations])
    found = stratified_mean(answers, labels, people)
    truth = np.concatenate([one.scores for one in organisations]).mean()
    yield found.low <= truth <= found.high


def shrunken_estimates(organisations):
    observed = [mean(one.answers, headcount=one.scores.size) for one in organisations]
    found = shrink_estimates([o.value for o in observed], [o.se for o in observed])
    for one, shrunken in zip(organisations, found.groups, strict=True):
        yield shrunken.low <= one.scores.mean() <= shrunken.high


def shrunken_levels(organisations, generator):
    sizes = [one.n for one in organisations]
    levels = 55 + 6 * generator.normal(size=len(sizes))
    labels = np.repeat(range(len(sizes)), sizes)
    answers = levels[labels] + 20 * generator.normal(size=labels.size)
    found = shrink(answers, labels)
    by_name = {int(group.group): group for group in found.groups}
    for place, level in enumerate(levels):
        yield by_name[place].low <= level <= by_name[place].high


def ranks(organisations, generator):
    observed = [mean(one.answers, headcount=one.scores.size) for one in organisations]
    found = rank_sets(
        [o.value for o in observed],
        [o.se for o in observed],
        degrees=[o.n - 1 for o in observed],
        generator=generator,
    )
    truth = np.array([one.scores.mean() for one in organisations])
    yield all(
        one.best <= 1 + (truth > own).sum() and (truth >= own).sum() <= one.worst
        for one, own in zip(found, truth, strict=True)
    )


TITLES = {
    "means": "means with headcount, n ≥ 30",
    "shares": "Wilson shares with effective n, n ≥ 10",
    "district": "district mean by headcount",
    "estimates": "shrunken means with headcount (Fay-Herriot), on average",
    "levels": "shrunken means (REML), on average",
    "ranks": "rank sets, all organisations of a district at once",
}


def coverage(districts=DISTRICTS, seed=SEED):
    """Return how many intervals were made of each kind, and what share held."""
    generator = np.random.default_rng(seed)
    held = {name: [] for name in TITLES}
    for _ in range(districts):
        made = district(generator)
        held["means"].extend(means(made))
        held["shares"].extend(shares(made))
        held["district"].extend(district_mean(made))
        held["estimates"].extend(shrunken_estimates(made))
        held["levels"].extend(shrunken_levels(made, generator))
        held["ranks"].extend(ranks(made, generator))
    return {name: (len(found), float(np.mean(found))) for name, found in held.items()}


if __name__ == "__main__":
    for kind, (number, share) in coverage(*map(int, sys.argv[1:])).items():
        sys.stdout.write(f"| {TITLES[kind]} | {number:,} | {100 * share:.1f} % |\n")
