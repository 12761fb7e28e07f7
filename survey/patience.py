"""How long a database is waited for, on how many connections, and what is tried again.

Whoever waits at a phone waits for seconds. What took longer is given up and undone, and
the page says so; what the database undid before its end is begun again, because then
nothing of it can have been kept.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import PoolProxiedConnection, QueuePool
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from survey.hardening import StorageUnavailableError, UndoneError

Outcome = TypeVar("Outcome")

_PAUSES = (0.1, 0.3, 0.9)
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds each thing waits on PostgreSQL, and how many connections it has.

    A process keeps `connections` open to each database and opens as many as
    `connections` and `more` together; who finds none free waits for one.
    """

    connecting: int = 5
    connection: float = 10
    lock: float = 10
    statement: float = 60
    idle: float = 600
    connections: int = 8
    more: int = 16

    @property
    def pool(self) -> Mapping[str, object]:
        """Return what SQLAlchemy is told about connections to PostgreSQL."""
        return {
            "poolclass": PatientPool,
            "pool_size": self.connections,
            "max_overflow": self.more,
            "pool_timeout": self.connection,
            "pool_use_lifo": True,
            "pool_pre_ping": True,
            "connect_args": {"options": self._options, **_LINE}
            | {"connect_timeout": self.connecting},
        }

    @property
    def _options(self) -> str:
        waits = {
            "lock_timeout": self.lock,
            "statement_timeout": self.statement,
            "idle_in_transaction_session_timeout": self.idle,
        }
        told = {name: f"{round(s * _MILLISECONDS)}ms" for name, s in waits.items()}
        settings = {
            "synchronous_commit": "on",
            "client_connection_check_interval": "5s",
            **told,
        }
        return " ".join(f"-c {name}={value}" for name, value in settings.items())


# A line that is cut without a word is noticed after half a minute.
_LINE: Mapping[str, object] = {
    "application_name": "shudarga",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30 * _MILLISECONDS,
}


class PatientPool(QueuePool):
    """Connections of a process; who gets none in time is told that it is busy."""

    def connect(self) -> PoolProxiedConnection:
        """Return a connection, or raise StorageUnavailableError."""
        try:
            return super().connect()
        except PoolTimeoutError as error:
            raise StorageUnavailableError("Every connection is in use.") from error


def again(
    work: Callable[[], Outcome], *, sleep: Callable[[float], object] = time.sleep
) -> Outcome:
    """Do work that is a transaction of its own; begin anew what the database undid.

    It waits a little longer each time, by chance, and gives up after about a second:
    whoever asked is told to try again. What failed while it was being committed is not
    begun again here: nobody knows whether it was kept.
    """
    for pause in _PAUSES:
        try:
            return work()
        except UndoneError:
            sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 no secret hangs on it
    try:
        return work()
    except UndoneError as error:
        raise StorageUnavailableError(str(error)) from error
