"""What can be done to a site while people answer: killed, frozen, full, out of time."""

import contextlib
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg

from survey import serving
from tests.support.jumping import CLOCK

RANDOM = random.SystemRandom()
APPLICATION = "tests.support.jumping:application"
WORKERS = 2
PAUSE = (0.5, 3.0)
JUMPS = (-400, -1, 1, 3, 400)
_DROP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class Site:
    """The site as a process that can be killed, with a clock that can jump."""

    def __init__(self, environ, folder):
        self.port = serving.free_port()
        self.clock = folder / "clock"
        self.environ = {**os.environ, **environ, CLOCK: str(self.clock)}
        self.clock.write_text("0")
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        program = (
            "from survey import serving;"
            f"serving.serve(serving.Address(port={self.port}), workers={WORKERS},"
            f" threads={serving.THREADS}, application='{APPLICATION}')"
        )
        self.process = subprocess.Popen(  # noqa: S603 our own words
            [sys.executable, "-c", program],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with contextlib.suppress(serving.ServerStartError):
            serving.wait_until_ready(serving.Address(port=self.port))

    def workers(self):
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        with contextlib.suppress(OSError):
            return [int(pid) for pid in task.read_text().split()]
        return []

    def kill_a_worker(self):
        for pid in RANDOM.sample(self.workers(), k=1):
            os.kill(pid, signal.SIGKILL)

    def freeze_a_worker(self):
        for pid in RANDOM.sample(self.workers(), k=1):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
                time.sleep(1.5)
                os.kill(pid, signal.SIGCONT)

    def fill_the_disk(self):
        """Let no file of the workers grow or change beyond its first bytes."""
        pids = self.workers()
        for limit in ((1, resource.RLIM_INFINITY), (resource.RLIM_INFINITY,) * 2):
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)
            time.sleep(1.0 if limit[0] == 1 else 0.0)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self):
        self.kill()
        self.start()

    def restart_gently(self):
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=60)
        if self.process.poll() is None:
            raise RuntimeError("The site did not stop within a minute.")
        self.start()

    def jump(self):
        self.clock.write_text(str(RANDOM.choice(JUMPS)))
        time.sleep(0.7)
        self.clock.write_text("0")


def to_site(site):
    """Return what can be done to any site."""
    return {
        "worker killed": site.kill_a_worker,
        "worker frozen": site.freeze_a_worker,
        "server killed": site.restart,
        "server restarted": site.restart_gently,
        "clock jumped": site.jump,
    }


def to_files(site, home):
    """Return what can be done to databases that are files."""

    def hold(side):
        def work():
            path = home / f"{side}.db"
            with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as own:
                with contextlib.suppress(sqlite3.OperationalError):
                    own.execute("BEGIN IMMEDIATE")
                    time.sleep(1.5)
                    own.execute("ROLLBACK")

        return work

    return {
        "disk full": site.fill_the_disk,
        "answers locked": hold("responses"),
        "registry locked": hold("registry"),
    }


def to_server(server, urls):
    """Return what can be done to databases of a server."""

    def drop():
        for url in urls:
            with contextlib.suppress(psycopg.Error), server.beside(url) as connection:
                connection.execute(_DROP)

    def restart():
        server.stop()
        time.sleep(1)
        server.start()

    return {
        "connections dropped": drop,
        "database crashed": server.crash,
        "database restarted": restart,
    }


def keep_harming(acts, story):
    """Do harm after harm until the time is over."""
    while not story.ended.wait(RANDOM.uniform(*PAUSE)):
        name = RANDOM.choice(list(acts))
        try:
            acts[name]()
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            story.faults.append(f"{name}: {error}")
        story.acts[name] += 1


def in_background(work, *arguments):
    """Start work in a thread of its own."""
    thread = threading.Thread(target=work, args=arguments)
    thread.start()
    return thread
