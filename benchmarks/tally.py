"""Times the tally beside the bare opening of the same sealed answers, now.

The tally opens each answer with the keys of two key-holders, checks it against its
questionnaire and turns all into columns; bare is `Opener.open` alone. Then 100,000
answers run through tally, scoring and reports in a process of their own.
"""

import json
import secrets
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import machine
import numpy as np

from analysis import evaluation
from questionnaires import loader
from survey import sealing, tally
from survey.manifest import Group, Manifest
from survey.sample import SamplePeople

GOAL, MINUTES, MEMORY = 2.0, 2.0, 1024.0
ANSWERS, MANY, DIFFERENT = 5_000, 100_000, 2_000
ORGANISATIONS = 20
NAME, BUCKET = "internal_integrity", 4096


def documents() -> tally.Documents:
    """Return what a survey of twenty organisations is opened with."""
    source = loader.source_of(NAME)
    keys = (sealing.new_key(), sealing.new_key())
    groups = tuple(
        Group(f"Байгууллага {n:02}", 2 * MANY // ORGANISATIONS, "slip", bytes([n]) * 32)
        for n in range(ORGANISATIONS)
    )
    manifest = Manifest(
        survey="benchmark",
        kind="internal",
        questionnaire=NAME,
        version="1",
        questionnaire_digest=bytes(32),
        opens=date(2026, 1, 1),
        answers_open=date(2026, 1, 1),
        closes=date(2026, 2, 1),
        groups=groups,
        sealing_keys=tuple(sealing.public_bytes(key) for key in keys),
        suite=sealing.SUITE,
        group_floor=20,
        bucket=BUCKET,
        board_key=bytes(32),
        cell_floor=10,
        sample=True,
    )
    return tally.Documents(manifest, source, keys)


def sealed_answers(given: tally.Documents, number: int) -> list[tally.Sealed]:
    """Return sealed answers of sample people; of many, some are sealed once only."""
    asked = loader.read(given.questionnaire)
    people = SamplePeople(asked, np.random.default_rng(2025))
    public = given.manifest.sealing_keys
    drawn = []
    for answers in people.answers(min(number, DIFFERENT), services=()):
        group = secrets.choice(given.manifest.groups)
        info = sealing.answer_info(given.manifest.digest, group.key_id)
        plain = json.dumps(answers, ensure_ascii=False).encode()
        sealed = sealing.seal(plain, public, info=info, bucket=BUCKET)
        drawn.append((group.key_id, sealed))
    copies = -(-number // len(drawn))
    return [(key_id, bytes(bytearray(one))) for key_id, one in drawn * copies][:number]


def bare(given: tally.Documents, sealed: list[tally.Sealed]) -> None:
    """Open the answers and do nothing with them."""
    opener, digest = sealing.Opener.of(given.keys), given.manifest.digest
    for key_id, one in sealed:
        opener.open(one, info=sealing.answer_info(digest, key_id))


def alone() -> None:
    """Tally, score and report many answers, and print seconds and memory."""
    given = documents()
    sealed = sealed_answers(given, MANY)
    start = time.perf_counter()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        answers = tally.read_answers(given, sealed, executor=workers)
    opened = tally.Opened(given.manifest, given.questionnaire, answers)
    tallied = time.perf_counter() - start
    published = evaluation.evaluate(
        answers, tally.survey_facts(opened, tally.known_facts(opened))
    )
    scored = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        list(evaluation.write(published, Path(folder)))
    seconds = [tallied, scored, time.perf_counter() - start]
    print(json.dumps({"seconds": seconds, "peak": machine.peak()}))


def ratio() -> float:
    """Print both times and return ours over that of bare opening."""
    given = documents()
    sealed = sealed_answers(given, ANSWERS)
    read = replace(given)
    ours, theirs = machine.best(
        lambda: tally.read_answers(read, sealed), lambda: bare(given, sealed)
    )
    print(f"tally        {ANSWERS / ours:8.0f} answers a second on one core")
    print(f"bare opening {ANSWERS / theirs:8.0f} answers a second on one core")
    return ours / theirs


def main(arguments: list[str]) -> int:
    """Print rates, their ratio and the run of many answers; fail beyond a goal."""
    if arguments:
        alone()
        return 0
    print(machine.facts("cryptography", "numpy"))
    found = ratio()
    machine.record(tally_over_bare=found)
    failed = machine.verdict("time over that of bare opening", found, GOAL)
    told = json.loads(machine.apart(__file__, "alone").splitlines()[-1])
    tallied, scored, whole = told["seconds"]
    print(f"{MANY:,} answers: tally {tallied:.1f} s, scores and advice")
    print(f"  {scored - tallied:.1f} s, reports {whole - scored:.1f} s")
    failed += machine.verdict("minutes of all", whole / 60, MINUTES)
    failed += machine.verdict("peak memory, MiB", told["peak"], MEMORY)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
