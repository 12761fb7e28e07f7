"""Whoever changes answers is alone until the transaction ends, also after a refusal."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from survey import sealing
from survey.commits import SharedCommits
from survey.responses import store
from survey.tokens import blind_answer
from tests.support.blind import blind_field
from tests.support.databases import both_kinds

HELD = text(
    "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND granted "
    "AND relation = 'answering_group'::regclass AND mode = 'ShareRowExclusiveLock'"
)
FIELD = blind_field(survey="alone")


def _answer():
    manifest = FIELD.manifest
    length = sealing.sealed_length(manifest.bucket, len(manifest.sealing_keys))
    sizes = (32, 32, length, blind_answer.PROOF_BYTES)
    key_id = manifest.groups[0].key_id
    return store.SealedResponse(key_id, *(secrets.token_bytes(n) for n in sizes))


@pytest.mark.parametrize("kind", ["postgresql"])
def test_an_answer_after_a_refused_one_in_the_same_commit_is_alone_too(databases):
    """A lock that was taken within a savepoint goes when the savepoint goes."""
    with databases.responses.begin() as session:
        FIELD.prepare(session)
    kept = _answer()
    with databases.responses.begin() as session:
        store.spend_token_and_keep(session, kept)

    with databases.responses.begin() as session:
        with pytest.raises(store.TokenSpentError), session.begin_nested():
            store.spend_token_and_keep(
                session, replace(kept, leaf=secrets.token_bytes(32))
            )
        assert session.scalar(HELD) == 0
        with session.begin_nested():
            store.spend_token_and_keep(session, _answer())
        assert session.scalar(HELD) == 1


@both_kinds
def test_three_answers_for_each_token_through_two_workers_leave_one_of_each(databases):
    with databases.responses.begin() as session:
        FIELD.prepare(session)
    tokens = [_answer() for _ in range(FIELD.manifest.groups[0].eligible)]
    sent = [
        replace(token, leaf=secrets.token_bytes(32)) for token in tokens for _ in "123"
    ]
    secrets.SystemRandom().shuffle(sent)
    workers = [SharedCommits(databases.responses) for _ in range(2)]

    def send(number):
        work = workers[number % 2]
        try:
            work.run(lambda session: store.spend_token_and_keep(session, sent[number]))
        except store.TokenSpentError:
            return None
        return sent[number]

    with ThreadPoolExecutor(24) as threads:
        told = [one for one in threads.map(send, range(len(sent))) if one]

    kept = FIELD.kept(databases)
    assert {one.nonce for one in kept} == {token.nonce for token in tokens}
    assert len(kept) == len(tokens)
    assert kept == sorted(told, key=lambda one: one.leaf)
