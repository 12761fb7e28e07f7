"""Lets work that comes at the same moment share one durable commit.

Writing safely to a disk takes as long for twenty answers as for one. Nobody is told
that an answer was kept before the commit that holds it has ended; work that fails is
undone alone and does not touch the others.

Whoever comes first leads: it waits for the turn of this process, takes along everybody
who came meanwhile, and wakes them when all is durable. Who came later leads next.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from survey.database import (
    Session,
    SessionFactory,
    StorageUnavailableError,
    alone,
    reading,
)

_TOGETHER = 64

Outcome = TypeVar("Outcome")
Work = Callable[[Session], Outcome]


class _Job(Generic[Outcome]):
    """Work that waits for its turn, and what came of it."""

    __slots__ = ("_outcome", "_work", "called", "done", "error")

    def __init__(self, work: Work[Outcome]) -> None:
        self._work = work
        self._outcome: list[Outcome] = []
        self.error: BaseException | None = None
        self.done = False
        self.called = threading.Event()

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
        self._guard = threading.Lock()
        self._led = False

    def look(self, work: Work[Outcome]) -> Outcome:
        """Run work that only reads: at once, and without waiting for anybody."""
        with reading(self._factory) as session:
            return work(session)

    def run(self, work: Work[Outcome]) -> Outcome:
        """Run work in a transaction; return what it returns once that is durable.

        What the work raises is raised here, and then nothing of it was kept. A commit
        that fails raises its error for everybody who shared it, and nothing is kept.
        Work may be begun twice, if other work of the first transaction was refused.
        """
        job = _Job(work)
        with self._guard:
            self.waiting.append(job)  # type: ignore[arg-type]  # each keeps its own type
            leads, self._led = not self._led, True
        if not leads:
            job.called.wait()
        if not job.done:
            self._lead()
        return job.outcome()

    def _lead(self) -> None:
        """Commit what waits, and let the first of those who came meanwhile lead."""
        jobs: list[_Job[object]] = []
        try:
            self._commit(jobs)
        finally:
            for job in jobs:
                job.done = True
                job.called.set()
            with self._guard:
                self._led = bool(self.waiting)
                if self._led:
                    self.waiting[0].called.set()

    def _commit(self, jobs: list[_Job[object]]) -> None:
        try:
            try:
                self._together(jobs)
            except StorageUnavailableError:
                raise
            except BaseException:
                if len(jobs) == 1:
                    raise
                self._each_alone(jobs)
        except BaseException as error:  # noqa: BLE001 it is raised by all who shared
            # Also a refusal may rest on what was not kept: none of them is told.
            jobs.extend(self._waiting() if not jobs else ())
            for job in jobs:
                job.error = _told(error)

    def _together(self, jobs: list[_Job[object]]) -> None:
        """Run what waits by now without savepoints, which most work does not need."""
        with alone(self._factory) as session:
            jobs.extend(self._waiting())
            for job in jobs:
                job.run(session)

    def _each_alone(self, jobs: list[_Job[object]]) -> None:
        with alone(self._factory) as session:
            for job in jobs:
                job.try_alone(session)

    def _waiting(self) -> list[_Job[object]]:
        with self._guard:
            number = min(len(self.waiting), _TOGETHER)
            return [self.waiting.popleft() for _ in range(number)]


def _told(error: BaseException) -> BaseException:
    """Return the failure of the storage that led to an error, or else the error."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, StorageUnavailableError):
        cause = cause.__context__
    return cause or error
