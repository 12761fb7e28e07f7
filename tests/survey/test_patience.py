"""PostgreSQL goes away, is busy or slow: nothing is lost, nothing is kept twice."""

import dataclasses
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import make_url, text

from survey import condition, copying, database
from survey.database import StorageUnavailableError, reading
from survey.hardening import UndoneError
from survey.patience import Patience, again
from survey.web.strict_json import packed
from tests.support import postgres, site
from tests.support.blind import as_json, blind_field

PEOPLE = 30
ALONE = "LOCK TABLE answering_group IN ACCESS EXCLUSIVE MODE"
FORM = {"go": "send", "item-contact": "no"}


@pytest.fixture(scope="module")
def server():
    with postgres.running() as found:
        yield found


@pytest.fixture
def urls(server):
    return server.new_databases()


@pytest.fixture
def opened(urls):
    """Return what opens new databases, with their tables, with any patience."""
    made = []

    def connect(patience=Patience()):  # noqa: B008 it is frozen
        one, two = urls
        if not made:  # The tables are made without haste.
            made.append(database.connect(registry_url=one, responses_url=two))
            database.migrate(made[0])
        made.append(
            database.connect(registry_url=one, responses_url=two, patience=patience)
        )
        return made[-1]

    yield connect
    for databases in made:
        databases.dispose()


@pytest.fixture
def field():
    return blind_field(survey=f"faults-{secrets.token_hex(4)}", slips=PEOPLE)


def _slip(field, code):
    """Return the body with which a phone sends a sealed answer by a slip."""
    key_id = field.manifest.groups[-1].key_id
    return {
        "code": code,
        "key_id": key_id.hex(),
        "nonce": secrets.token_hex(32),
        "sealed": packed(field.seal(key_id=key_id)),
    }


@dataclass
class Phones:
    """Phones that send their answer again and again until it is taken."""

    field: object
    app: object
    taken: list = dataclasses.field(default_factory=list)
    refused: list = dataclasses.field(default_factory=list)

    def send(self, code):
        body = _slip(self.field, code)
        for _ in range(200):
            reply = self.app.test_client().post("/answers", json=body)
            if reply.status_code != 503:
                self.taken.append(code)
                return reply
            self.refused.append(code)
            time.sleep(0.1)
        raise TimeoutError

    def wait_for(self, number):
        while len(self.taken) < number:
            time.sleep(0.01)


def _while_locked(server, url, send, harm):
    """Send an answer that must wait, do harm to it, and return its reply."""
    with server.beside(url) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute(ALONE)
            reply = pool.submit(send)
            (waiting,) = server.wait_for_waiting()
            harm(waiting)
        return reply.result()


@pytest.mark.parametrize("kind_of_answer", ["token", "slip"])
def test_an_answer_whose_connection_is_ended_is_kept_once_all_the_same(
    server, urls, opened, field, kind_of_answer
):
    databases = opened()
    app = field.site(databases)
    by_token = kind_of_answer == "token"
    body = as_json(field.answer()) if by_token else _slip(field, field.slips[0])

    reply = _while_locked(
        server,
        urls[1],
        partial(app.test_client().post, "/answers", json=body),
        server.end,
    )

    assert reply.status_code == 200
    assert [one.leaf.hex() for one in field.kept(databases)] == [reply.json["leaf"]]


def test_what_waits_too_long_is_told_and_can_be_sent_again(server, urls, opened, field):
    databases = opened(Patience(lock=0.3))
    app = field.site(databases)
    body = _slip(field, field.slips[0])
    send = partial(app.test_client().post, "/answers", json=body)

    reply = _while_locked(server, urls[1], send, lambda _: time.sleep(0.5))

    assert (reply.status_code, reply.json) == (503, {"error": "busy"})
    assert field.kept(databases) == []
    assert send().status_code == 200
    assert len(field.kept(databases)) == 1


def test_a_statement_that_takes_too_long_is_given_up(opened):
    databases = opened(Patience(statement=0.2))

    with pytest.raises(StorageUnavailableError) as raised:
        with databases.responses.begin() as session:
            session.execute(text("SELECT pg_sleep(20)"))

    assert raised.type is StorageUnavailableError  # It would only take as long again.


def test_a_backup_and_a_compaction_may_take_longer_than_a_page(opened):
    databases = opened(Patience(statement=0.2))

    with databases.responses() as session:
        copying.still(session)
        session.execute(text("SELECT pg_sleep(0.5)"))


def test_a_transaction_that_its_process_forgot_is_ended(opened):
    databases = opened(Patience(idle=0.2))

    with databases.responses() as session:
        session.execute(text("SELECT 1"))
        time.sleep(0.6)
        with pytest.raises(StorageUnavailableError):
            session.execute(text("SELECT 1"))


