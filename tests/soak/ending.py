"""What must hold at the end: by the public check, the tally, a restored backup."""

import contextlib
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import urllib3

from benchmarks import fields
from survey import cli, serving
from survey.database import connect, reading
from survey.responses import bulletins, store
from survey.tokens import age_files
from tests.soak.story import say
from tests.support import staff

LATER = staff.TODAY + fields.DAYS + timedelta(days=1)
PUBLIC = ("manifest.json", "bulletin.json", "checkpoint.txt")
RANDOM = random.SystemRandom()


def command(environ, *words):
    """Run a command of `shudarga` in a process of its own."""
    return subprocess.run(  # noqa: S603 our own words
        [sys.executable, "-m", "survey.cli", *(str(word) for word in words)],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


class Backup:
    """A backup that is made while people answer, and what was acknowledged before."""

    def __init__(self, environ, folder, story):
        identity, self._recipient = age_files.new_identity()
        self._environ, self._folder, self._story = environ, folder, story
        self._key = folder / "backup.key"
        self._key.write_text(identity, "ascii")
        self.before = {}

    def make(self):
        """Make it; the database may be away at any moment, then once more."""
        self.before = self._story.leaves()
        words = ("backup", "make", self._folder / "kept", "--to", self._recipient)
        for _ in range(30):
            done = command(self._environ, *words)
            if done.returncode == 0:
                return
            time.sleep(0.5)
        self._story.faults.append(f"no backup could be made: {done.stderr}")

    def faults(self, surveys):
        """Restore it elsewhere, close its surveys and check their boards."""
        (file,) = (self._folder / "kept").iterdir()
        home = self._folder / "restored"
        environ = {
            "SHUDARGA_HOME": str(home),
            "SHUDARGA_SAMPLE": "1",
            "REGISTRY_URL": f"sqlite:///{home}/registry.db",
            "RESPONSES_URL": f"sqlite:///{home}/responses.db",
        }
        done = command(environ, "restore", file, "--key", self._key)
        if done.returncode:
            yield f"the backup cannot be restored: {done.stderr}"
            return
        databases = connect(
            registry_url=environ["REGISTRY_URL"], responses_url=environ["RESPONSES_URL"]
        )
        for opened in surveys:
            yield from self._of(environ, databases, opened.name)
        databases.dispose()

    def _of(self, environ, databases, name):
        close(environ, name)
        with reading(databases.responses) as session:
            public = bulletins.find(session, name)
            kept = [one.leaf.hex() for one in store.sealed_responses(session, name)]
        folder = self._folder / f"restored-{name}"
        folder.mkdir()
        (folder / PUBLIC[0]).write_bytes(public.manifest)
        (folder / PUBLIC[1]).write_bytes(public.bulletin)
        lost = self.before.get(name, set()) - set(kept)
        say(f"  backup of {name}: {len(kept)} answers, {len(lost)} lost")
        if lost or len(set(kept)) < len(kept):
            yield f"backup of {name}: answers are lost or doubled"
        yield from check(environ, folder)


def close(environ, name):
    """Close a survey with the command, on the day after its last."""
    with _surrounded(environ):
        if cli.main(["survey", "close", name], clock=lambda: LATER):
            raise RuntimeError(f"{name} cannot be closed.")


def check(environ, folder, *more):
    """Run `shudarga verify` on public files, and return what it finds."""
    named = ("--manifest", folder / PUBLIC[0], "--bulletin", folder / PUBLIC[1])
    done = command(environ, "verify", *named, *more)
    told = done.stdout.splitlines()
    if done.returncode:
        return ["shudarga verify: " + " ".join(told) + done.stderr]
    say(f"    shudarga verify: {told[0]}")
    return []


def fetched(environ, surveys, folder):
    """Serve the site as it is and fetch what everybody may have of each survey."""
    with serving.background(environ) as address, urllib3.PoolManager() as client:
        for opened in surveys:
            place = folder / opened.name
            place.mkdir()
            for name in PUBLIC:
                url = f"{address.url}/surveys/{opened.name}/{name}"
                reply = client.request("GET", url)
                if reply.status != 200:
                    raise RuntimeError(f"{url}: {reply.status}")
                (place / name).write_bytes(reply.data)


def faults(site, surveys, story, folder):
    """Close all surveys; yield what is wrong with their boards and tallies."""
    for opened in surveys:
        close(site.environ, opened.name)
    fetched(site.environ, surveys, folder)
    for opened in surveys:
        place = folder / opened.name
        yield from _counted(site, opened, story)
        promised = [one for one in story.acknowledged[opened.name].items() if one[1]]
        leaf, promise = RANDOM.choice(promised)
        proof = ("--seen", place / PUBLIC[2], "--receipt", leaf, "--promise", promise)
        yield from check(site.environ, place, *proof)


def _counted(site, opened, story):
    """Compare who was told what with what is kept and what is tallied."""
    name = opened.name
    with reading(site.databases.responses) as session:
        entries = [one.leaf.hex() for one in store.sealed_responses(session, name)]
    acknowledged = set(story.acknowledged.get(name, ()))
    told = story.counted.get(name, set())
    unseen = story.counted_unseen[name]
    lost = (acknowledged | told) - set(entries)
    doubled = [leaf for leaf, times in Counter(entries).items() if times > 1]
    strangers = set(entries) - acknowledged - told
    tallied = site.tally(name, (opened.key,)).value.answers
    say(
        f"  {name}: {len(acknowledged)} acknowledged, {len(told) + unseen} told that "
        f"they were counted, {len(entries)} on the board, {tallied} tallied: "
        f"{len(lost)} lost, {len(doubled)} doubled, "
        f"{len(strangers) - unseen} that nobody was told of"
    )
    if lost or doubled or len(strangers) != unseen or tallied != len(entries):
        yield f"{name}: lost, doubled or strange answers"


@contextlib.contextmanager
def _surrounded(environ):
    before = dict(os.environ)
    os.environ.update(environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
