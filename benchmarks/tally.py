"""Times the tally beside the bare opening of the same sealed answers, now.

The tally opens each answer with the keys of two key-holders, checks it against its
questionnaire and turns all into columns; bare is `Opener.open` alone. Then 100,000
answers, sealed as long as a real survey seals them, are laid into a database, and a
process of its own compares them with the board, opens, scores and reports them.
"""

import hashlib
import json
import secrets
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import machine
import numpy as np
from sqlalchemy import insert

from analysis import evaluation
from questionnaires import answers as checked
from questionnaires import loader
from survey import bulletin, sealing, tally
from survey.campaign import installation
from survey.database import Session, reading
from survey.manifest import Group, Manifest, group_key_id, slip_root
from survey.responses import bulletins, groups, places, rows
from survey.responses.bulletins import PublicBoard
from survey.responses.tables import BoardRow, ResponseRow
from survey.sample import SamplePeople
from survey.tokens import board, key_files

GOAL, MINUTES, MEMORY = 2.0, 2.0, 1024.0
ANSWERS, MANY, DIFFERENT = 5_000, 100_000, 2_000
ORGANISATIONS = 20
SURVEY, NAME = "benchmark", "internal_integrity"
AT_ONCE = 500
TODAY, SIGNING_KEY = date(2026, 2, 2), bytes(32)
PASSPHRASE = "a benchmark, not a secret"  # noqa: S105 it guards invented answers


def documents() -> tally.Documents:
    """Return what a survey of twenty organisations is opened with."""
    source = loader.source_of(NAME)
    keys = (sealing.new_key(), sealing.new_key())
    listed = tuple(
        Group(
            name,
            2 * MANY // ORGANISATIONS,
            "slip",
            group_key_id(SURVEY, name),
            slip_root=slip_root(()),
        )
        for name in (f"Байгууллага {n:02}" for n in range(ORGANISATIONS))
    )
    bucket = sealing.bucket_for(checked.longest(loader.read(source)))
    manifest = Manifest(
        survey=SURVEY,
        kind="internal",
        questionnaire=NAME,
        version="1",
        questionnaire_digest=bytes(32),
        opens=date(2026, 1, 1),
        answers_open=date(2026, 1, 1),
        closes=date(2026, 2, 1),
        groups=listed,
        sealing_keys=tuple(sealing.public_bytes(key) for key in keys),
        suite=sealing.SUITE,
        group_floor=20,
        bucket=bucket,
        board_key=board.board_public(SIGNING_KEY),
        cell_floor=10,
        sample=True,
    )
    return tally.Documents(manifest, source, keys)


def sealed_answers(given: tally.Documents, number: int) -> list[tally.Sealed]:
    """Return sealed answers of sample people."""
    asked = loader.read(given.questionnaire)
    people = SamplePeople(asked, np.random.default_rng(2025))
    manifest = given.manifest
    drawn = []
    for answers in people.answers(number, services=()):
        group = secrets.choice(manifest.groups)
        info = sealing.answer_info(manifest.digest, group.key_id)
        plain = json.dumps(answers, ensure_ascii=False).encode()
        sealed = sealing.seal(
            plain, manifest.sealing_keys, info=info, bucket=manifest.bucket
        )
        drawn.append((group.key_id, sealed))
    return drawn


def bare(given: tally.Documents, sealed: list[tally.Sealed]) -> None:
    """Open the answers and do nothing with them."""
    opener, digest = sealing.Opener.of(given.keys), given.manifest.digest
    for key_id, one in sealed:
        opener.open(one, info=sealing.answer_info(digest, key_id))


