"""Many people answer while workers are killed, the database goes and clocks jump.

`SECONDS=1800 python -m tests.soak` is what `make soak` runs, on SQLite and then on
PostgreSQL (`SHUDARGA_SOAK=sqlite` for one of them). At the end the public check of the
board must hold, and everything that was acknowledged must be counted exactly once.
"""

import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import fields, machine
from tests.soak import ending, field, harm, people
from tests.soak.harm import Site
from tests.soak.people import Phone
from tests.soak.story import Story, say
from tests.support import postgres

SECONDS = float(os.environ.get("SECONDS", "1800"))


@contextlib.contextmanager
def sqlite(folder):
    """Make an installation with two files; give it with what can be done to them."""
    home = folder / "home"
    sides = [f"sqlite:///{home}/{side}.db" for side in ("registry", "responses")]
    with fields.installed(home, *sides) as site:
        yield site, lambda served: harm.to_files(served, home)


@contextlib.contextmanager
def postgresql(folder):
    """Make an installation with two databases of a server that can be stopped."""
    with postgres.running() as server:
        urls = server.new_databases()
        with fields.installed(folder / "home", *urls) as site:
            yield site, lambda _: harm.to_server(server, urls)


def crowd(served, surveys, story):
    """Let people of every kind come, and return their threads."""
    citizens, staff = surveys
    kinds = (
        (people.by_card, citizens),
        (people.by_card, citizens),
        (people.by_card, staff),
        (people.by_form, staff),
        (people.by_form, citizens),
        (people.by_invitation, staff),
        (people.by_poster, citizens),
        (people.reading, staff),
    )
    return [
        harm.in_background(people.keep_coming, kind, Phone(served.url, story), opened)
        for kind, opened in kinds
    ]


def run(name, made, seconds):
    """Live through one soak; return what was wrong at its end."""
    say(f"{name}: {seconds:.0f} s of load and harm")
    with tempfile.TemporaryDirectory() as scratch, made(Path(scratch)) as (site, more):
        folder, story = Path(scratch), Story()
        surveys = field.open_all(site, seconds)
        served = Site(site.environ, folder)
        served.start()
        acts = harm.to_site(served) | more(served)
        threads = [
            harm.in_background(harm.keep_harming, acts, story),
            *crowd(served, surveys, story),
        ]
        backup = ending.Backup(site.environ, folder, story)
        time.sleep(seconds / 2)
        backup.make()
        time.sleep(seconds / 2)
        story.ended.set()
        for thread in threads:
            thread.join()
        served.kill()
        say(f"  people {dict(story.people)}")
        say(f"  replies {dict(story.replies)}")
        say(f"  harm {dict(story.acts)}")
        return [
            *story.faults,
            *backup.faults(surveys),
            *ending.faults(site, surveys, story, folder),
        ]


def main():
    """Live through a soak on each kind of database; return 1 if anything is wrong."""
    say(machine.facts("granian", "sqlalchemy"))
    kinds = {"sqlite": sqlite, "postgresql": postgresql}
    chosen = os.environ.get("SHUDARGA_SOAK", "sqlite postgresql").split()
    seconds = SECONDS / len(chosen)
    faults = [fault for name in chosen for fault in run(name, kinds[name], seconds)]
    say("\n".join(faults) or "0 lost, 0 doubled: every acknowledged answer counts.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
