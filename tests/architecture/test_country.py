"""The simulation behind docs/scaling.md queues as the textbook says."""

import heapq
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import country
from survey import commits

SECONDS = 0.01


def _stream(per_second, number=400_000, *, seed=7):
    gaps = np.random.default_rng(seed).exponential(1 / per_second, number)
    return np.cumsum(gaps)


@pytest.mark.parametrize("busy", [0.3, 0.6, 0.8])
def test_one_core_lets_people_wait_as_the_formula_of_m_d_1_says(busy):
    moments = _stream(busy / SECONDS)

    waits = country.served(moments, SECONDS, cores=1) - moments - SECONDS

    # Pollaczek and Khinchine: the mean wait is rho s / (2 (1 - rho)).
    assert waits.mean() == pytest.approx(busy * SECONDS / (2 * (1 - busy)), rel=0.04)
    assert (waits > 1e-9).mean() == pytest.approx(busy, rel=0.02)


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_cores_serve_whoever_came_first_as_soon_as_one_is_free(cores):
    moments = _stream(0.9 * cores / SECONDS, 5_000)
    free, expected = [0.0] * cores, []
    for moment in moments:
        end = max(heapq.heappop(free), moment) + SECONDS
        heapq.heappush(free, end)
        expected.append(end)

    found = country.served(moments, SECONDS, cores=cores)

    assert found == pytest.approx(np.array(expected))


def test_commits_of_one_answer_each_are_a_queue_with_one_core():
    moments = _stream(80, 5_000)

    alone = country.committed(moments, SECONDS, together=1)

    assert alone == pytest.approx(country.served(moments, SECONDS, cores=1))


def test_shared_commits_serve_more_than_commits_alone_could():
    moments = _stream(1_000, 50_000)  # Ten times what commits alone can take.

    delays = country.committed(moments, SECONDS, together=64) - moments

    # Whoever comes during a commit waits for its end, and for the next one.
    assert delays.max() <= 2 * SECONDS + 1e-9
    assert delays.mean() == pytest.approx(1.5 * SECONDS, rel=0.02)
    assert country.TOGETHER == commits._TOGETHER  # noqa: SLF001 the simulation's twin


def test_the_same_people_come_again_at_the_hours_of_their_kind():
    crowd = country.CIVIL_SERVANTS
    first, second = (
        country.arrivals(country.rates(crowd), np.random.default_rng(country.SEED))
        for _ in range(2)
    )
    hours = (first % country.DAY) // country.HOUR

    assert first.tolist() == second.tolist()
    assert len(first) == pytest.approx(crowd.answers, rel=0.01)
    assert not (hours < 8).any()
    assert 0.8 < ((hours >= 9) & (hours < 18)).mean() < 1


def test_the_news_bring_the_share_that_they_are_said_to():
    crowd = replace(country.BROADCAST, evenings=1, at_once=0.1)
    told = country.rates(crowd)
    without = country.rates(replace(crowd, at_once=0.0))

    assert told.sum() == pytest.approx(crowd.answers)
    assert (told - 0.9 * without).clip(0).sum() == pytest.approx(0.1 * crowd.answers)


def test_more_cores_are_asked_for_until_nearly_nobody_waits_long():
    moments = _stream(250, 60_000)
    cost = country.Cost(SECONDS, 0.0, 0.001, "")

    cores, delays = country.needed(moments, cost, SECONDS)

    assert cores == 3
    assert np.percentile(delays, 99.9) <= country.SOON
