"""Work that shares a commit is kept as if each had come alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from survey.commits import SharedCommits
from survey.database import StorageUnavailableError
from tests.support.databases import both_kinds

ADD = text("INSERT INTO noted VALUES (:number)")


class RefusedError(Exception):
    """What work raises when it has something against it."""


@pytest.fixture
def factory(empty_databases):
    with empty_databases.responses.begin() as session:
        session.execute(text("CREATE TABLE noted (number INTEGER PRIMARY KEY)"))
    return empty_databases.responses


def add(number):
    def work(session):
        session.execute(ADD, {"number": number})
        if number % 10 == 3:
            raise RefusedError(number)
        return number

    return work


def noted(factory):
    with factory() as session:
        return sorted(session.scalars(text("SELECT number FROM noted")))


@both_kinds
def test_work_of_many_threads_is_kept_and_what_failed_is_undone_alone(factory):
    commits = SharedCommits(factory)
    start = threading.Barrier(40)

    def one(number):
        start.wait()
        try:
            return commits.run(add(number))
        except RefusedError as error:
            return error.args[0] + 1000

    with ThreadPoolExecutor(40) as pool:
        told = list(pool.map(one, range(40)))
    good = [number for number in range(40) if number % 10 != 3]
    assert noted(factory) == good
    assert [number for number in told if number < 1000] == good
    assert [number - 1000 for number in told if number >= 1000] == [3, 13, 23, 33]


def test_waiting_work_goes_into_one_commit(factory):
    commits = SharedCommits(factory)
    inside, go_on = threading.Event(), threading.Event()
    connections = set()

    def slow(session):
        inside.set()
        go_on.wait(10)
        return id(session)

    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(commits.run, slow)
        inside.wait(10)
        waiting = [pool.submit(commits.run, id) for _ in range(8)]
        while len(commits.waiting) < 8:
            pass
        go_on.set()
        connections = {future.result() for future in waiting}
        assert first.result()
    assert len(connections) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nobody_is_told_of_success_when_the_commit_fails(factory):
    commits = SharedCommits(factory)

    def broken(session):
        session.connection().connection.dbapi_connection.close()
        return "kept"

    with pytest.raises(ProgrammingError):
        commits.run(broken)
    assert noted(factory) == []


def test_a_failure_of_the_storage_is_told_to_everybody_who_shared_it(factory):
    commits = SharedCommits(factory)

    def full(_session):
        raise StorageUnavailableError

    with pytest.raises(StorageUnavailableError):
        commits.run(full)
    assert commits.run(add(2)) == 2


def together(commits, works):
    """Run work that waits while another commit lasts; return what each came to."""
    inside, go_on = threading.Event(), threading.Event()

    def slow(_session):
        inside.set()
        go_on.wait(10)

    with ThreadPoolExecutor(len(works) + 1) as pool:
        first = pool.submit(commits.run, slow)
        inside.wait(10)
        waiting = []
        for number, work in enumerate(works, start=1):
            waiting.append(pool.submit(commits.run, work))
            while len(commits.waiting) < number:
                pass
        go_on.set()
        first.result()
        return [future.exception() or future.result() for future in waiting]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_disk_that_fills_up_within_a_commit_loses_nothing_that_was_acknowledged(
    factory,
):
    with factory.begin() as session:
        session.execute(text("CREATE TABLE large (number INTEGER, content BLOB)"))
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count={pages + 3}"))

    def write(number):
        def work(session):
            row = {"number": number}
            filling = "INSERT INTO large VALUES (:number, zeroblob(60000))"
            session.execute(text(filling), row)
            return number

        return work

    told = together(SharedCommits(factory), [write(number) for number in range(8)])
    with factory() as session:
        kept = session.scalars(text("SELECT number FROM large")).all()
    assert {type(one) for one in told} == {StorageUnavailableError}
    assert kept == []


@both_kinds
def test_a_refusal_is_not_told_when_what_it_rests_on_was_not_kept(factory):
    def full(_session):
        raise StorageUnavailableError

    told = together(SharedCommits(factory), [add(5), add(13), full, add(7)])
    assert {type(one) for one in told} == {StorageUnavailableError}
    assert noted(factory) == []
