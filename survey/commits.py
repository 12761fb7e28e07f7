"""Lets work that comes at the same moment share one durable commit.

Writing safely to a disk takes as long for twenty answers as for one. Nobody is told
that an answer was kept before the commit that holds it has ended; work that fails is
undone alone and does not touch the others.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from survey.database import Session, SessionFactory, StorageUnavailableError

_TOGETHER = 64

Outcome = TypeVar("Outcome")
Work = Callable[[Session], Outcome]


class _Job(Generic[Outcome]):
    """Work that waits for its turn, and what came of it."""

    __slots__ = ("_outcome", "_work", "done", "error")

    def __init__(self, work: Work[Outcome]) -> None:
        self._work = work
        self._outcome: list[Outcome] = []
        self.error: BaseException | None = None
        self.done = False

    def run(self, session: Session) -> None:
        """Do the work."""
        self._outcome = [self._work(session)]

    def try_alone(self, session: Session) -> None:
        """Run the work so that its failure undoes nothing but itself.

        Where that cannot be undone alone, or the storage fails, this raises: SQLite
        may then have undone the work of others too, and nothing may be committed.
        """
        alone = session.begin_nested()
        try:
            self.run(session)
        except StorageUnavailableError:
            raise
        except BaseException as error:  # noqa: BLE001 it is raised where it belongs
            alone.rollback()
            self.error = error
        else:
            alone.commit()

    def outcome(self) -> Outcome:
        """Return what the work returned, or raise what it raised."""
        if self.error is not None:
            raise self.error
        return self._outcome[0]


class SharedCommits:
    """Runs work of many threads on one database, as much of it as waits in a commit."""

    def __init__(self, factory: SessionFactory) -> None:
        """Share the commits of sessions that a factory makes."""
        self._factory = factory
        self.waiting: deque[_Job[object]] = deque()
        self._turn = threading.Lock()

    def run(self, work: Work[Outcome]) -> Outcome:
        """Run work in a transaction; return what it returns once that is durable.

        What the work raises is raised here, and then nothing of it was kept. A commit
        that fails raises its error for everybody who shared it, and nothing is kept.
        """
        job = _Job(work)
        self.waiting.append(job)  # type: ignore[arg-type]  # each keeps its own type
        with self._turn:
            while not job.done:
                self._commit_waiting()
        return job.outcome()

    def _commit_waiting(self) -> None:
        jobs = [
            self.waiting.popleft() for _ in range(min(len(self.waiting), _TOGETHER))
        ]
        try:
            with self._factory.begin() as session:
                if len(jobs) == 1:
                    jobs[0].run(session)
                else:
                    for job in jobs:
                        job.try_alone(session)
        except BaseException as error:  # noqa: BLE001 it is raised by all who shared
            # Also a refusal may rest on what was not kept: none of them is told.
            for job in jobs:
                job.error = _told(error)
        for job in jobs:
            job.done = True


def _told(error: BaseException) -> BaseException:
    """Return the failure of the storage that led to an error, or else the error."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, StorageUnavailableError):
        cause = cause.__context__
    return cause or error
