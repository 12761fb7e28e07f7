"""Many people answer while workers are killed, the database goes and clocks jump.

`SECONDS=1800 python -m tests.soak` is what `make soak` runs, on SQLite and then on
PostgreSQL (`SHUDARGA_SOAK=sqlite` for one of them). At the end the public check of the
board must hold, and everything that was acknowledged must be counted exactly once.
"""

import contextlib
import importlib
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import rfc8785
import urllib3

from benchmarks import fields, machine
from benchmarks.fields import Scene
from survey import backups, sealing, serving
from survey.backups import Place
from survey.database import connect, migrate, reading
from survey.responses import bulletins, store
from survey.spelling import packed
from survey.tokens import age_files
from survey.verification import verify
from tests.support.jumping import CLOCK

SECONDS = float(os.environ.get("SECONDS", "1800"))
SCENES = (
    Scene("citizens", "citizen_satisfaction", 20, max(25, int(SECONDS))),
    Scene("staff", "internal_integrity", 40, max(25, int(SECONDS) // 8)),
)
SENDERS, WORKERS = 8, 2
PAUSE = (1.0, 4.0)
RANDOM = random.SystemRandom()


@dataclass(frozen=True)
class Person:
    """A slip of somebody, and the answer that their phone sends until it is taken."""

    survey: str
    code: str
    body: str
    leaf: str


@dataclass
class Story:
    """What happened: acknowledged leaves, refusals of repeats, acts of chaos."""

    acknowledged: dict[str, list[str]] = field(default_factory=dict)
    counted: list[Person] = field(default_factory=list)
    replies: Counter = field(default_factory=Counter)
    acts: Counter = field(default_factory=Counter)
    ended: threading.Event = field(default_factory=threading.Event)


def say(text):
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def people(opened, key_survey):
    """Yield everybody with a slip of a survey, in any order."""
    manifest = opened.manifest
    everybody = [(k, c) for k, drawn in opened.codes.items() for c in drawn]
    RANDOM.shuffle(everybody)
    for key_id, code in everybody:
        nonce = secrets.token_bytes(32)
        sealed = sealing.seal(
            rfc8785.dumps({}),
            manifest.sealing_keys,
            info=sealing.answer_info(manifest.digest, key_id),
            bucket=manifest.bucket,
        )
        body = {"code": code, "key_id": key_id.hex(), "nonce": nonce.hex()}
        leaf = sealing.leaf(key_id, nonce, sealed).hex()
        yield Person(
            key_survey, code, json.dumps({**body, "sealed": packed(sealed)}), leaf
        )


def send_all(url, waiting, lock, story):
    """Send answer after answer, each until the server says that it is counted."""
    client = urllib3.PoolManager(retries=False, timeout=15.0)
    while not story.ended.is_set():
        with lock:
            person = next(waiting, None)
        if person is None or not send(client, url, person, story):
            return


def send(client, url, person, story):
    """Send one answer until it is acknowledged or told to be counted."""
    while True:
        status, reply = ask(client, url, person)
        story.replies[status] += 1
        if status == 200:
            leaf = reply.json()["leaf"]
            story.acknowledged.setdefault(person.survey, []).append(leaf)
            return True
        if status == 409:
            story.counted.append(person)
            return True
        if story.ended.is_set() and status not in {0, 503}:
            return False
        time.sleep(0.2)


def ask(client, url, person):
    """Send one answer once; a reply that was lost has the status 0."""
    kind = {"Content-Type": "application/json"}
    try:
        reply = client.request("POST", f"{url}/answers", body=person.body, headers=kind)
    except urllib3.exceptions.HTTPError:
        return 0, None
    return reply.status, reply


class Server:
    """The site as a process that can be killed, with a clock that can jump."""

    def __init__(self, site, folder):
        self.port = serving.free_port()
        self.clock = folder / "clock"
        self.environ = {**os.environ, **site.environ, CLOCK: str(self.clock)}
        self.clock.write_text("0")
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        words = ["--interface", "wsgi", "--factory", "--workers", str(WORKERS)]
        words += ["--blocking-threads", str(serving.THREADS), "--no-ws"]
        words += ["--respawn-failed-workers", "--port", str(self.port)]
        application = "tests.support.jumping:application"
        self.process = subprocess.Popen(  # noqa: S603 our own words
            [sys.executable, "-m", "granian", *words, application],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with contextlib.suppress(serving.ServerStartError):
            serving.wait_until_ready(serving.Address(port=self.port))

    def kill_a_worker(self):
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        workers = task.read_text().split()
        if workers:
            os.kill(int(RANDOM.choice(workers)), signal.SIGKILL)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self):
        self.kill()
        self.start()

    def jump(self):
        self.clock.write_text(str(RANDOM.choice((-400, -1, 1, 3))))
        time.sleep(0.5)
        self.clock.write_text("0")


def chaos(server, database, story):
    """Do harm after harm until the time is over."""
    acts = {
        "worker killed": server.kill_a_worker,
        "server killed": server.restart,
        "clock jumped": server.jump,
        **database,
    }
    while not story.ended.wait(RANDOM.uniform(*PAUSE)):
        name = RANDOM.choice(list(acts))
        acts[name]()
        story.acts[name] += 1


def harm_to(site):
    """Return what can be done to a database; a file has no connections to lose."""
    url = site.environ["RESPONSES_URL"]
    if url.startswith("sqlite"):
        return {}
    psycopg = importlib.import_module("psycopg")

    def drop_connections():
        with contextlib.suppress(psycopg.Error), psycopg.connect(url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    def crash():
        with contextlib.suppress(psycopg.Error), psycopg.connect(url) as connection:
            (pid,) = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND pid <> pg_backend_pid() LIMIT 1"
            ).fetchone() or (0,)
            if pid:  # The server restarts and recovers when a backend dies so.
                os.kill(pid, signal.SIGKILL)

    return {"connections dropped": drop_connections, "database crashed": crash}


def back_up(site, folder, story):
    """Back up under load; return what was acknowledged before, and the restored."""
    identity, recipient = age_files.new_identity()
    before = {name: list(leaves) for name, leaves in story.acknowledged.items()}
    place = Place(site.databases, Path(site.environ["SHUDARGA_HOME"]))
    for _ in range(20):
        try:
            file = backups.back_up(place, recipient, folder, today=site.today)
        except Exception:  # noqa: BLE001 the database was just taken away: once more
            time.sleep(0.5)
        else:
            return before, file, identity
    raise RuntimeError("No backup could be made.")


def faults_of_backup(before, file, identity, names, folder):
    """Restore a backup, and return what is wrong with the pair of databases."""
    home = folder / "restored"
    made = connect(
        registry_url=f"sqlite:///{home}/registry.db",
        responses_url=f"sqlite:///{home}/responses.db",
    )
    migrate(made)
    backups.restore(file, identity, Place(made, home))
    faults = []
    with reading(made.responses) as session:
        for name in names:
            kept = [one.leaf.hex() for one in store.sealed_responses(session, name)]
            slips = bulletins.printed_slips(session, name).values()
            spent = sum(len(printed.spent) for printed in slips)
            lost = set(before.get(name, ())) - set(kept)
            if lost or len(kept) != spent or len(set(kept)) != len(kept):
                faults.append(f"backup of {name}: {len(lost)} lost, {spent} spent")
    made.dispose()
    return faults


def faults_of_boards(site, keys, story):
    """Close all surveys; return what is wrong with their boards and tallies."""
    faults = []
    later = replace(site, today=site.today + fields.DAYS)
    for name, key in keys.items():
        later.close(name)
        with reading(site.databases.responses) as session:
            public = bulletins.find(session, name)
            entries = [one.leaf.hex() for one in store.sealed_responses(session, name)]
        report = verify(public.bulletin, public.manifest)
        faults += [f"{name}: {kind}" for kind in report.kinds]
        acknowledged = story.acknowledged.get(name, [])
        told = Counter(entries)
        told_counted = {one.leaf for one in story.counted if one.survey == name}
        lost = set(acknowledged) - set(entries)
        doubled = [leaf for leaf, times in told.items() if times > 1]
        strangers = set(entries) - set(acknowledged) - told_counted
        tallied = site.tally(name, (key,)).value.answers
        figures = f"{len(acknowledged)} acknowledged, {len(told_counted)} told counted"
        say(f"  {name}: {figures}, {len(entries)} on the board, {tallied} tallied")
        say(f"    {len(lost)} lost, {len(doubled)} doubled, {len(strangers)} strange")
        if lost or doubled or strangers or tallied != len(entries):
            faults.append(f"{name}: lost, doubled or strange answers")
    return faults


def run(name, made, seconds):
    """Live through one soak; return what was wrong at its end."""
    say(f"{name}: {seconds:.0f} s of load and harm")
    with made() as site, tempfile.TemporaryDirectory() as scratch:
        folder, story, lock = Path(scratch), Story(), threading.Lock()
        opened = {one.name: fields.in_field(site, one) for one in SCENES}
        streams = [people(done, survey) for survey, (done, _) in opened.items()]
        server = Server(site, folder)
        server.start()
        harm = threading.Thread(target=chaos, args=(server, harm_to(site), story))
        senders = [
            threading.Thread(
                target=send_all, args=(server.url, streams[n % 2], lock, story)
            )
            for n in range(SENDERS)
        ]
        for thread in (harm, *senders):
            thread.start()
        time.sleep(seconds / 2)
        backup = back_up(site, folder / "kept", story)
        time.sleep(seconds / 2)
        story.ended.set()
        for thread in (harm, *senders):
            thread.join()
        server.kill()
        say(f"  replies {dict(story.replies)}, harm {dict(story.acts)}")
        faults = faults_of_backup(*backup, opened, folder)
        keys = {survey: key for survey, (_, key) in opened.items()}
        return faults + faults_of_boards(site, keys, story)


def main():
    say(machine.facts("granian", "sqlalchemy"))
    chosen = os.environ.get("SHUDARGA_SOAK", "sqlite postgresql").split()
    seconds = SECONDS / len(chosen)
    faults = [
        fault for name in chosen for fault in run(name, getattr(fields, name), seconds)
    ]
    say("\n".join(faults) or "0 lost, 0 doubled: every acknowledged answer counts.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