def lay_down(given: tally.Documents, session: Session) -> None:
    """Put many answers into a database, as a closed survey has them, with its board.

    Of many, some are sealed once only and kept again under other leaves.
    """
    signing, manifest = SIGNING_KEY, given.manifest.to_json()
    session.add(
        BoardRow(
            survey=SURVEY,
            manifest=manifest,
            questionnaire=given.questionnaire,
            board_key=signing,
            closed=True,
        )
    )
    session.add_all(rows.of_groups(session, given.manifest))
    session.flush()
    firsts = {one.key_id: one for one in groups.of_survey(session, SURVEY)}
    sealed = sealed_answers(given, DIFFERENT)
    entries, values = [], []
    for number in range(MANY):
        key_id, one = sealed[number % DIFFERENT]
        nonce = secrets.token_bytes(32)
        digest = hashlib.sha256(one).digest()
        leaf = sealing.leaf_of_digest(key_id, nonce, digest)
        entries.append(bulletin.entry_of(key_id, nonce, one, leaf))
        place = places.first(firsts[key_id]) + number
        parts = {"leaf": leaf, "nonce": nonce, "sealed": one, "proof": b""}
        values.append({"place": place, "taken": True, **parts})
        if len(values) == AT_ONCE:
            session.execute(insert(ResponseRow), values)
            values = []
    counts = [
        bulletin.GroupCount(key_id, one.eligible, None, 0)
        for key_id, one in firsts.items()
    ]
    made = bulletin.publish(given.manifest, entries, counts, board_key=signing)
    kept = PublicBoard(manifest, given.questionnaire, made.to_json())
    bulletins.keep(session, SURVEY, kept)


def prepare(home: Path) -> None:
    """Make an installation with many answers, and leave its keys beside it."""
    given = documents()
    with (
        installation(home, today=TODAY) as site,
        site.databases.responses.begin() as session,
    ):
        lay_down(given, session)
    for number, key in enumerate(given.keys):
        held = key_files.protect(key, PASSPHRASE)
        (home / f"{number}.key").write_bytes(held)


def alone(home: Path) -> None:
    """Tally, score and report many answers, and print seconds and memory."""
    keys = [
        key_files.unlock(path.read_bytes(), PASSPHRASE)
        for path in sorted(home.glob("*.key"))
    ]
    start, busy = time.perf_counter(), time.process_time()
    with (
        installation(home, today=TODAY) as site,
        reading(site.databases.responses) as session,
    ):
        opened = tally.open_answers(session, SURVEY, keys)
    tallied, memory = time.perf_counter() - start, [machine.peak()]
    facts = tally.survey_facts(opened, tally.known_facts(opened))
    published = evaluation.evaluate(opened.answers, facts)
    scored = time.perf_counter() - start
    memory.append(machine.peak())
    with tempfile.TemporaryDirectory() as folder:
        list(evaluation.write(published, Path(folder)))
    seconds = [tallied, scored, time.perf_counter() - start]
    busy = time.process_time() - busy
    told = {"seconds": seconds, "busy": busy, "peak": [*memory, machine.peak()]}
    print(json.dumps(told))


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
        {"prepare": prepare, "alone": alone}[arguments[0]](Path(arguments[1]))
        return 0
    print(machine.facts("cryptography", "numpy"))
    found = ratio()
    machine.record(tally_over_bare=found)
    failed = machine.verdict("time over that of bare opening", found, GOAL)
    with tempfile.TemporaryDirectory() as home:
        machine.apart(__file__, "prepare", home)
        told = json.loads(machine.apart(__file__, "alone", home).splitlines()[-1])
    tallied, scored, whole = told["seconds"]
    print(f"{MANY:,} answers: tally {tallied:.1f} s, scores and advice")
    print(f"  {scored - tallied:.1f} s, reports {whole - scored:.1f} s;")
    print(f"  {told['busy']:.1f} s of processor time in one process")
    print("  peak MiB after each: " + ", ".join(f"{one:.0f}" for one in told["peak"]))
    failed += machine.verdict("minutes of all", whole / 60, MINUTES)
    failed += machine.verdict("peak memory, MiB", told["peak"][-1], MEMORY)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
