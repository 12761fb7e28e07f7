"""Tally and scoring on a Dask cluster: processes that share nothing but a network.

Keys and opened answers travel, so the cluster speaks TLS, as docs/scaling.md asks.
"""

import json
import os
import signal
import sys
import time

import dask
import numpy as np
import pytest
from distributed import Client, LocalCluster
from distributed.security import Security

from analysis.scoring import score
from questionnaires import loader
from survey import sealing, tally
from survey.campaign import installation
from survey.sample import SamplePeople
from tests.support import staff
from tests.support.digits import told
from tests.support.districts import FACTS

pytestmark = pytest.mark.slow

PEOPLE, PART = 600, 50
# Nothing of an answer or a key is written to a disk of a worker.
IN_MEMORY = {
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
}


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """Return what a survey is opened with, and its sealed answers, one altered."""
    keys = (sealing.new_key(), sealing.new_key())
    with installation(tmp_path_factory.mktemp("home"), today=staff.TODAY) as site:
        opened = site.open(staff.draft((400, 200)), staff.documents(*keys))
    manifest, source = opened.manifest, loader.source_of("internal_integrity")
    people = SamplePeople(loader.read(source), np.random.default_rng(4))
    sealed = []
    for number, answers in enumerate(people.answers(PEOPLE, services=())):
        key_id = manifest.groups[number % len(manifest.groups)].key_id
        info = sealing.answer_info(manifest.digest, key_id)
        plain = json.dumps(answers).encode()
        one = sealing.seal(
            plain, manifest.sealing_keys, info=info, bucket=manifest.bucket
        )
        sealed.append((key_id, one))
    sealed[7] = (sealed[7][0], b"altered" + sealed[7][1][7:])
    return tally.Documents(manifest, source, keys), sealed


@pytest.fixture
def client(tmp_path):
    """Return a client of two worker processes, spoken to over TCP with TLS."""
    with (
        dask.config.set({**IN_MEMORY, "temporary-directory": str(tmp_path)}),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            security=Security.temporary(),
        ) as cluster,
        Client(cluster) as client,
    ):
        client.wait_for_workers(2, timeout=60)
        yield client


# In a worker: which process it is, and whether it had work of both kinds. A function
# with a name would bring this module, and with it those two.
WORKED = lambda: (  # noqa: E731 a function with a name would travel by its name
    os.getpid(),
    {"survey.tally", "analysis.counting"} <= sys.modules.keys(),
)


def _results(documents, sealed, executor=None):
    answers = tally.read_answers(documents, sealed, executor=executor, part=PART)
    assert (len(answers), answers.spoiled) == (PEOPLE - 1, 1)
    return told(score(answers, FACTS, executor=executor, part=PART))


def test_a_cluster_counts_and_scores_to_the_last_digit_of_one_process(closed, client):
    addresses = client.scheduler_info()["workers"]
    assert [address[:6] for address in addresses] == ["tls://", "tls://"]
    before = client.run(WORKED)
    with client.get_executor() as executor:
        found = _results(*closed, executor)
    after = client.run(WORKED)

    assert not any(worked for _, worked in before.values())
    assert all(worked for _, worked in after.values())
    assert len({os.getpid(), *(process for process, _ in after.values())}) == 3
    assert found == _results(*closed)


def test_a_worker_that_is_killed_in_the_middle_changes_no_digit(closed, client):
    documents, sealed = closed
    victims = client.run(os.getpid).values()

    def meanwhile():
        for number, one in enumerate(sealed):
            if number == PEOPLE // 2:
                os.kill(min(victims), signal.SIGKILL)
                time.sleep(0.5)
            yield one

    with client.get_executor() as executor:
        found = _results(documents, meanwhile(), executor)

    assert found == _results(documents, sealed)