@pytest.mark.parametrize(
    ("language", "told"),
    [("mn", "Үйлчилгээ түр ажиллахгүй байна"), ("en", "not available at the moment")],
)
def test_a_page_says_so_when_every_connection_is_in_use(opened, language, told):
    databases = opened(Patience(connections=1, more=0, connection=0.2))
    place = site.opened(databases)
    address = f"/{language}/answer"
    form = {"code": place.codes[0], **FORM}

    with databases.responses() as session:
        session.execute(text("SELECT 1"))
        full = place.client().post(address, data=form)
    free = place.client().post(address, data=form)

    assert full.status_code == 503
    assert told in full.text
    assert free.status_code == 200
    assert place.stored() == (1, 1)


def test_a_server_that_writes_down_what_comes_when_is_named(server, urls, opened):
    name = make_url(urls[1]).database
    with server.beside() as connection:
        connection.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
        connection.execute(f"ALTER DATABASE {name} SET log_duration = on")
    databases = opened()

    with databases.responses() as session:
        found = [wrong.en for wrong in condition.faults(session, "responses")]
    with databases.registry() as session:
        others = list(condition.faults(session, "registry"))

    assert found == [
        "log_statement is all and should be none. See SECURITY.md.",
        "log_duration is on and should be off. See SECURITY.md.",
    ]
    assert others == []


def test_a_server_as_it_comes_logs_its_checkpoints_and_is_named(server, opened):
    databases = opened()
    server.settle("RESET log_checkpoints", "on")
    try:
        with databases.responses() as session:
            found = [wrong.en for wrong in condition.faults(session, "responses")]
    finally:
        server.settle("SET log_checkpoints = off", "off")

    assert found == ["log_checkpoints is on and should be off. See SECURITY.md."]


def test_a_connection_lost_while_committing_is_not_guessed_about(server, opened):
    databases = opened()

    with pytest.raises(StorageUnavailableError) as raised:
        with databases.responses.begin() as session:
            server.end(session.scalar(text("SELECT pg_backend_pid()")))

    assert raised.type is StorageUnavailableError


def test_two_transactions_that_wait_for_each_other_both_end_well(opened):
    databases, meeting = opened(), threading.Barrier(2)
    with databases.responses.begin() as session:
        session.execute(text("CREATE TABLE pair (name text, number int)"))
        session.execute(text("INSERT INTO pair VALUES ('a', 0), ('b', 0)"))

    def add(first, second):
        met = []

        def work():
            with databases.responses.begin() as session:
                for name in (first, second):
                    session.execute(
                        text("UPDATE pair SET number = number + 1 WHERE name = :n"),
                        {"n": name},
                    )
                    if not met:
                        met.append(True)
                        meeting.wait(10)

        again(work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, "ab", "ba"))
    with databases.responses() as session:
        numbers = session.scalars(text("SELECT number FROM pair")).all()

    assert numbers == [2, 2]


def test_work_that_is_undone_again_and_again_is_given_up():
    tried, pauses = [], []

    def work():
        tried.append(True)
        raise UndoneError

    with pytest.raises(StorageUnavailableError) as raised:
        again(work, sleep=pauses.append)

    assert raised.type is StorageUnavailableError
    assert len(tried) == 4
    assert 0.5 < sum(pauses) < 2.5


def test_lines_that_broke_while_nobody_used_them_are_replaced_without_a_word(
    server, opened
):
    databases = opened()
    ask = text("SELECT pg_backend_pid()")
    with databases.responses() as one, databases.responses() as two:
        pids = {one.scalar(ask), two.scalar(ask)}
    for pid in pids:
        server.end(pid)

    with reading(databases.responses) as one, reading(databases.responses) as two:
        fresh = {one.scalar(ask), two.scalar(ask)}

    assert len(pids | fresh) == 4


@pytest.mark.slow
def test_a_database_that_crashes_and_restarts_under_load_loses_and_doubles_nothing(
    server, opened, field
):
    databases = opened()
    phones = Phones(field, field.site(databases))

    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(phones.send, code) for code in field.slips]
        phones.wait_for(PEOPLE // 3)
        server.crash()
        phones.wait_for(2 * PEOPLE // 3)
        server.stop()
        time.sleep(1)
        server.start()
        told = [one.result() for one in sent]

    kept = [one.leaf.hex() for one in field.kept(databases)]
    acknowledged = {reply.json["leaf"] for reply in told if reply.status_code == 200}
    assert len(kept) == len(set(kept)) == PEOPLE
    assert acknowledged <= set(kept)
    # Whoever is not told of a receipt is told that the code was counted.
    assert {reply.status_code for reply in told} <= {200, 409}
    assert phones.refused, "the database was not missed by anybody"
