"""Two worker processes whose answers share commits must not wait for each other."""

import secrets
from concurrent.futures import ThreadPoolExecutor

from survey.commits import SharedCommits
from survey.responses import store
from tests.support.databases import both_kinds
from tests.support.fields import manifest, open_field

GROUPS, PEOPLE, THREADS = 6, 20, 40


@both_kinds
def test_answers_of_many_groups_through_two_workers_are_all_kept(databases):
    with databases.responses.begin() as session:
        field = open_field(session, manifest(sizes=(PEOPLE,) * GROUPS))
    cards = [(key_id, slip) for key_id, all_ in field.slips.items() for slip in all_]
    secrets.SystemRandom().shuffle(cards)
    workers = [SharedCommits(databases.responses) for _ in range(2)]

    def send(number):
        key_id, slip = cards[number]
        answer = field.answer(key_id)
        workers[number % 2].run(
            lambda session: store.spend_and_keep(session, slip, answer)
        )
        return answer

    with ThreadPoolExecutor(THREADS) as threads:
        sent = list(threads.map(send, range(len(cards))))

    with databases.responses() as session:
        kept = store.sealed_responses(session, "staff-2026")
    assert kept == sorted(sent, key=lambda answer: answer.leaf)
