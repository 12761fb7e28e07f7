"""Two institutions: an issuer and a collector as two processes on one PostgreSQL
server, each with an account and a database of its own."""

import secrets
import signal
import uuid
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from survey import config, serving
from survey.campaign import Installation
from survey.database import connect
from survey.tokens.key_folder import KeyFolder
from tests.support import staff


@dataclass(frozen=True, slots=True)
class Account:
    """A database, and the only account that may use it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Process:
    """A running face: where it listens, and what its environment says."""

    address: serving.Address
    pid: int

    def environment(self):
        """Return the environment of the process and of every child of it."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        pids = [str(self.pid), *children.split()]
        return b"".join(Path(f"/proc/{pid}/environ").read_bytes() for pid in pids)


@dataclass(frozen=True, slots=True)
class Institutions:
    """Both processes, both accounts, and an officer who is trusted by both."""

    server: str
    registry: Account
    responses: Account
    issuer: Process
    collector: Process
    officer: Installation

    def connect(self, account, *, to):
        """Open another's database with the account of one."""
        url = make_url(account.url).set(database=to.name)
        return psycopg.connect(url.render_as_string(hide_password=False))


def _account(server):
    name, password = f"face_{uuid.uuid4().hex}", secrets.token_hex(16)
    who = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in (
            "CREATE ROLE {who} LOGIN PASSWORD {password}",
            "CREATE DATABASE {who} OWNER {who}",
            "REVOKE ALL ON DATABASE {who} FROM PUBLIC",
        ):
            words = sql.SQL(statement).format(who=who, password=password)
            connection.execute(words)
    url = make_url(server).set(username=name, password=password, database=name)
    return Account(name, url.render_as_string(hide_password=False))


@contextmanager
def _running(face, home, **environ):
    settings = {"SHUDARGA_HOME": str(home), "SHUDARGA_FACES": face, **environ}
    address = serving.Address(port=serving.free_port())
    process = serving.start(settings, address)
    try:
        serving.wait_until_ready(address)
        yield Process(address, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _officer(server, registry, responses, home, keys):
    """Return an installation that may do on both sides what an officer does."""
    urls = [
        make_url(server).set(database=one.name).render_as_string(hide_password=False)
        for one in (registry, responses)
    ]
    databases = connect(registry_url=urls[0], responses_url=urls[1])
    told = {"SHUDARGA_HOME": str(home), "SHUDARGA_TOKEN_KEYS": str(keys)}
    settings = config.read(told)
    keys = KeyFolder(settings.token_keys)
    return Installation(settings, databases, keys, {}, staff.TODAY)


@contextmanager
def institutions(server, folder):
    """Start both faces apart; they share nothing but the machine.

    Issuer and officer also share a folder of token keys, as on the first server.
    """
    registry, responses = _account(server), _account(server)
    homes = {face: folder / face for face in ("issuer", "collector", "console")}
    keys = folder / "tokens"
    keys.mkdir(mode=0o750)
    with ExitStack() as stack:
        collector = stack.enter_context(
            _running("collector", homes["collector"], RESPONSES_URL=responses.url)
        )
        issuer = stack.enter_context(
            _running(
                "issuer",
                homes["issuer"],
                REGISTRY_URL=registry.url,
                SHUDARGA_COLLECTOR_URL=collector.address.url,
                SHUDARGA_TOKEN_KEYS=str(keys),
            )
        )
        officer = _officer(server, registry, responses, homes["console"], keys)
        stack.callback(officer.databases.dispose)
        yield Institutions(server, registry, responses, issuer, collector, officer)
