"""Serves the site with granian, in this process or in one that a command owns.

No access log is written: a log line is a time and an address.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

import urllib3
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from survey.web import meter

APPLICATION = "survey.web.wsgi:application"
THREADS = 8
_START_SECONDS = 60.0  # Under load a process of Python alone loads for half a minute.
# Who is being answered when we are told to stop is answered; nobody is waited for long.
_LAST_SECONDS = 20


class ServerStartError(Exception):
    """The server did not answer in time after it was started."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the site listens."""

    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def url(self) -> str:
        """Return the address as a browser writes it."""
        return f"http://{self.host}:{self.port}"


def serve(
    address: Address, *, workers: int, threads: int, application: str = APPLICATION
) -> None:
    """Serve until told to stop. Settings come from the environment of the workers."""
    Server(
        application,
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
        log_level=LogLevels.warning,
        factory=True,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_LAST_SECONDS,
    ).serve()


def free_port() -> int:
    """Return a port of this machine that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def figures(port: int, address: Address, home: Path) -> Iterator[None]:
    """Show figures of the site in a process beside it; none where the port is 0."""
    if not port:
        yield
        return
    with TemporaryDirectory(prefix="shudarga-") as folder:
        place = Path(folder) / "figures"
        os.environ[meter.PLACE] = str(place)
        words = [str(port), address.url, str(home), str(place)]
        with subprocess.Popen(  # noqa: S603 our own command with our own arguments
            [sys.executable, "-m", "survey.metrics", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            if process.stdout is None or not process.stdout.readline():
                raise ServerStartError(f"No figures can be shown at port {port}.")
            try:
                yield
            finally:
                process.terminate()


@contextmanager
def background(environ: Mapping[str, str], *, workers: int = 1) -> Iterator[Address]:
    """Run the site as a process of its own for the length of a `with` block."""
    address = Address(port=free_port())
    process = start(environ, address, workers=workers)
    try:
        wait_until_ready(address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_START_SECONDS)


def start(
    environ: Mapping[str, str], address: Address, *, workers: int = 1
) -> subprocess.Popen[bytes]:
    """Start `shudarga serve` as a process with exactly these settings."""
    command = [sys.executable, "-m", "survey.cli", "serve"]
    options = ["--host", address.host, "--port", str(address.port)]
    return subprocess.Popen(  # noqa: S603 our own command with our own arguments
        [*command, *options, "--workers", str(workers)],
        env={**os.environ, **environ, "SHUDARGA_BASE_URL": address.url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until_ready(address: Address) -> None:
    """Return when the site answers; raise ServerStartError if it does not in time."""
    deadline = time.monotonic() + _START_SECONDS
    with urllib3.PoolManager(retries=False, timeout=2.0) as client:
        while time.monotonic() < deadline:
            try:
                if (
                    client.request("GET", f"{address.url}/healthz").status
                    == HTTPStatus.OK
                ):
                    return
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
    raise ServerStartError(f"The site did not answer at {address.url} in time.")
