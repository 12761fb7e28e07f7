"""Figures for whoever runs the site do not tell when a person came."""

import math
from itertools import pairwise

import numpy as np
import pytest

from survey.metrics import noise
from survey.metrics.counting import Counting
from survey.metrics.window import COUNTED, SECONDS, Family, Window
from survey.web.meter import Meter
from tests.support import site

TRIALS = 6000
SCRAPE = 15.0
LEARNED = 5 * noise.EPSILON


@pytest.fixture
def opened(databases):
    return site.opened(databases)


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def counted_visit(opened):
    """Return the window in which one person read, answered and left."""
    clock, handed = Clock(), []
    count = Counting(lambda _number, window: handed.append(window), clock)
    opened.app.wsgi_app = Meter(opened.app.wsgi_app, count, lambda: 1)
    client = opened.client()
    for path in ("/", "/mn/", "/mn/surveys/every", "/mn/answer", "/static/x/page.css"):
        client.get(path)
    opened.post(opened.codes[0], "start")
    opened.post(opened.codes[0], "send", contact="no")
    opened.post(opened.codes[0], "send", contact="no")
    client.post("/answers", json={"code": "nonsense"})
    count.note_commit()
    clock.now = SECONDS
    count.turn()
    return handed[0]


def busy(chance):
    """Return a window in which others came; the attacker knows all of it."""
    window = Window(queue=chance.integers(3))
    for cell in COUNTED:
        window.counts[cell] = chance.integers(40)
    return window


def likelihood(seen, true, width):
    """Return how likely a coarse figure is, given the true one, as a logarithm."""
    a = math.exp(-1 / width)
    near = range(seen - noise.STEP, seen + noise.STEP + 1)
    fit = [n for n in near if max(0, noise.STEP * round(n / noise.STEP)) == seen]
    mass = sum(a ** abs(n - true) for n in fit) * (1 - a) / (1 + a)
    if seen == 0:  # Everything below nought is shown as nought.
        least = min(fit)
        mass += a ** (true - least + 1) / (1 + a) if least <= true else 0
    return math.log(mass)


def guess(seen, without, within):
    """Say whether the person came, as well as anybody could from one publication."""
    score = 0.0
    for cell in COUNTED:
        if without.counts[cell] != within.counts[cell]:
            width = noise.scale(cell)
            score += likelihood(seen.counts[cell], within.counts[cell], width)
            score -= likelihood(seen.counts[cell], without.counts[cell], width)
    score += likelihood(seen.queue, within.queue, 1 / noise.EPSILON)
    score -= likelihood(seen.queue, without.queue, 1 / noise.EPSILON)
    return score > 0


def accuracy(person, chance):
    """Return how often the attacker is right who knows everything but the person."""
    right = 0
    for number in range(TRIALS):
        without, came = busy(chance), number % 2 == 0
        within = Window(without.counts.copy(), without.queue)
        within.add(person)
        seen = noise.shown(within if came else without, chance.random)
        right += guess(seen, without, within) is came
    return right / TRIALS


@pytest.mark.slow
def test_whoever_knows_all_other_visits_learns_little_of_one(opened):
    person = counted_visit(opened)
    assert person.counts["requests", "form", "2xx"] == 2
    assert person.counts["requests", "form", "4xx"] == 1
    assert person.counts["requests", "answers", "4xx"] == 1
    assert person.counts.total() <= noise.VISIT_REQUESTS
    most = math.exp(LEARNED) / (1 + math.exp(LEARNED))
    doubt = 4 * 0.5 / math.sqrt(TRIALS)

    assert accuracy(person, np.random.default_rng(8)) < most + doubt


@pytest.mark.slow
def test_the_same_attack_sees_a_visit_where_there_is_hardly_any_noise(
    opened, monkeypatch
):
    monkeypatch.setattr(noise, "EPSILON", 50.0)
    monkeypatch.setattr(noise, "STEP", 1)

    assert accuracy(counted_visit(opened), np.random.default_rng(8)) > 0.99


def test_no_observation_is_much_likelier_with_a_whole_visit_than_without():
    """The bound for the largest visit, cell by cell, over what can be seen."""
    for cell, visits in (
        (("requests", "form", "2xx"), noise.VISIT_REQUESTS),
        (("requests", "answers", "2xx"), noise.VISIT_ANSWERS),
    ):
        width = noise.scale(cell)
        for seen in range(0, 4 * noise.STEP, noise.STEP):
            ratio = likelihood(seen, visits, width) - likelihood(seen, 0, width)
            assert abs(ratio) <= noise.EPSILON + 1e-9


def test_noise_has_the_distribution_that_the_bound_rests_on():
    chance, width, number = np.random.default_rng(3), 20.0, 40_000
    drawn = [noise.draw(width, chance.random) for _ in range(number)]
    a = math.exp(-1 / width)
    variance = 2 * a / (1 - a) ** 2

    assert sum(drawn) / number == pytest.approx(0, abs=4 * math.sqrt(variance / number))
    assert sum(n * n for n in drawn) / number == pytest.approx(variance, rel=0.05)


def test_exact_counters_would_tell_when_each_person_answered():
    """The naive way: counters that are scraped every quarter of a minute."""
    chance, clock = np.random.default_rng(5), 0.0
    came = sorted(chance.uniform(0, 8 * 3600) for _ in range(20))
    scraped = []
    while clock < 8 * 3600:
        scraped.append((clock, sum(moment <= clock for moment in came)))
        clock += SCRAPE
    told = [
        late
        for (_, before), (late, after) in pairwise(scraped)
        for _ in range(after - before)
    ]

    assert all(abs(a - b) <= SCRAPE for a, b in zip(came, told, strict=True))


def test_every_cell_is_there_whether_anybody_came_or_not():
    chance = np.random.default_rng(1)
    empty = noise.shown(Window(), chance.random)
    full = Window()
    for family in Family:
        full.note(family, 200)

    assert empty.counts.keys() == noise.shown(full, chance.random).counts.keys()
    assert all(count % noise.STEP == 0 for count in empty.counts.values())
    named = {word for cell in COUNTED for word in cell}
    assert not named & {"every", "mn", "en", "survey", "group"}
