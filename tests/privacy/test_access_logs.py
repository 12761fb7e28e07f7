"""Attack 14: the logs of both web servers, and the order of the invitations, known.

Everybody collects in the order of the invitations and answers in the same order at
once, which is the worst case: what each person's lines are is known for certain. The
logs must then hold nothing by which a line could be found in a database.
"""

import hashlib
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace

import pytest
import urllib3

from survey import sealing
from survey.campaign import installation
from survey.invited import InvitedVisit
from survey.respondent import Visit
from survey.tokens import codes
from survey.web.app import Services, create_app
from tests.privacy import order_attack
from tests.privacy.access_log import AccessLog, linked, told_apart
from tests.privacy.order_attack import Target
from tests.support import invited, site, staff

PEOPLE = 60
ANSWERS = ({}, {"position": "service"}, {"comments": "Ажил их. " * 60})
# Guessing at random finds one of sixty, as a Poisson number: more than seven once in
# a hundred thousand times, which is four deviations of a normal number.
CHANCE = 7
SEALED = Target("sealed_response", "leaf", "taken")


@dataclass(frozen=True, slots=True)
class Watched:
    """What was logged on each side, and what only each person knew."""

    issuer: AccessLog
    collector: AccessLog
    leaves: list
    secrets: set
    database: object


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    home = tmp_path_factory.mktemp("watched")
    with installation(home, today=staff.TODAY) as made:
        documents = staff.documents(sealing.new_key())
        collector = AccessLog(_face(made, "collector"))
        with site.served(collector) as answers_to:
            documents = replace(documents, collector=answers_to)
            opened = made.open(invited.draft((PEOPLE, 20)), documents)
            issuer = AccessLog(_face(made, "issuer", collector=answers_to))
            with site.served(issuer) as joins_at:
                leaves, secrets = _live(opened, joins_at, answers_to)
        copy = shutil.copy(home / "responses.db", home / "copy.db")
        yield Watched(issuer, collector, leaves, secrets, copy)


def _face(made, face, *, collector=""):
    settings = replace(made.settings, faces=frozenset({face}), collector_url=collector)
    return create_app(Services(made.databases, settings, lambda: staff.TODAY))


def _live(opened, joins_at, answers_to):
    """Let everybody collect and answer in the order of the invitations."""
    leaves, known = [], set()
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        people, cards = InvitedVisit(pool, joins_at), Visit(pool, answers_to, "mn")
        for number, code in enumerate(invited.codes(opened)):
            ticket = people.collect(code)
            leaves.append(people.answer(ticket, ANSWERS[number % len(ANSWERS)]))
            token = ticket.collected.token
            known |= {code, codes.parse(code), codes.invitation_hash(code).hex()}
            known |= {hashlib.sha256(token.prepared).hexdigest(), leaves[-1]}
            known |= {token.prepared.hex()[:40], token.signature.hex()[:40]}
        for code in staff.codes(opened)[:3]:
            known |= {code, codes.parse(code), codes.slip_hash(code).hex()}
            known.add(cards.answer(code, ANSWERS[2]))
    return [bytes.fromhex(leaf) for leaf in leaves], known | {"Ажил"}


def test_no_line_holds_a_code_a_token_a_receipt_or_an_answer(watched):
    lines = watched.issuer.lines + watched.collector.lines
    text = "\n".join(lines)

    assert len(watched.secrets) > 5 * PEOPLE
    assert [secret for secret in watched.secrets if secret in text] == []
    for line in lines:
        assert '?" 200 OK' in line
        assert " referrer= cookie= agent=" in line
        assert line.endswith(" set=")


def test_nobody_differs_in_the_logs_from_anybody_else(watched):
    for log, path in (
        (watched.issuer, "/join/standing"),
        (watched.issuer, "/join/exchange"),
        (watched.collector, "/answers?"),
    ):
        lines = log.of(path)
        assert len(lines) == PEOPLE
        assert told_apart(lines) == 0
        assert len(set(lines)) == 1


def test_the_two_logs_share_no_word_of_one_person(watched):
    assert linked(watched.issuer.lines, watched.collector.lines) == 0


def test_whoever_knows_every_line_finds_no_answer_in_the_database(watched):
    with closing(sqlite3.connect(watched.database)) as connection:
        ranks = order_attack.ranks_sqlite(
            watched.database, connection, SEALED, watched.leaves
        )

    assert len(ranks["select order"]) == PEOPLE + 3
    for strategy, found in ranks.items():
        places = sorted(found, key=found.get)
        guessed = dict(zip(watched.leaves, places, strict=False))
        hits = sum(1 for leaf, guess in guessed.items() if leaf == guess)
        assert hits <= CHANCE, strategy


def test_the_attack_sees_what_a_careless_site_would_log():
    ours = [f'"POST /join?code={n:016X}" 200 in=30' for n in range(PEOPLE)]
    theirs = [f'"POST /answers/{n:016X}?" 200 in={n}' for n in range(PEOPLE)]

    assert told_apart(ours) == told_apart(theirs) == PEOPLE
    assert linked(ours, theirs) == PEOPLE
